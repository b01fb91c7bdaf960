// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// Puts into words what is known of one host in one window.
struct FindingWriter {
  let assessment: HostAssessment
  /// First control sessions the host opened in the window.
  let moves: [Move]
  let place: PathPlaces.Place?
  let view: WindowView
  /// Whether the host is flagged because the user named it.
  var isSuspect = false
  /// The network, part of the finding's id.
  var site = ""

  /// How many new edges are named one by one.
  private static let edgesNamed = 5

  /// The assessment with severity and all reasons.
  var completed: HostAssessment {
    var completed = assessment
    guard var score = assessment.score else {
      completed.reasons = reasons
      return completed
    }
    score.severity = severity
    completed.outcome = .scored(score)
    completed.reasons = reasons
    return completed
  }

  /// The finding, if the host is flagged.
  var finding: Finding? {
    guard let score = assessment.score, score.isFlagged else { return nil }
    return Finding(
      site: site, host: assessment.host, window: assessment.window, severity: severity,
      score: score.score,
      pValue: score.pValue, firstSeen: firstSeen, reasons: reasons, techniques: techniques,
      benignIf: benignIf)
  }

  private var severity: Severity {
    guard assessment.score?.isFlagged ?? false else { return .none }
    guard let place else { return (assessment.score?.pValue ?? 1) > 0.05 ? .low : .medium }
    let isOnward = place.path.hops.contains { hop in
      place.path.hops.contains { $0.edge.source == hop.edge.target }
    }
    return isOnward && !place.sent.isEmpty ? .critical : .high
  }

  private var firstSeen: Timestamp {
    if let hop = place?.sent.first ?? place?.received.first { return hop.edge.firstSeen }
    if let first = moves.first { return Timestamp(microseconds: first.start) }
    let addresses = view.edges.hosts.addresses
    let rows = (0..<view.edges.count).filter {
      addresses[Int(view.edges.sources[$0])] == assessment.host
    }
    return Timestamp(
      microseconds: rows.map { view.edges.firstSeen[$0] }.min()
        ?? view.window.start.microseconds)
  }

  private var reasons: [Evidence] {
    var all = suspicion + allowance + pathReasons + edgeReasons + assessment.reasons
    if [.scanner, .jumpHost].contains(assessment.role),
      let host = view.hosts.first(where: { $0.host == assessment.host })
    {
      all.append(
        Evidence(
          .context,
          "known as \(host.role.role.title) (\(host.role.evidence)); held against "
            + "hosts like it"))
    }
    if all.isEmpty, assessment.score?.isFlagged ?? false {
      all.append(
        Evidence(.feature, "no single feature is far out; the combination of them is unusual"))
    }
    return all
  }

  private var suspicion: [Evidence] {
    isSuspect ? [Evidence(.context, "named as a suspect, not found by detectors")] : []
  }

  private var allowance: [Evidence] {
    assessment.allowedBy.isEmpty
      ? [] : [Evidence(.context, "would be flagged, but rules of the allow list cover all it did")]
  }

  private var pathReasons: [Evidence] {
    guard let place else { return [] }
    let total = place.path.hops.count
    let from = place.path.entry == assessment.host ? "starts here" : "from \(place.path.entry)"
    var parts: [String] = []
    if !place.received.isEmpty { parts.append("reached by \(Self.hops(place.received))") }
    if !place.sent.isEmpty { parts.append("goes on by \(Self.hops(place.sent))") }
    return [
      Evidence(
        .path,
        "on a path of \(total) \(total == 1 ? "hop" : "hops") (\(from)): "
          + parts.joined(separator: ", "))
    ]
  }

  private static func hops(_ hops: [Hop]) -> String {
    let numbers = hops.prefix(5).map { String($0.number) }.joined(separator: ", ")
    let more = hops.count > 5 ? " and \(hops.count - 5) more" : ""
    return (hops.count == 1 ? "hop " : "hops ") + numbers + more
  }

  private var edgeReasons: [Evidence] {
    guard assessment.score != nil else { return [] }
    let sessions = moves.flatMap(\.sessions)
    var reasons = sessions.prefix(Self.edgesNamed).map(\.reason)
    if sessions.count > Self.edgesNamed {
      reasons.append(
        Evidence(.edge, "and \(sessions.count - Self.edgesNamed) more first sessions like these"))
    }
    return reasons
  }

  private func feature(_ name: String) -> Double {
    Feature.index(of: name).map { assessment.features[$0] } ?? 0
  }

  private var isSweep: Bool { feature("single_port_fan_out") >= 20 }
  private var isPortScan: Bool { feature("ports_per_target") >= 20 }

  private var techniques: [Technique] {
    var found = Set(
      moves.flatMap(\.sessions).compactMap { Technique(remoteService: $0.edge.service) })
    if isSweep { found.insert(.remoteSystemDiscovery) }
    if isPortScan { found.insert(.serviceDiscovery) }
    return found.sorted()
  }

  private var benignIf: [String] {
    var texts: [String] = []
    if !moves.isEmpty {
      texts.append(
        "somebody administered from this host: ask its user and look for a ticket; on the "
          + "targets, compare logon events 4624 (types 3 and 10) with the times above")
    }
    if isSweep || isPortScan {
      texts.append(
        "a scan, an inventory or a roll-out was scheduled: ask its owner; check whether the "
          + "same tool ran from this host before")
    }
    if assessment.role == .client, feature("new_served_ports") > 0 {
      texts.append("new software on the host opened a service: check what listens there")
    }
    if texts.isEmpty {
      texts.append("the host got a new task: ask its owner what changed in this window")
    }
    return texts
  }
}
