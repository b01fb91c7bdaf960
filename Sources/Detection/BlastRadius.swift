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
    /// The session it can have been reached by then, with what followed in the same hour.
    public let edge: Edge
  }

  /// In order of time, then address.
  public let reached: [Reached]

  /// What can be reached from `host` after `moment`.
  ///
  /// - Parameters:
  ///   - edges: Edges by tick; only the first session of each in a tick is looked at.
  ///   - host: Where the intruder sits.
  ///   - moment: From when on.
  ///   - subnets: Tells which sessions cross.
  /// - Complexity: O(*E* log *E*).
  public init(
    _ edges: EdgeTable, from host: IPAddress, after moment: Timestamp,
    subnets: SubnetMap = SubnetMap()
  ) {
    let addresses = edges.hosts.addresses
    var contacts: [Contact] = []
    var rows: [Contact: Int] = [:]
    for row in 0..<edges.count where edges.services[row].givesControl {
      let edge = edges.edge(row, isNew: nil, subnets: SubnetMap())
      guard !edge.isFailure, edge.source != .internet, edge.target != .internet else { continue }
      let contact = Contact(
        time: edge.firstSeen.microseconds, source: edges.sources[row], target: edges.targets[row])
      contacts.append(contact)
      if rows[contact] == nil { rows[contact] = row }
    }
    guard let start = addresses.firstIndex(of: host) else {
      reached = []
      return
    }
    let first = TimeRespectingReach(contacts, hostCount: addresses.count).firstContacts(
      from: start, after: moment.microseconds - 1)
    reached = first.enumerated().compactMap { number, contact in
      guard let contact, let row = rows[contact] else { return nil }
      return Reached(
        host: addresses[number], time: Timestamp(microseconds: contact.time),
        edge: edges.edge(row, isNew: nil, subnets: subnets))
    }.sorted { ($0.time, $0.host) < ($1.time, $1.host) }
  }
}
