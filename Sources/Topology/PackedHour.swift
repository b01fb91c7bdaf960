// SPDX-License-Identifier: Apache-2.0

import Flows

/// The edges of an hour that is over: sorted, in a fourth of the bytes their rows took.
///
/// It stands for itself, hosts included, so hours summed on different threads merge whichever
/// numbers those gave to hosts.
struct PackedHour: Sendable {
  /// Whole hours since the epoch.
  let tick: Int32
  /// The hosts of its edges, ascending; edges number them by their places here.
  let hosts: [IPAddress]
  /// How many edges.
  let count: Int
  fileprivate let bytes: [UInt8]
  /// How many bytes they take.
  var size: Int { bytes.count }

  /// The edges of `hour`, whose hosts have these keys by number.
  ///
  /// - Complexity: O(*E* log *E* + keys).
  init(_ hour: HourRows, keys: [KeyNumbers.Key]) {
    var ranks = [Int32](repeating: -1, count: keys.count)
    var numbers: [Int32] = []
    for row in hour.rows {
      for number in [Int32(row.pair >> 32), Int32(row.pair & 0xffff_ffff)]
      where ranks[Int(number)] < 0 {
        ranks[Int(number)] = 0
        numbers.append(number)
      }
    }
    numbers.sort { keys[Int($0)].address < keys[Int($1)].address }
    for (rank, number) in numbers.enumerated() { ranks[Int(number)] = Int32(rank) }
    var packer = HourPacker(tick: hour.tick)
    for place in Self.order(of: hour.rows, ranks, hostCount: numbers.count) {
      var row = hour.rows[place]
      let target = UInt64(ranks[Int(row.pair & 0xffff_ffff)])
      row.pair = UInt64(ranks[Int(row.pair >> 32)]) << 32 | target
      packer.add(row)
    }
    self.init(packer, hosts: numbers.map { keys[Int($0)].address })
  }

  private init(_ packer: consuming HourPacker, hosts: [IPAddress]) {
    self.hosts = hosts
    packer.finish()
    tick = packer.tick
    count = packer.count
    // Just as many as needed: the packer's own have room for more.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(packer.size)
    bytes += packer.bytes[..<packer.size]
    self.bytes = bytes
  }

  /// Places of rows by the ranks of their hosts, then by cell.
  private static func order(
    of rows: [EdgeRow], _ ranks: [Int32], hostCount: Int
  ) -> [Int] {
    // By source first, as sorting a few rows each costs less than sorting all.
    var next = [Int](repeating: 0, count: hostCount + 1)
    for row in rows { next[Int(ranks[Int(row.pair >> 32)]) + 1] += 1 }
    for rank in 0..<hostCount { next[rank + 1] += next[rank] }
    let starts = next
    var order = [(key: UInt64, place: Int)](repeating: (0, 0), count: rows.count)
    for place in rows.indices {
      let source = Int(ranks[Int(rows[place].pair >> 32)])
      let target = UInt64(ranks[Int(rows[place].pair & 0xffff_ffff)])
      order[next[source]] = (target << 32 | UInt64(rows[place].cell), place)
      next[source] += 1
    }
    for rank in 0..<hostCount where starts[rank + 1] - starts[rank] > 1 {
      order[starts[rank]..<starts[rank + 1]].sort { $0.key < $1.key }
    }
    return order.map(\.place)
  }

  /// The edges of all `hours`, which are of the same tick.
  ///
  /// - Complexity: O(*E* · hours + hosts · log hosts).
  static func merging(_ hours: [PackedHour]) -> PackedHour? {
    guard hours.count > 1, let first = hours.first else { return hours.first }
    let table = HostTable(hours.flatMap(\.hosts))
    var edges = JoinedEdges(
      hours.map { hour in Edges(hour, hour.hosts.map { Int32(table.index(of: $0) ?? 0) }) })
    var packer = HourPacker(tick: first.tick)
    while edges.next() { packer.add(edges.edge, edges.magnitudes.pairs) }
    return PackedHour(packer, hosts: table.addresses)
  }
}

extension PackedHour {
  /// Its edges one after the other, hosts having the numbers `places` gives.
  struct Edges {
    private let bytes: [UInt8]
    private let places: [Int32]
    private let start: Int64
    private var position = 0
    private var source = 0
    private var target = 0
    /// The edge at hand; magnitudes are not in its cell.
    private(set) var edge = EdgeRow(pair: 0, cell: 0)
    /// How many of its flows lasted how long.
    private(set) var magnitudes: [(bucket: UInt8, count: Int64)] = []

    init(_ hour: PackedHour, _ places: [Int32]) {
      bytes = hour.bytes
      self.places = places
      start = EdgeTable.start(ofTick: hour.tick)
    }

    private mutating func number() -> UInt64 {
      var byte = bytes[position]
      position += 1
      var value = UInt64(byte & 0x7f)
      var shift: UInt64 = 7
      while byte >= 0x80 {
        byte = bytes[position]
        position += 1
        value |= UInt64(byte & 0x7f) &<< shift
        shift &+= 7
      }
      return value
    }

    /// Goes on to the next edge; false if there is none.
    mutating func next() -> Bool {
      guard position < bytes.count else { return false }
      let step = Int(number())
      source += step
      target = step == 0 ? target + Int(number()) : Int(number())
      edge.pair = UInt64(places[source]) << 32 | UInt64(places[target])
      edge.cell = UInt32(truncatingIfNeeded: number()) << 8
      edge.flows = Int64(bitPattern: number())
      edge.failedFlows = Int64(bitPattern: number())
      edge.packetsOut = Int64(bitPattern: number())
      edge.packetsIn = Int64(bitPattern: number())
      edge.bytesOut = Int64(bitPattern: number())
      edge.bytesIn = Int64(bitPattern: number())
      edge.duration = Int64(bitPattern: number())
      edge.firstSeen = start &+ Int64(bitPattern: number())
      magnitudes.removeAll(keepingCapacity: true)
      if edge.flows == 1 {
        edge.lastSeen = edge.firstSeen
        magnitudes.append((DurationHistograms.bucket(edge.duration), 1))
      } else {
        edge.lastSeen = edge.firstSeen &+ Int64(bitPattern: number())
        for _ in 0..<number() {
          magnitudes.append((UInt8(truncatingIfNeeded: number()), Int64(bitPattern: number())))
        }
      }
      return true
    }
  }
}

/// The edges of several packed hours of one tick, which have the same host numbers.
struct JoinedEdges {
  private var streams: [PackedHour.Edges]
  /// The edge at hand; magnitudes are not in its cell.
  private(set) var edge = EdgeRow(pair: 0, cell: 0)
  /// How many of its flows lasted how long.
  private(set) var magnitudes = Magnitudes()

  init(_ streams: [PackedHour.Edges]) {
    self.streams = []
    for var stream in streams where stream.next() { self.streams.append(stream) }
  }

  /// Goes on to the next edge; false if there is none.
  mutating func next() -> Bool {
    guard var least = streams.first?.edge else { return false }
    for place in streams.indices.dropFirst() where streams[place].edge.isBefore(least) {
      least = streams[place].edge
    }
    edge = EdgeRow(pair: least.pair, cell: least.cell)
    magnitudes.removeAll()
    var place = 0
    while place < streams.count {
      guard streams[place].edge.isOfEdge(of: edge) else {
        place += 1
        continue
      }
      edge.add(streams[place].edge)
      for (bucket, count) in streams[place].magnitudes { magnitudes.add(bucket, count) }
      if streams[place].next() { place += 1 } else { streams.remove(at: place) }
    }
    return true
  }
}

/// Writes edges as the bytes of a ``PackedHour``: small numbers take one byte each, and what the
/// others tell is left out.
private struct HourPacker {
  let tick: Int32
  /// What is written, up to ``size``.
  private(set) var bytes: [UInt8] = []
  private(set) var size = 0
  private(set) var count = 0
  private var edge: EdgeRow?
  private var magnitudes = Magnitudes()
  private var source: UInt64 = 0
  private var target: UInt64 = 0

  init(tick: Int32) { self.tick = tick }

  /// Adds part of an edge; parts come sorted.
  mutating func add(_ row: EdgeRow) {
    gather(row)
    magnitudes.add(row.bucket, row.flows)
  }

  /// Adds an edge, or part of one.
  mutating func add(_ row: EdgeRow, _ histogram: [(bucket: UInt8, count: Int64)]) {
    gather(row)
    for (bucket, count) in histogram { magnitudes.add(bucket, count) }
  }

  private mutating func gather(_ row: EdgeRow) {
    if edge?.isOfEdge(of: row) == true {
      edge?.add(row)
    } else {
      finish()
      edge = row
      magnitudes.removeAll()
    }
  }

  /// The most bytes an edge takes: 13 numbers and 65 magnitudes, each of up to ten.
  private static let longestEdge = 13 * 10 + 65 * 20

  /// Writes the last edge.
  mutating func finish() {
    guard let edge else { return }
    self.edge = nil
    count += 1
    let (from, to) = (edge.pair >> 32, edge.pair & 0xffff_ffff)
    var bytes = bytes
    // So that there is one owner, and nothing is copied.
    self.bytes = []
    if bytes.count - size < Self.longestEdge {
      bytes += [UInt8](repeating: 0, count: max(bytes.count, 16 * Self.longestEdge))
    }
    var place = size
    var room = bytes.mutableSpan
    Self.put(from - source, &room, &place)
    Self.put(from == source ? to - target : to, &room, &place)
    Self.put(UInt64(edge.cell >> 8), &room, &place)
    Self.put(UInt64(bitPattern: edge.flows), &room, &place)
    Self.put(UInt64(bitPattern: edge.failedFlows), &room, &place)
    Self.put(UInt64(bitPattern: edge.packetsOut), &room, &place)
    Self.put(UInt64(bitPattern: edge.packetsIn), &room, &place)
    Self.put(UInt64(bitPattern: edge.bytesOut), &room, &place)
    Self.put(UInt64(bitPattern: edge.bytesIn), &room, &place)
    Self.put(UInt64(bitPattern: edge.duration), &room, &place)
    Self.put(
      UInt64(bitPattern: edge.firstSeen &- EdgeTable.start(ofTick: tick)), &room, &place)
    if edge.flows != 1 {
      Self.put(UInt64(bitPattern: edge.lastSeen &- edge.firstSeen), &room, &place)
      Self.put(UInt64(magnitudes.pairs.count), &room, &place)
      for (bucket, count) in magnitudes.pairs {
        Self.put(UInt64(bucket), &room, &place)
        Self.put(UInt64(bitPattern: count), &room, &place)
      }
    }
    self.bytes = bytes
    (source, target, size) = (from, to, place)
  }

  /// Seven bits a byte, lowest first, the top bit saying that another byte follows.
  @inline(__always)
  private static func put(_ value: UInt64, _ room: inout MutableSpan<UInt8>, _ place: inout Int) {
    var rest = value
    while rest >= 0x80 {
      room[place] = UInt8(truncatingIfNeeded: rest) | 0x80
      place &+= 1
      rest >>= 7
    }
    room[place] = UInt8(truncatingIfNeeded: rest)
    place &+= 1
  }
}
