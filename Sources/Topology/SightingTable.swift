// SPDX-License-Identifier: Apache-2.0

public import Flows

/// Traffic between our hosts and addresses of a watchlist.
///
/// Edges know everything outside as one host; this is kept beside them, so that a watchlist changes
/// no edge and no score. Tables of parts of the input merge into the table of the whole, in any
/// order, with the same rows at the end.
public struct SightingTable: Sendable {
  /// All flows between one of our hosts and the addresses of one entry, on one service.
  public struct Sighting: Hashable, Sendable {
    /// Our host.
    public var host: IPAddress
    /// The place of the entry in the watchlist.
    public var entry: Int
    /// The listed address that was met first; of several at one moment the lowest.
    public var address: IPAddress
    /// Whether our host opened the connections.
    public var isOutward: Bool
    /// What was asked for.
    public var service: Service
    /// How many flows.
    public var flows: Int64
    /// How many of them never came about.
    public var failedFlows: Int64
    /// From the side that opened them.
    public var bytesOut: Int64
    /// To the side that opened them.
    public var bytesIn: Int64
    /// Start of the first flow.
    public var firstSeen: Timestamp
    /// Start of the last flow.
    public var lastSeen: Timestamp

    mutating func add(_ other: Sighting) {
      if (other.firstSeen, other.address) < (firstSeen, address) { address = other.address }
      flows = flows.saturatingSum(other.flows)
      failedFlows = failedFlows.saturatingSum(other.failedFlows)
      bytesOut = bytesOut.saturatingSum(other.bytesOut)
      bytesIn = bytesIn.saturatingSum(other.bytesIn)
      firstSeen = min(firstSeen, other.firstSeen)
      lastSeen = max(lastSeen, other.lastSeen)
    }
  }

  private struct Key: Hashable {
    let host: IPAddress
    let entry: Int
    let isOutward: Bool
    let service: Service
  }

  private var rows: [Key: Sighting] = [:]

  /// A table without rows.
  public init() {}

  /// Adds those of `flows` that would be edges and have a listed address on the other side of one
  /// of our hosts; both sides count if both are listed.
  ///
  /// - Complexity: O(flows · distinct prefix lengths of `list`).
  public mutating func add(_ flows: FlowBatch, scope: EdgeScope, list: Watchlist) {
    for row in 0..<flows.count {
      let start = Timestamp(microseconds: flows.starts[row])
      let target = list.place(of: flows.targets[row], at: start)
      let source = list.place(of: flows.sources[row], at: start)
      guard target != nil || source != nil, scope.omission(flows[row]) == nil else { continue }
      if let target {
        add(flows, row, scope, host: flows.sources[row], entry: target, flows.targets[row], true)
      }
      if let source {
        add(flows, row, scope, host: flows.targets[row], entry: source, flows.sources[row], false)
      }
    }
  }

  private mutating func add(
    _ flows: FlowBatch, _ row: Int, _ scope: EdgeScope, host: IPAddress, entry: Int,
    _ address: IPAddress, _ isOutward: Bool
  ) {
    guard scope.internalScope.contains(host) else { return }
    let start = Timestamp(microseconds: flows.starts[row])
    add(
      Sighting(
        host: host, entry: entry, address: address, isOutward: isOutward,
        service: flows.services[row], flows: 1,
        failedFlows: flows.states[row].isFailure ? 1 : 0, bytesOut: flows.bytesOut[row],
        bytesIn: flows.bytesIn[row], firstSeen: start, lastSeen: start))
  }

  private mutating func add(_ sighting: Sighting) {
    let key = Key(
      host: sighting.host, entry: sighting.entry, isOutward: sighting.isOutward,
      service: sighting.service)
    if rows[key]?.add(sighting) == nil { rows[key] = sighting }
  }

  /// Adds everything `other` holds.
  public mutating func merge(_ other: SightingTable) {
    for sighting in other.rows.values { add(sighting) }
  }

  /// The rows, by time.
  ///
  /// - Complexity: O(rows · log rows).
  public var sightings: [Sighting] {
    rows.values.sorted { a, b in
      if a.firstSeen != b.firstSeen { return a.firstSeen < b.firstSeen }
      if a.host != b.host { return a.host < b.host }
      if a.entry != b.entry { return a.entry < b.entry }
      if a.service != b.service { return a.service < b.service }
      return a.isOutward && !b.isOutward
    }
  }
}
