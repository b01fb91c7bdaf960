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
  private var addresses = AddressCache()
  private var hours: [HourRows] = []
  /// Where the rows of a tick are.
  private var places: [Int32: Int] = [:]
  /// Where those of the flow before were.
  private var place = -1
  /// How many flows became no edge, by reason.
  public private(set) var omissions: [EdgeScope.Omission: Int] = [:]

  /// A builder without edges.
  public init(scope: EdgeScope) { self.scope = scope }

  /// A builder holding the edges of `flows`.
  public init(_ flows: FlowBatch, scope: EdgeScope) {
    self.init(scope: scope)
    add(flows)
  }

  /// Adds flows.
  public mutating func add(_ flows: FlowBatch) {
    for row in 0..<flows.count { add(flows[row]) }
  }

  private mutating func add(_ flow: Flow) {
    let source = addresses.entry(of: flow.source, in: scope)
    let target = addresses.entry(of: flow.target, in: scope)
    if let omission = scope.omission(flow, source: source.kinds, target: target.kinds) {
      omissions[omission, default: 0] += 1
      return
    }
    let row = EdgeRow(flow, source: node(of: source), target: node(of: target))
    turn(to: flow.start.tick)
    hours[place].add(row)
  }

  /// The number of the node an address stands for or folds into.
  private mutating func node(of entry: AddressCache.Entry) -> Int32 {
    if entry.node >= 0 { return entry.node }
    let node = entry.kinds.contains(.inside) ? entry.address : .internet
    let number = Int32(numbers.number(of: KeyNumbers.Key(node)))
    addresses.note(node: number, of: entry.address)
    return number
  }

  /// Has the rows of `tick` at hand.
  private mutating func turn(to tick: Int32) {
    if place >= 0, hours[place].tick == tick { return }
    if let known = places[tick] {
      place = known
    } else {
      place = hours.count
      places[tick] = place
      hours.append(HourRows(tick: tick))
      if hours.count > 2 { hours[hours.count - 3].rest() }
    }
  }

  /// Adds everything `other` holds, whose scope must be the same.
  public mutating func merge(_ other: EdgeTableBuilder) {
    if hours.isEmpty, omissions.isEmpty {
      self = other
      return
    }
    for (omission, count) in other.omissions { omissions[omission, default: 0] += count }
    let renumbered = other.numbers.keys.map { UInt64(numbers.number(of: $0)) }
    for hour in other.hours {
      turn(to: hour.tick)
      for var row in hour.rows {
        row.pair = renumbered[Int(row.pair >> 32)] << 32 | renumbered[Int(row.pair & 0xffff_ffff)]
        hours[place].add(row)
      }
    }
  }

  /// The edges of ticks before a moment, and how many flows the others have.
  ///
  /// - Complexity: O(*E*).
  public func cut(before moment: Timestamp) -> (kept: EdgeTableBuilder, droppedFlows: Int64) {
    var kept = self
    kept.hours = []
    kept.places = [:]
    kept.place = -1
    var dropped: Int64 = 0
    for hour in hours {
      if hour.tick < moment.tick {
        kept.places[hour.tick] = kept.hours.count
        kept.hours.append(hour)
      } else {
        for row in hour.rows { dropped = dropped.saturatingSum(row.flows) }
      }
    }
    return (kept, dropped)
  }

  /// The table of everything added.
  ///
  /// Rows are let go of hour by hour, so that table and rows need not fit into memory together.
  ///
  /// - Complexity: O(*E* log *E*).
  public consuming func table() -> EdgeTable {
    var hours = hours
    let numbers = numbers
    self = EdgeTableBuilder(scope: scope)
    let hosts = HostTable(numbers.keys.lazy.map(\.address))
    let places = numbers.keys.map { UInt64(hosts.index(of: $0.address) ?? 0) }
    var table = EdgeTable(hosts: hosts)
    table.reserveCapacity(hours.reduce(0) { $0 + $1.rows.count })
    for place in hours.indices.sorted(by: { hours[$0].tick < hours[$1].tick }) {
      let tick = hours[place].tick
      Self.append(hours[place].sorted(places: places), tick: tick, to: &table)
      hours[place] = HourRows(tick: tick)
    }
    return table
  }

  /// Adds the rows of an hour, which are in order, to the table as edges.
  private static func append(_ rows: [EdgeRow], tick: Int32, to table: inout EdgeTable) {
    var index = 0
    var histogram: [(bucket: UInt8, count: Int64)] = []
    while index < rows.count {
      var sum = rows[index]
      histogram.removeAll(keepingCapacity: true)
      histogram.append((sum.bucket, sum.flows))
      index += 1
      while index < rows.count, rows[index].pair == sum.pair, rows[index].cell >> 8 == sum.cell >> 8
      {
        histogram.append((rows[index].bucket, rows[index].flows))
        sum.add(rows[index])
        index += 1
      }
      table.append(sum, tick: tick, histogram)
    }
  }
}

extension EdgeTable {
  fileprivate mutating func reserveCapacity(_ count: Int) {
    ticks.reserveCapacity(count)
    sources.reserveCapacity(count)
    targets.reserveCapacity(count)
    services.reserveCapacity(count)
    flows.reserveCapacity(count)
    failedFlows.reserveCapacity(count)
    packetsOut.reserveCapacity(count)
    packetsIn.reserveCapacity(count)
    bytesOut.reserveCapacity(count)
    bytesIn.reserveCapacity(count)
    firstSeen.reserveCapacity(count)
    lastSeen.reserveCapacity(count)
    durations.reserveCapacity(count)
    histograms.reserveCapacity(count)
  }

  fileprivate mutating func append(
    _ row: EdgeRow, tick: Int32, _ histogram: [(bucket: UInt8, count: Int64)]
  ) {
    ticks.append(tick)
    sources.append(Int32(row.pair >> 32))
    targets.append(Int32(row.pair & 0xffff_ffff))
    services.append(row.service)
    flows.append(row.flows)
    failedFlows.append(row.failedFlows)
    packetsOut.append(row.packetsOut)
    packetsIn.append(row.packetsIn)
    bytesOut.append(row.bytesOut)
    bytesIn.append(row.bytesIn)
    firstSeen.append(row.firstSeen)
    lastSeen.append(row.lastSeen)
    durations.append(row.duration)
    histograms.appendRow(histogram)
  }
}

extension Timestamp {
  /// Whole hours since the epoch, rounded down; saturates far outside any calendar.
  var tick: Int32 {
    let hour = EdgeTable.tickLength
    return Int32(clamping: floored(toMultipleOf: hour).microseconds / hour)
  }
}
