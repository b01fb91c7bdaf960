// SPDX-License-Identifier: Apache-2.0

internal import Detection
internal import Flows
internal import Topology

/// Turns the analysis's values into the report's, with names and subnets looked up.
struct ReportParts {
  let directory: HostDirectory

  func host(_ address: IPAddress) -> Report.Host {
    let subnet = directory.subnet(of: address)
    let isInternet = address == .internet
    return Report.Host(
      address: address.title,
      name: isInternet ? nil : directory.name(of: address),
      role: directory.role(of: address).title,
      subnet: isInternet ? "" : subnet.block.description,
      subnetName: SafeText.clean(subnet.name, limit: 60),
      zone: SafeText.clean(subnet.zone, limit: 60))
  }

  func edge(_ edge: Edge) -> Report.Edge {
    Report.Edge(
      source: host(edge.source), target: host(edge.target),
      transport: edge.service.transport.description, port: Int(edge.service.port),
      service: edge.service.title, flows: edge.flows, failedFlows: edge.failedFlows,
      bytesOut: edge.bytesOut, bytesIn: edge.bytesIn, firstSeen: edge.firstSeen.description,
      lastSeen: edge.lastSeen.description, isNew: edge.isNew, crossesSubnet: edge.crossesSubnet)
  }

  func finding(_ finding: Finding) -> Report.Finding {
    Report.Finding(
      id: finding.id, host: host(finding.host), window: Report.Window(finding.window),
      severity: finding.severity.rawValue, score: finding.score, pValue: finding.pValue,
      firstSeen: finding.firstSeen.description, reasons: finding.reasons.map(reason),
      techniques: finding.techniques.map(technique),
      benignIf: finding.benignIf.map { SafeText.clean($0, limit: 600) })
  }

  func path(_ path: AttackPath) -> Report.Path {
    var reached = Set(path.hops.filter { $0.kind != .failed }.map(\.edge.target))
    reached.remove(path.entry)
    let touched = Set(reached.union([path.entry]).map { directory.subnet(of: $0).block })
    return Report.Path(
      id: path.id, entry: host(path.entry), certainty: path.certainty,
      hops: path.hops.map(hop), hostsReached: reached.count, subnetsTouched: touched.count)
  }

  func crossings(_ all: [SubnetCrossing]) -> Report.Crossings {
    // Stable: within a class the order stays that of time.
    let ordered = all.enumerated().sorted { a, b in
      (urgency(a.element), a.offset) < (urgency(b.element), b.offset)
    }
    let telling = ordered.filter { $0.element.isNewCell != false || $0.element.findingID != nil }
    let listed = telling.prefix(Report.listedCrossings).map { item in
      Report.Crossing(
        edge: edge(item.element.edge), isNewCell: item.element.isNewCell,
        finding: item.element.findingID)
    }
    return Report.Crossings(
      total: all.count, inNewCells: all.count { $0.isNewCell == true }, listed: listed)
  }

  func techniques(_ result: AnalysisResult) -> [Report.TechniqueUse] {
    var hosts: [Technique: Set<IPAddress>] = [:]
    var hops: [Technique: Int] = [:]
    for finding in result.findings {
      for technique in finding.techniques { hosts[technique, default: []].insert(finding.host) }
    }
    for hop in result.paths.flatMap(\.hops) {
      guard let technique = hop.technique else { continue }
      hops[technique, default: 0] += 1
    }
    return Set(hosts.keys).union(hops.keys).sorted().map { key in
      Report.TechniqueUse(
        technique: technique(key), hops: hops[key] ?? 0,
        hosts: (hosts[key] ?? []).sorted().map(directory.fullTitle))
    }
  }

  static func notEvaluable(_ assessments: [HostAssessment]) -> [Report.NotEvaluable] {
    let judged = Set(assessments.filter { $0.score != nil }.map(\.host))
    var byReason: [String: Set<IPAddress>] = [:]
    for assessment in assessments where !judged.contains(assessment.host) {
      guard case .notEvaluable(let reason) = assessment.outcome else { continue }
      byReason[SafeText.clean(reason, limit: 200), default: []].insert(assessment.host)
    }
    return byReason.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map {
      Report.NotEvaluable(
        reason: $0.key, count: $0.value.count,
        hosts: $0.value.sorted().prefix(20).map(\.description))
    }
  }

  func runnersUp(_ assessments: [HostAssessment]) -> [Report.RankedHost] {
    var seen: Set<IPAddress> = []
    var result: [Report.RankedHost] = []
    for assessment in assessments {
      guard result.count < 10 else { break }
      guard let score = assessment.score, !score.isFlagged,
        directory.finding(about: assessment.host) == nil,
        seen.insert(assessment.host).inserted
      else { continue }
      result.append(
        Report.RankedHost(
          host: host(assessment.host), score: score.score, pValue: score.pValue,
          reason: assessment.reasons.first.map { SafeText.clean($0.text, limit: 600) }))
    }
    return result
  }

  /// The first hosts of a ranking in which none was judged, each once.
  func unjudged(_ result: AnalysisResult) -> [Report.UnjudgedHost] {
    let place = { (name: String) in result.featureNames.firstIndex(of: name) }
    let columns = [
      "flows_out", "unique_dst_ips", "unique_dst_ports", "failed_flows", "bytes_to_internet",
    ].map(place)
    var seen: Set<IPAddress> = []
    return result.assessments.filter { seen.insert($0.host).inserted }.prefix(10).map {
      assessment in
      let counts = columns.map { column -> Int in
        guard let column, column < assessment.features.count else { return 0 }
        return Int(exactly: assessment.features[column].rounded()) ?? 0
      }
      return Report.UnjudgedHost(
        host: host(assessment.host), flowsOut: counts[0], targets: counts[1],
        targetPorts: counts[2], failedFlows: counts[3], bytesToInternet: Int64(counts[4]))
    }
  }

  private func hop(_ hop: Hop) -> Report.Hop {
    Report.Hop(
      number: hop.number, kind: hop.kind.rawValue, certainty: hop.certainty,
      edge: edge(hop.edge), reason: reason(hop.reason), technique: hop.technique.map(technique))
  }

  private func reason(_ evidence: Evidence) -> Report.Reason {
    Report.Reason(
      kind: evidence.kind.rawValue, text: SafeText.clean(evidence.text, limit: 600))
  }

  private func technique(_ technique: Technique) -> Report.Technique {
    Report.Technique(id: technique.id, name: technique.name)
  }

  private func urgency(_ crossing: SubnetCrossing) -> Int {
    (crossing.isNewCell == true ? 0 : 2) + (crossing.findingID != nil ? 0 : 1)
  }
}
