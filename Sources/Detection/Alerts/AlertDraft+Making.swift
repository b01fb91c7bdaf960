// SPDX-License-Identifier: Apache-2.0

import Flows
public import Topology

extension AlertDraft {
  /// The drafts of one judged window.
  ///
  /// One cause is one draft: a host or crossing that belongs to an attack path is part of it.
  ///
  /// - Parameters:
  ///   - result: What was found in the window.
  ///   - crossings: Its remarkable crossings, without those that are expected.
  ///   - subnets: Names and zones.
  /// - Returns: Paths, hosts, crossings, in the order of `result` and of cells.
  public static func all(
    _ result: AnalysisResult, crossings: [CrossingEvent], subnets: SubnetMap
  ) -> [AlertDraft] {
    guard let window = result.windows.first else { return [] }
    let findings = Dictionary(result.findings.map { ($0.host, $0) }) { first, _ in first }
    let paths = result.paths.map { path in
      AlertDraft(path, findings, window, subnets, result)
    }
    let onPaths = Set(paths.flatMap(\.hosts))
    let hosts = result.findings.filter { !onPaths.contains($0.host) }.map {
      AlertDraft($0, result, subnets)
    }
    let hops = Set(result.paths.flatMap(\.hops).map { PairKey($0.edge) })
    let groups = CrossingGroup.all(
      crossings.filter { event in !event.edges.allSatisfy { hops.contains(PairKey($0)) } })
    return paths + hosts + groups.map { AlertDraft($0, findings, window, subnets) }
  }

  private init(
    _ path: AttackPath, _ findings: [IPAddress: Finding], _ window: TimeRange,
    _ subnets: SubnetMap, _ result: AnalysisResult
  ) {
    let edges = path.hops.map(\.edge)
    let flagged = Set(edges.flatMap { [$0.source, $0.target] }).sorted().compactMap {
      findings[$0]
    }
    let last = edges.last?.target ?? path.entry
    let count = path.hops.count
    self.init(
      kind: .path, detector: "path", subject: path.trunk, window: window,
      title: "path from \(path.entry) over \(count) \(count == 1 ? "hop" : "hops") to \(last)",
      severity: flagged.map(\.severity).max() ?? .high, pValue: flagged.map(\.pValue).min(),
      firstSeen: edges.map(\.firstSeen).min() ?? window.start,
      lastSeen: edges.map(\.lastSeen).max() ?? window.start,
      evidence: path.hops.map { Evidence(.path, "hop \($0.number): \($0.reason.text)") }
        + flagged.flatMap { finding in
          finding.reasons.filter { $0.kind != .path }.prefix(2).map {
            Evidence($0.kind, "\(finding.host): \($0.text)")
          }
        },
      edges: edges, host: path.entry, cells: [], subnets: subnets,
      members: path.hops.map {
        Member(edge: $0.edge, hop: $0.number, hopKind: $0.kind, certainty: $0.certainty)
      })
  }

  private init(_ finding: Finding, _ result: AnalysisResult, _ subnets: SubnetMap) {
    let own = result.surroundings.filter {
      $0.source == finding.host || $0.target == finding.host
    }
    // What the host did anew explains the most, control sessions first.
    let telling = own.filter { $0.isNew != false }.sorted {
      (Self.rank($0), $0.firstSeen, $0.source, $0.target, $0.service)
        < (Self.rank($1), $1.firstSeen, $1.source, $1.target, $1.service)
    }
    self.init(
      kind: .host, detector: "host", subject: finding.host.description, window: finding.window,
      title: "\(finding.host): \(finding.reasons.first?.text ?? "unusual")",
      severity: finding.severity, pValue: finding.pValue, firstSeen: finding.firstSeen,
      lastSeen: own.map(\.lastSeen).max() ?? finding.firstSeen,
      evidence: finding.reasons, edges: own, host: finding.host, cells: [], subnets: subnets,
      members: telling.map { Member(edge: $0) })
    hosts = [finding.host]
    zones = Self.zones(hosts, subnets)
  }

  private init(
    _ group: CrossingGroup, _ findings: [IPAddress: Finding], _ window: TimeRange,
    _ subnets: SubnetMap
  ) {
    let events = group.events
    let edges = events.flatMap(\.edges).sorted {
      ($0.firstSeen, $0.source, $0.target, $0.service)
        < ($1.firstSeen, $1.source, $1.target, $1.service)
    }
    let host: IPAddress?
    switch group.cause {
    case .sender(let sender, _), .busySender(let sender): host = sender
    case .receiver(let receiver, _): host = receiver
    case .served, .subnet: host = edges.first?.source
    }
    let flagged = Set(edges.map(\.source)).sorted().compactMap { findings[$0] }
    let own = events.map(\.severity).max() ?? .low
    let shown = events.prefix(10)
    var evidence = shown.flatMap(\.evidence)
    if events.count > shown.count {
      evidence.append(Evidence(.edge, "and \(events.count - shown.count) more cells like these"))
    }
    evidence += flagged.prefix(5).map {
      Evidence(.context, "\($0.host) is flagged in this window: \($0.reasons.first?.text ?? "")")
    }
    let reason = events[0].reason
    self.init(
      kind: .crossing, detector: reason.rawValue,
      subject: "\(reason.rawValue) \(group.cause.text)", window: window,
      title: Self.title(group), severity: flagged.isEmpty ? own : max(own, .medium),
      pValue: events.compactMap(\.pValue).min(), firstSeen: edges.first?.firstSeen ?? window.start,
      lastSeen: edges.map(\.lastSeen).max() ?? window.start,
      evidence: Self.unrepeated(evidence), edges: edges, host: host, cells: events.map(\.cell),
      subnets: subnets, members: edges.map { Member(edge: $0) })
  }

  private init(
    kind: Kind, detector: String, subject: String, window: TimeRange, title: String,
    severity: Severity, pValue: Double?, firstSeen: Timestamp, lastSeen: Timestamp,
    evidence: [Evidence], edges: [Edge], host: IPAddress?, cells: [SubnetPortMatrix.Cell],
    subnets: SubnetMap, members: [Member]
  ) {
    self.kind = kind
    self.detector = detector
    self.subject = subject
    self.window = window
    self.title = title
    self.severity = severity
    self.pValue = pValue
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
    self.evidence = evidence
    flows = edges.reduce(0) { $0.saturatingSum($1.flows) }
    bytes = edges.reduce(0) { $0.saturatingSum($1.bytes) }
    self.host = host
    hosts = Set(edges.flatMap { [$0.source, $0.target] }).sorted()
    self.cells = cells
    zones = Self.zones(hosts, subnets)
    self.members = Array(members.prefix(Self.mostMembers))
  }

  private static func rank(_ edge: Edge) -> Int { edge.service.portClass == .other ? 1 : 0 }

  private static func zones(_ hosts: [IPAddress], _ subnets: SubnetMap) -> [String] {
    Set(hosts.filter { $0 != .internet }.map { subnets.subnet(of: $0).zone })
      .subtracting([""]).sorted()
  }

  private static func unrepeated(_ evidence: [Evidence]) -> [Evidence] {
    var seen: Set<Evidence> = []
    return evidence.filter { seen.insert($0).inserted }
  }

  private static func title(_ group: CrossingGroup) -> String {
    let verb: String
    switch group.events[0].reason {
    case .newCell: verb = "first"
    case .volume: verb = "much"
    case .fanOut: verb = "many hosts on"
    case .protected: verb = "into a protected zone:"
    }
    let targets = Set(group.events.map(\.target)).sorted { $0.block < $1.block }
    let into = targets.count == 1 ? targets[0].title : "\(targets.count) subnets"
    switch group.cause {
    case .sender(let host, let service): return "\(verb) \(service.title) from \(host) into \(into)"
    case .busySender(let host):
      let services = Set(group.events.map(\.cell.service)).count
      return "\(verb) sessions on \(services) services from \(host) into \(into)"
    case .receiver(let host, let service):
      return
        "\(verb) \(service.title) from \(Set(group.events.map(\.cell.source)).count) subnets to \(host)"
    case .served(_, let service):
      return "\(verb) \(service.title) from \(group.events.count) subnets into \(into)"
    case .subnet(_, let service):
      return "\(verb) \(service.title) from \(group.events[0].source.title) into \(into)"
    }
  }
}

/// Who asked whom for what.
struct PairKey: Hashable {
  let source: IPAddress
  let target: IPAddress
  let service: Service

  init(_ edge: Edge) {
    source = edge.source
    target = edge.target
    service = edge.service
  }
}
