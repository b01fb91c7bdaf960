// SPDX-License-Identifier: Apache-2.0

public import Flows

/// Sums flows into edges, one flow at a time, in memory that grows with the number of edges
/// and not of flows.
///
/// Builders of parts of the input merge into the builder of the whole, in any order, with the
/// same table at the end.
public struct EdgeTableBuilder: Sendable {
  private let scope: EdgeScope
  private var numbers = KeyNumbers()
  private var rows: [Row] = []
  /// Row number + 1 by hash, open addressing, 0 being free; a power of two long.
  private var slots = [Int32](repeating: 0, count: 1024)
  /// How many flows became no edge, by reason.
  public private(set) var omissions: [EdgeScope.Omission: Int] = [:]

  /// An edge's part in one tick and one magnitude of duration.
  private struct Row {
    var pair: UInt64
    var cell: UInt64
    var flows: Int64
    var failedFlows: Int64
    var packetsOut: Int64
    var packetsIn: Int64
    var bytesOut: Int64
    var bytesIn: Int64
    var firstSeen: Int64
    var lastSeen: Int64
    var duration: Int64

    mutating func add(_ other: Row) {
      flows = flows.saturatingSum(other.flows)
      failedFlows = failedFlows.saturatingSum(other.failedFlows)
      packetsOut = packetsOut.saturatingSum(other.packetsOut)
      packetsIn = packetsIn.saturatingSum(other.packetsIn)
      bytesOut = bytesOut.saturatingSum(other.bytesOut)
      bytesIn = bytesIn.saturatingSum(other.bytesIn)
      firstSeen = min(firstSeen, other.firstSeen)
      lastSeen = max(lastSeen, other.lastSeen)
      duration = duration.saturatingSum(other.duration)
    }
  }

  /// A builder without edges.
  public init(scope: EdgeScope) { self.scope = scope }

  /// A builder holding the edges of `flows`.
  public init(_ flows: FlowBatch, scope: EdgeScope) {
    self.init(scope: scope)
    add(flows)
  }

  /// Adds flows.
  public mutating func add(_ flows: FlowBatch) {
    for row in 0..<flows.count {
      if let omission = scope.omission(flows, row) {
        omissions[omission, default: 0] += 1
        continue
      }
      let source = numbers.number(of: KeyNumbers.Key(scope.node(of: flows.sources[row])))
      let target = numbers.number(of: KeyNumbers.Key(scope.node(of: flows.targets[row])))
      let service = flows.services[row]
      let start = flows.starts[row]
      let tick = Timestamp(microseconds: start).tick
      add(
        Row(
          pair: UInt64(source) << 32 | UInt64(target),
          cell: Self.cell(tick, service, DurationHistograms.bucket(flows.durations[row])),
          flows: 1, failedFlows: flows.states[row].isFailure ? 1 : 0,
          packetsOut: flows.packetsOut[row], packetsIn: flows.packetsIn[row],
          bytesOut: flows.bytesOut[row], bytesIn: flows.bytesIn[row], firstSeen: start,
          lastSeen: start, duration: flows.durations[row]))
    }
  }

  /// Adds everything `other` holds.
  public mutating func merge(_ other: EdgeTableBuilder) {
    for (omission, count) in other.omissions { omissions[omission, default: 0] += count }
    let renumbered = other.numbers.keys.map { numbers.number(of: $0) }
    for var row in other.rows {
      let source = renumbered[Int(row.pair >> 32)]
      let target = renumbered[Int(row.pair & 0xffff_ffff)]
      row.pair = UInt64(source) << 32 | UInt64(target)
      add(row)
    }
  }

  /// The edges of ticks before a moment, and how many flows the others have.
  ///
  /// - Complexity: O(*E*).
  public func cut(before moment: Timestamp) -> (kept: EdgeTableBuilder, droppedFlows: Int64) {
    var kept = EdgeTableBuilder(scope: scope)
    kept.omissions = omissions
    kept.numbers = numbers
    var dropped: Int64 = 0
    let limit = UInt64(UInt32(bitPattern: moment.tick ^ .min)) << 32
    for row in rows {
      if row.cell < limit {
        kept.add(row)
      } else {
        dropped = dropped.saturatingSum(row.flows)
      }
    }
    return (kept, dropped)
  }

  /// Tick, service and duration bucket in one number, which orders as they do.
  private static func cell(_ tick: Int32, _ service: Service, _ bucket: UInt8) -> UInt64 {
    UInt64(UInt32(bitPattern: tick ^ .min)) << 32
      | UInt64(service.transport.rawValue) << 24 | UInt64(service.port) << 8 | UInt64(bucket)
  }

  private mutating func add(_ row: Row) {
    var slot = Self.hash(row.pair, row.cell) & (slots.count - 1)
    while slots[slot] != 0 {
      let known = Int(slots[slot]) - 1
      if rows[known].pair == row.pair, rows[known].cell == row.cell {
        rows[known].add(row)
        return
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    rows.append(row)
    slots[slot] = Int32(rows.count)
    if rows.count * 2 > slots.count { grow() }
  }

  private mutating func grow() {
    slots = [Int32](repeating: 0, count: slots.count * 2)
    for (number, row) in rows.enumerated() {
      var slot = Self.hash(row.pair, row.cell) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number + 1)
    }
  }

  private static func hash(_ a: UInt64, _ b: UInt64) -> Int {
    var x = a &* 0x9e37_79b9_7f4a_7c15 ^ b
    x = (x ^ x >> 32) &* 0xd6e8_feb8_6659_fd93
    x = (x ^ x >> 32) &* 0xd6e8_feb8_6659_fd93
    return Int(truncatingIfNeeded: (x ^ x >> 32) & 0x7fff_ffff)
  }

  /// The table of everything added.
  ///
  /// - Complexity: O(*E* log *E*).
  public func table() -> EdgeTable {
    let hosts = HostTable(numbers.keys.lazy.map(\.address))
    let place = numbers.keys.map { UInt64(hosts.index(of: $0.address) ?? 0) }
    var sorted = rows
    for index in sorted.indices {
      let pair = sorted[index].pair
      sorted[index].pair = place[Int(pair >> 32)] << 32 | place[Int(pair & 0xffff_ffff)]
    }
    sorted.sort { a, b in
      (a.cell >> 32, a.pair, a.cell) < (b.cell >> 32, b.pair, b.cell)
    }
    var table = EdgeTable(hosts: hosts)
    var index = 0
    while index < sorted.count {
      let key = (sorted[index].pair, sorted[index].cell >> 8)
      var sum = sorted[index]
      var histogram = [(bucket: UInt8(sum.cell & 0xff), count: sum.flows)]
      index += 1
      while index < sorted.count, (sorted[index].pair, sorted[index].cell >> 8) == key {
        histogram.append((UInt8(sorted[index].cell & 0xff), sorted[index].flows))
        sum.add(sorted[index])
        index += 1
      }
      Self.append(sum, histogram, to: &table)
    }
    return table
  }

  private static func append(
    _ row: Row, _ histogram: [(bucket: UInt8, count: Int64)], to table: inout EdgeTable
  ) {
    table.ticks.append(Int32(bitPattern: UInt32(row.cell >> 32)) ^ .min)
    table.sources.append(Int32(row.pair >> 32))
    table.targets.append(Int32(row.pair & 0xffff_ffff))
    table.services.append(
      Service(
        TransportProtocol(rawValue: UInt8(row.cell >> 24 & 0xff)),
        UInt16(row.cell >> 8 & 0xffff)))
    table.flows.append(row.flows)
    table.failedFlows.append(row.failedFlows)
    table.packetsOut.append(row.packetsOut)
    table.packetsIn.append(row.packetsIn)
    table.bytesOut.append(row.bytesOut)
    table.bytesIn.append(row.bytesIn)
    table.firstSeen.append(row.firstSeen)
    table.lastSeen.append(row.lastSeen)
    table.durations.append(row.duration)
    table.histograms.appendRow(histogram)
  }
}

extension Timestamp {
  /// Whole hours since the epoch, rounded down; saturates far outside any calendar.
  var tick: Int32 {
    let hour = EdgeTable.tickLength
    return Int32(clamping: floored(toMultipleOf: hour).microseconds / hour)
  }
}
