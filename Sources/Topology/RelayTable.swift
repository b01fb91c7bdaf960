// SPDX-License-Identifier: Apache-2.0

public import Flows

/// The flows that may be legs of a live tunnel, one by one: what ``EdgeTableBuilder`` sums up by
/// the hour keeps no seconds.
///
/// Internal sessions on services that give control, answered. Tables of parts of the input merge into
/// the table of the whole, in any order, with the same flows at the end; memory is bounded by a
/// few times ``limit``.
public struct RelayTable: Sendable {
  /// A flow with its hosts' addresses.
  private struct Row: Comparable {
    let start: Int64
    let end: Int64
    let source: IPAddress
    let target: IPAddress
    let service: Service
    let bytesOut: Int64
    let bytesIn: Int64

    static func < (a: Row, b: Row) -> Bool {
      if a.start != b.start { return a.start < b.start }
      if a.source != b.source { return a.source < b.source }
      if a.target != b.target { return a.target < b.target }
      if a.service != b.service { return a.service < b.service }
      return (a.end, a.bytesOut, a.bytesIn) < (b.end, b.bytesOut, b.bytesIn)
    }
  }

  /// How many flows are kept at most: the latest.
  public let limit: Int
  /// How many more there were.
  public private(set) var dropped = 0
  private var rows: [Row] = []

  /// A table without flows.
  ///
  /// - Parameter limit: At least 1.
  public init(limit: Int = 4_000_000) {
    precondition(limit > 0, "room for a flow")
    self.limit = limit
  }

  /// Adds those of `flows` that may be legs.
  public mutating func add(_ flows: FlowBatch, scope: EdgeScope) {
    for row in 0..<flows.count {
      let flow = flows[row]
      guard flow.service.givesControl, !flow.state.isFailure, scope.omission(flow) == nil,
        scope.internalScope.contains(flow.source), scope.internalScope.contains(flow.target)
      else { continue }
      let start = flow.start.microseconds
      let (end, isPast) = start.addingReportingOverflow(flow.durationMicroseconds)
      rows.append(
        Row(
          start: start, end: isPast ? .max : end, source: flow.source, target: flow.target,
          service: flow.service, bytesOut: flow.bytesOut, bytesIn: flow.bytesIn))
    }
    trim()
  }

  /// Adds everything `other` holds.
  ///
  /// - Precondition: Its limit is the same.
  public mutating func merge(_ other: RelayTable) {
    precondition(limit == other.limit, "tables of one whole")
    dropped += other.dropped
    rows += other.rows
    trim()
  }

  /// Lets go of what is too much, not too often: sorting takes time.
  private mutating func trim() {
    guard rows.count >= 2 * limit else { return }
    rows.sort()
    dropped += rows.count - limit
    rows.removeFirst(rows.count - limit)
  }

  /// The flows kept, in order of start, their hosts numbered by address.
  ///
  /// - Complexity: O(flows · log flows).
  public func flows() -> (hosts: HostTable, flows: [RelayFlow], dropped: Int) {
    let sorted = rows.sorted().suffix(limit)
    let hosts = HostTable(sorted.flatMap { [$0.source, $0.target] })
    let flows = sorted.map { row in
      RelayFlow(
        start: row.start, end: row.end, source: Int32(hosts.index(of: row.source) ?? 0),
        target: Int32(hosts.index(of: row.target) ?? 0), service: row.service,
        bytesOut: row.bytesOut, bytesIn: row.bytesIn)
    }
    return (hosts, flows, dropped + rows.count - sorted.count)
  }
}
