// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// One host getting into another on services that give control: what a step of an intruder
/// looks like in flows, and most steps of administrators too.
struct Move: Sendable {
  /// One service of a move.
  struct Session: Sendable {
    let edge: Edge
    /// Why it stands out.
    let reason: Evidence
  }

  let source: IPAddress
  let target: IPAddress
  /// Start of the first session, microseconds.
  let start: Int64
  /// In order of time; never empty.
  let sessions: [Session]
  /// In nats; 0 for a session known from the baseline.
  let surprise: Double
  /// What ``EdgeNovelty`` learns from it; nil without a baseline or for known sessions.
  let sighting: EdgeNovelty.Sighting?
  /// How many such sessions an hour the past leads to expect; nil for first sessions.
  var rate: Double?

  /// Whether so many bytes both ways are enough for anything to be done in a session.
  ///
  /// Under 1,000 is a look whether somebody answers. A format without byte counts has zeros.
  static func carriesWork(bytes: Int64, flows: Int64 = 1) -> Bool {
    bytes == 0 || bytes >= 1_000 * flows
  }

  /// By time, then hosts.
  static func precedes(_ a: Move, _ b: Move) -> Bool {
    (a.start, a.source, a.target) < (b.start, b.source, b.target)
  }
}

extension Move {
  /// The first session, with what it is worth in a window of this pace.
  fileprivate func surprising(_ novelty: EdgeNovelty, at pace: Pace) -> Move {
    guard let sighting else { return self }
    return Move(
      source: source, target: target, start: start, sessions: sessions,
      surprise: novelty.surprise(sighting, of: source, at: pace), sighting: sighting)
  }
}

/// Finds the moves in a window's edges.
struct MoveFinder {
  /// What past windows knew; nil without a baseline.
  let past: Past?
  let zones: SubnetZones?
  let subnets: SubnetMap
  /// What is no move, whoever makes it.
  let allowed: AllowList
  private let windowHours: Int

  init(past: Past, subnets: SubnetMap, windowHours: Int, allowed: AllowList = AllowList()) {
    self.past = past.profiles.windows > 0 ? past : nil
    zones = self.past.map { SubnetZones($0.profiles, subnets: subnets) }
    self.subnets = subnets
    self.allowed = allowed
    self.windowHours = windowHours
  }

  /// The surprise of a move when there is nothing to measure it by.
  private static let unmeasured = 2.0

  /// First moves of a window, in order of time.
  ///
  /// With a baseline: completed internal edges on control services that never came about
  /// before. Without one: those whose target is reached on the service by few hosts, as
  /// everybody's file server is nobody's step.
  ///
  /// - Parameter edges: The window's edges, ticks merged.
  /// - Returns: One move per pair of hosts.
  func firstMoves(_ edges: EdgeTable) -> [Move] {
    let usual = past == nil ? popularTargets(edges) : []
    let found = moves(edges) { edge in
      past.map { !$0.profiles.knowsCompletedEdge(edge.source, edge.target, edge.service) }
        ?? !usual.contains(HostProfiles.HostService(edge.target, edge.service))
    }.map { source, target, edges in firstMove(source, target, edges) }
    guard let past, let zones else { return found.sorted(by: Move.precedes) }
    let states = edges.hosts.addresses.filter { $0 != .internet }.map(zones.state)
    let pace = past.novelty.pace(
      of: states,
      found.compactMap { move in move.sighting.map { (move.source, $0) } })
    return found.map { $0.surprising(past.novelty, at: pace) }.sorted(by: Move.precedes)
  }

  /// Sessions known from the baseline out of some hosts, and into some, hour by hour, in order
  /// of time.
  func knownMoves(
    _ hourly: EdgeTable, from sources: Set<IPAddress>, into targets: Set<IPAddress>
  ) -> [Move] {
    guard let past, !sources.isEmpty || !targets.isEmpty else { return [] }
    return moves(hourly) { edge in
      (sources.contains(edge.source) || targets.contains(edge.target))
        && past.profiles.knowsCompletedEdge(edge.source, edge.target, edge.service)
    }.map { source, target, edges in
      Move(
        source: source, target: target,
        start: edges.map(\.firstSeen.microseconds).min() ?? 0,
        sessions: edges.map { edge in
          Move.Session(
            edge: edge,
            reason: Evidence(
              .edge, "\(edge.service.title) \(edge.source) → \(edge.target), as in the baseline"))
        }, surprise: 0, sighting: nil, rate: rate(of: edges, past.profiles))
    }.sorted(by: Move.precedes)
  }

  /// How often the rarest of some known edges of a host comes about, an hour.
  private func rate(of edges: [Edge], _ profiles: HostProfiles) -> Double {
    let seen = edges.map { profiles.windowCount($0.source, $0.target, $0.service) }.min() ?? 0
    let active = edges.first.map { profiles.activeWindows(of: $0.source) } ?? 0
    return (Double(seen) + 0.5) / Double(active + 1) / Double(windowHours)
  }

  /// Chosen completed control edges between internal hosts, by (tick, source, target).
  private func moves(
    _ edges: EdgeTable, where isChosen: (Edge) -> Bool
  ) -> [(source: IPAddress, target: IPAddress, edges: [Edge])] {
    var found: [(source: IPAddress, target: IPAddress, edges: [Edge])] = []
    var last: (Int32, Int32, Int32)?
    for row in 0..<edges.count where edges.services[row].givesControl {
      let edge = edges.edge(row, isNew: nil, subnets: subnets)
      guard !edge.isFailure, edge.source != .internet, edge.target != .internet,
        Move.carriesWork(bytes: edge.bytes, flows: edge.flows), isChosen(edge),
        !allowed.allows(edge)
      else { continue }
      let key = (edges.ticks[row], edges.sources[row], edges.targets[row])
      if let last, last == key {
        found[found.count - 1].edges.append(edge)
      } else {
        found.append((edge.source, edge.target, [edge]))
      }
      last = key
    }
    return found
  }

  private func firstMove(_ source: IPAddress, _ target: IPAddress, _ edges: [Edge]) -> Move {
    let sessions = edges.map { edge in
      var edge = edge
      edge.isNew =
        past.map { !$0.profiles.knowsEdge(edge.source, edge.target, edge.service) }
      return Move.Session(
        edge: edge, reason: EdgeEvidence.reason(edge, past?.profiles, subnets))
    }.sorted {
      ($0.edge.firstSeen, $0.edge.service) < ($1.edge.firstSeen, $1.edge.service)
    }
    let sightings = sessions.compactMap { sighting($0.edge) }
    return Move(
      source: source, target: target, start: sessions[0].edge.firstSeen.microseconds,
      sessions: sessions, surprise: Self.unmeasured,
      sighting: past.map { past in
        sightings.map { ($0, past.novelty.surprise($0, of: source)) }.max { $0.1 < $1.1 }?.0
      } ?? nil)
  }

  private func sighting(_ edge: Edge) -> EdgeNovelty.Sighting? {
    guard let zones, let profiles = past?.profiles else { return nil }
    let key = HostProfiles.HostService(edge.target, edge.service)
    let popularity = profiles.sourceCount(key)
    return EdgeNovelty.Sighting(
      cell: EdgeNovelty.Cell(
        source: zones.state(of: edge.source), target: zones.zone(of: edge.target),
        portClass: edge.service.portClass),
      respects: EdgeNovelty.Respects(
        isNewPair: !profiles.knowsPair(edge.source, edge.target),
        isNewService: !profiles.usesService(edge.source, edge.service),
        obscurity: popularity == 0 ? 3 : popularity < 3 ? 2 : popularity < 10 ? 1 : 0))
  }

  /// (Target, service) reached by more hosts than 2 and a tenth of all.
  private func popularTargets(_ edges: EdgeTable) -> Set<HostProfiles.HostService> {
    var sources: [HostProfiles.HostService: Int] = [:]
    for row in 0..<edges.count {
      let target = edges.hosts.addresses[Int(edges.targets[row])]
      sources[HostProfiles.HostService(target, edges.services[row]), default: 0] += 1
    }
    let limit = max(2, edges.hosts.count / 10)
    return Set(sources.filter { $0.value > limit }.keys)
  }
}
