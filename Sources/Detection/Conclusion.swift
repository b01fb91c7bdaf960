// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// Joins the judgements of all windows into findings, paths and crossings.
struct Conclusion {
  let result: AnalysisResult

  init(_ judgements: [Judgement], chains: CausalChains, options: AnalysisOptions) {
    let suspects = Suspects(options.suspects)
    let flagged = judgements.map { ($0.view.window, $0.flagged) }
    let paths = PathSearch(nodes: chains.nodes, isGiven: chains.isGiven, site: options.site)
      .callAsFunction {
        host, moment in
        flagged.contains { window, hosts in
          (hosts.contains(host) || suspects.isSuspect(host, in: window))
            && window.contains(Timestamp(microseconds: moment))
        }
      }
    let onPath = PathPlaces(paths)
    var findings: [Finding] = []
    var assessments: [HostAssessment] = []
    for judgement in judgements {
      let movesOut = Dictionary(grouping: judgement.view.moves, by: \.source)
      for assessment in judgement.assessments {
        let writer = FindingWriter(
          assessment: assessment, moves: movesOut[assessment.host] ?? [],
          place: onPath.place(of: assessment.host, in: judgement.view.window),
          view: judgement.view,
          isSuspect: suspects.isSuspect(assessment.host, in: judgement.view.window),
          site: options.site)
        assessments.append(writer.completed)
        if let finding = writer.finding { findings.append(finding) }
      }
    }
    let crossings = judgements.flatMap { Self.crossings($0, findings, options) }
    var result = AnalysisResult(
      windows: judgements.map(\.view.window), assessments: assessments.sorted(by: Self.precedes),
      featureNames: Feature.all.map(\.name),
      findings: findings.sorted(by: Self.precedes),
      paths: paths, crossings: crossings,
      surroundings: Self.surroundings(judgements, paths, assessments, options),
      reference: judgements.last.map(Self.reference) ?? .peers(hosts: 0),
      drift: judgements.compactMap(\.drift),
      calibrationNote: judgements.last?.calibration.note ?? "")
    result.allowed = Array(zip(options.allowed.rules, options.allowed.uses(in: judgements)))
    self.result = result
  }

  private static func reference(_ judgement: Judgement) -> AnalysisResult.Reference {
    let calibration = judgement.calibration
    return calibration.isAmongPeers
      ? .peers(hosts: calibration.referenceCount)
      : .baseline(
        hostWindows: calibration.referenceCount, windows: calibration.referenceWindows)
  }

  private static func crossings(
    _ judgement: Judgement, _ findings: [Finding], _ options: AnalysisOptions
  ) -> [SubnetCrossing] {
    let view = judgement.view
    var ids: [IPAddress: String] = [:]
    for finding in findings where finding.window == view.window { ids[finding.host] = finding.id }
    var crossings: [SubnetCrossing] = []
    for row in 0..<view.edges.count {
      let edge = view.edge(row, options.subnets)
      guard edge.crossesSubnet else { continue }
      crossings.append(
        SubnetCrossing(
          edge: edge, sourceSubnet: options.subnets.subnet(of: edge.source),
          targetSubnet: options.subnets.subnet(of: edge.target), isNewCell: view.isNewCell?[row],
          findingID: ids[edge.source] ?? ids[edge.target]))
    }
    return crossings.sorted {
      ($0.edge.firstSeen, $0.edge.source, $0.edge.target, $0.edge.service)
        < ($1.edge.firstSeen, $1.edge.source, $1.edge.target, $1.edge.service)
    }
  }

  /// Edges that touch a flagged host or a path; where nothing is flagged, the first-ranked host.
  private static func surroundings(
    _ judgements: [Judgement], _ paths: [AttackPath], _ assessments: [HostAssessment],
    _ options: AnalysisOptions
  ) -> [Edge] {
    var shown = Set(judgements.flatMap(\.flagged))
    for path in paths {
      for hop in path.hops { shown.formUnion([hop.edge.source, hop.edge.target]) }
    }
    if shown.isEmpty, let first = assessments.sorted(by: precedes).first { shown = [first.host] }
    var edges: [Edge] = []
    for judgement in judgements {
      let view = judgement.view
      let addresses = view.edges.hosts.addresses
      for row in 0..<view.edges.count
      where shown.contains(addresses[Int(view.edges.sources[row])])
        || shown.contains(addresses[Int(view.edges.targets[row])])
      {
        edges.append(view.edge(row, options.subnets))
      }
    }
    return edges.sorted {
      ($0.firstSeen, $0.source, $0.target, $0.service)
        < ($1.firstSeen, $1.source, $1.target, $1.service)
    }
  }

  /// The most urgent first; of those on paths the earliest, as the path is read, of others the
  /// most anomalous.
  static func precedes(_ a: Finding, _ b: Finding) -> Bool {
    guard a.severity == b.severity else { return a.severity > b.severity }
    if a.severity >= .high, a.firstSeen != b.firstSeen { return a.firstSeen < b.firstSeen }
    return (a.pValue, b.score, a.host, a.window) < (b.pValue, a.score, b.host, b.window)
  }

  /// The most anomalous first; hosts that are not evaluable last, the busiest of them first.
  static func precedes(_ a: HostAssessment, _ b: HostAssessment) -> Bool {
    switch (a.score, b.score) {
    case (let left?, let right?):
      return (left.isFlagged ? 0 : 1, left.pValue, right.score, a.window, a.host)
        < (right.isFlagged ? 0 : 1, right.pValue, left.score, b.window, b.host)
    case (.some, nil): return true
    case (nil, .some): return false
    case (nil, nil):
      return (reach(b), a.window, a.host) < (reach(a), b.window, b.host)
    }
  }

  /// Services and targets asked for plus failures: what a scan has most of.
  private static func reach(_ assessment: HostAssessment) -> Double {
    ["unique_dst_ips", "unique_dst_ports", "failed_flows"].reduce(0) { sum, name in
      sum + (Feature.index(of: name).map { assessment.features[$0] } ?? 0)
    }
  }
}
