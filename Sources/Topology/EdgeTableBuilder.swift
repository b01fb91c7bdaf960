// SPDX-License-Identifier: Apache-2.0

public import Flows

/// Sums flows into edges, one flow at a time, in memory that grows with the number of edges
/// and not of flows.
///
/// Builders of parts of the input merge into the builder of the whole, in any order, with the
/// same table at the end.
public struct EdgeTableBuilder: Sendable {
  /// How many bytes of hours let go of are worth giving back.
  private static let bytesToGiveBack = 16 << 20
  /// How many hours are summed at the same time; the oldest is packed when another begins.
  private static let hoursAtHand = 3
  /// Rows an hour that was packed takes in before it is packed again, at least.
  private static let lateRows = 256
  /// Into how many parts an hour may be packed.
  static let partsOfHour = 4

  private let scope: EdgeScope
  private var numbers = KeyNumbers()
  private var addresses = AddressCache()
  private var hours: [HourRows] = []
  /// Where the rows of a tick are.
  private var places: [Int32: Int] = [:]
  /// Where those of the flow before were.
  private var place = -1
  /// The hours at hand, oldest first.
  private var young: [Int] = []
  /// Of each hour that was packed, how many edges it had.
  private var over: [Int32: Int] = [:]
  private var packed: [Int32: [PackedHour]] = [:]
  /// How many flows became no edge, by reason.
  public private(set) var omissions: [EdgeScope.Omission: Int] = [:]

  /// A builder without edges.
  public init(scope: EdgeScope) { self.scope = scope }

  /// A builder of these hours.
  init(
    scope: EdgeScope, packed: [Int32: [PackedHour]], omissions: [EdgeScope.Omission: Int]
  ) {
    self.scope = scope
    self.packed = packed
    self.omissions = omissions
    over = packed.mapValues { $0.reduce(0) { $0 + $1.count } }
  }

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
    if hours[place].isFull { packLate(place) }
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
    } else if over[tick] != nil {
      place = hours.count
      places[tick] = place
      hours.append(late(tick))
    } else if young.count < Self.hoursAtHand {
      place = hours.count
      places[tick] = place
      hours.append(HourRows(tick: tick))
      young.append(place)
    } else {
      // What the oldest leaves is taken over: memory has been asked for already.
      place = young.removeFirst()
      let oldest = hours[place].tick
      pack(hours[place])
      places[oldest] = nil
      hours[place].restart(tick: tick)
      places[tick] = place
      young.append(place)
    }
  }

  /// Room for what is late for an hour that is packed: enough that packing again costs little.
  private func late(_ tick: Int32) -> HourRows {
    HourRows(tick: tick, limit: max(Self.lateRows, (over[tick] ?? 0) / 4))
  }

  private mutating func packLate(_ place: Int) {
    pack(hours[place])
    hours[place] = late(hours[place].tick)
  }

  private mutating func pack(_ hour: HourRows) {
    guard !hour.rows.isEmpty else { return }
    absorb(PackedHour(hour, keys: numbers.keys))
  }

  /// Adds the edges of an hour.
  mutating func absorb(_ hour: PackedHour) {
    over[hour.tick, default: 0] += hour.count
    packed[hour.tick, default: []].append(hour)
    guard let parts = packed[hour.tick], parts.count > Self.partsOfHour else { return }
    packed[hour.tick] = PackedHour.merging(parts).map { [$0] }
  }

  /// Hands over the hours that are packed; more may come for each of them.
  mutating func takePacked() -> [PackedHour] {
    guard !packed.isEmpty else { return [] }
    let hours = packed.values.flatMap(\.self)
    packed = [:]
    return hours
  }

  /// Packs everything; more may come.
  mutating func packAll() {
    for hour in hours { pack(hour) }
    hours = []
    places = [:]
    young = []
    place = -1
  }

  /// Adds everything `other` holds, whose scope must be the same.
  public mutating func merge(_ other: EdgeTableBuilder) {
    if hours.isEmpty, packed.isEmpty, omissions.isEmpty {
      self = other
      return
    }
    for (omission, count) in other.omissions { omissions[omission, default: 0] += count }
    var other = other
    other.packAll()
    for hour in other.packed.values.joined() { absorb(hour) }
  }

  /// The edges of ticks before a moment, and how many flows the others have.
  ///
  /// - Complexity: O(*E*).
  public func cut(before moment: Timestamp) -> (kept: EdgeTableBuilder, droppedFlows: Int64) {
    var kept = self
    kept.packAll()
    var dropped: Int64 = 0
    for (tick, parts) in kept.packed where tick >= moment.tick {
      kept.packed[tick] = nil
      kept.over[tick] = nil
      for hour in parts {
        var edges = PackedHour.Edges(hour, hour.hosts.indices.map { Int32($0) })
        while edges.next() { dropped = dropped.saturatingSum(edges.edge.flows) }
      }
    }
    return (kept, dropped)
  }

  /// The table of everything added.
  ///
  /// Hours are let go of one by one, so that table and hours need not fit into memory together.
  ///
  /// - Complexity: O(*E* log *E*).
  public consuming func table() -> EdgeTable {
    packAll()
    var hours = packed
    self = EdgeTableBuilder(scope: scope)
    var all = KeyNumbers()
    for hour in hours.values.joined() {
      for host in hour.hosts { _ = all.number(of: KeyNumbers.Key(host)) }
    }
    let hosts = HostTable(all.keys.lazy.map(\.address))
    let places = all.keys.map { Int32(hosts.index(of: $0.address) ?? 0) }
    var table = EdgeTable(hosts: hosts)
    table.reserveCapacity(hours.values.joined().reduce(0) { $0 + $1.count })
    var bytes = 0
    for tick in hours.keys.sorted() {
      guard let parts = hours.removeValue(forKey: tick) else { continue }
      var streams = parts.map { hour in
        PackedHour.Edges(hour, hour.hosts.map { places[all.number(of: KeyNumbers.Key($0))] })
      }
      if streams.count == 1 {
        while streams[0].next() {
          table.append(streams[0].edge, tick: tick, streams[0].magnitudes)
        }
      } else {
        var edges = JoinedEdges(streams)
        while edges.next() { table.append(edges.edge, tick: tick, edges.magnitudes.pairs) }
      }
      bytes += parts.reduce(0) { $0 + $1.size }
      if bytes >= Self.bytesToGiveBack {
        bytes = 0
        Memory.giveBack()
      }
    }
    return table
  }
}

extension Timestamp {
  /// Whole hours since the epoch, rounded down; saturates far outside any calendar.
  var tick: Int32 {
    let hour = EdgeTable.tickLength
    return Int32(clamping: floored(toMultipleOf: hour).microseconds / hour)
  }
}
