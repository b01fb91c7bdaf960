// SPDX-License-Identifier: Apache-2.0

public import Flows
public import Topology

/// Which hosts an intruder can have got to from one host, session by session, each later than
/// the one before.
///
/// Counted are sessions on services that give control of their target and that came about; it
/// is what can have happened, not what did.
public struct BlastRadius: Hashable, Sendable {
  /// One host within reach.
  public struct Reached: Hashable, Sendable {
    /// The host.
    public let host: IPAddress
    /// When it can have been reached first.
    public let time: Timestamp
  }

  /// In order of time, then address.
  public let reached: [Reached]

  /// What can be reached from `host` after `moment`.
  ///
  /// - Parameters:
  ///   - edges: Edges by tick; only the first session of each in a tick is looked at.
  ///   - host: Where the intruder sits.
  ///   - moment: From when on.
  /// - Complexity: O(*E* log *E*).
  public init(_ edges: EdgeTable, from host: IPAddress, after moment: Timestamp) {
    let addresses = edges.hosts.addresses
    var contacts: [Contact] = []
    for row in 0..<edges.count where edges.services[row].givesControl {
      let edge = edges.edge(row, isNew: nil, subnets: SubnetMap())
      guard !edge.isFailure, edge.source != .internet, edge.target != .internet else { continue }
      contacts.append(
        Contact(
          time: edge.firstSeen.microseconds, source: edges.sources[row],
          target: edges.targets[row]))
    }
    guard let start = addresses.firstIndex(of: host) else {
      reached = []
      return
    }
    let arrival = TimeRespectingReach(contacts, hostCount: addresses.count).earliestArrival(
      from: start, after: moment.microseconds - 1)
    reached = arrival.enumerated().compactMap { number, time in
      guard number != start, let time else { return nil }
      return Reached(host: addresses[number], time: Timestamp(microseconds: time))
    }.sorted { ($0.time, $0.host) < ($1.time, $1.host) }
  }
}
