// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// The first time one host got into another on services that give control: what a step of an
/// intruder looks like in flows, and most first steps of administrators too.
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

  /// Every move of a window, in order of time.
  ///
  /// With a baseline: completed internal edges on control services that never came about
  /// before. Without one: those whose target is reached on the service by few hosts, as
  /// everybody's file server is nobody's step.
  static func all(
    in edges: EdgeTable, isNew: [Bool]?, profiles: HostProfiles?, subnets: SubnetMap
  ) -> [Move] {
    let addresses = edges.hosts.addresses
    let usual = profiles == nil ? popularTargets(edges) : []
    var moves: [Move] = []
    var start = 0
    while start < edges.count {
      var end = start
      var sessions: [Session] = []
      while end < edges.count, edges.sources[end] == edges.sources[start],
        edges.targets[end] == edges.targets[start]
      {
        let edge = edges.edge(end, isNew: isNew?[end], subnets: subnets)
        let isCandidate =
          edge.service.givesControl && !edge.isFailure && edge.source != .internet
          && edge.target != .internet
        let isUsual =
          profiles?.knowsCompletedEdge(edge.source, edge.target, edge.service)
          ?? usual.contains(
            HostProfiles.HostService(addresses[Int(edges.targets[end])], edge.service))
        if isCandidate, !isUsual {
          sessions.append(
            Session(edge: edge, reason: EdgeEvidence.reason(edge, profiles, subnets)))
        }
        end += 1
      }
      sessions.sort {
        ($0.edge.firstSeen, $0.edge.service) < ($1.edge.firstSeen, $1.edge.service)
      }
      if let first = sessions.first?.edge {
        moves.append(
          Move(
            source: first.source, target: first.target, start: first.firstSeen.microseconds,
            sessions: sessions))
      }
      start = end
    }
    return moves.sorted { ($0.start, $0.source, $0.target) < ($1.start, $1.source, $1.target) }
  }

  /// (Target, service) reached by more hosts than 2 and a tenth of all.
  private static func popularTargets(_ edges: EdgeTable) -> Set<HostProfiles.HostService> {
    var sources: [HostProfiles.HostService: Int] = [:]
    for row in 0..<edges.count {
      let target = edges.hosts.addresses[Int(edges.targets[row])]
      sources[HostProfiles.HostService(target, edges.services[row]), default: 0] += 1
    }
    let limit = max(2, edges.hosts.count / 10)
    return Set(sources.filter { $0.value > limit }.keys)
  }
}
