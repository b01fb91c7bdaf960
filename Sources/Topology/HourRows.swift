// SPDX-License-Identifier: Apache-2.0

import Flows

/// An edge's part in one tick and one magnitude of duration.
struct EdgeRow: Sendable {
  /// Source and target number.
  var pair: UInt64
  /// Service and duration bucket, which order as they do.
  var cell: UInt32
  var flows: Int64
  var failedFlows: Int64
  var packetsOut: Int64
  var packetsIn: Int64
  var bytesOut: Int64
  var bytesIn: Int64
  var firstSeen: Int64
  var lastSeen: Int64
  var duration: Int64

  /// The part of one flow between these hosts.
  init(_ flow: Flow, source: Int32, target: Int32) {
    pair = UInt64(UInt32(bitPattern: source)) << 32 | UInt64(UInt32(bitPattern: target))
    let service = UInt32(flow.service.transport.rawValue) << 16 | UInt32(flow.service.port)
    cell = service << 8 | UInt32(DurationHistograms.bucket(flow.durationMicroseconds))
    flows = 1
    failedFlows = flow.state.isFailure ? 1 : 0
    packetsOut = flow.packetsOut
    packetsIn = flow.packetsIn
    bytesOut = flow.bytesOut
    bytesIn = flow.bytesIn
    firstSeen = flow.start.microseconds
    lastSeen = flow.start.microseconds
    duration = flow.durationMicroseconds
  }

  /// What was asked for.
  var service: Service { Service(bits: UInt64(cell >> 8)) }
  /// The magnitude of duration.
  var bucket: UInt8 { UInt8(truncatingIfNeeded: cell) }

  mutating func add(_ other: EdgeRow) {
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

/// The rows of one tick behind a hash table of their own.
///
/// Flows mostly come in order of time, so the table that is searched stays small enough for the
/// processor's cache however many hours there are.
struct HourRows: Sendable {
  /// Whole hours since the epoch.
  let tick: Int32
  private(set) var rows: [EdgeRow] = []
  /// Row number + 1 by hash, open addressing, 0 being free; a power of two long, or empty at rest.
  private var slots = [Int32](repeating: 0, count: 16)
  private var hasRested = false

  init(tick: Int32) { self.tick = tick }

  /// Gives room back when the hour is over; once, so that hours which come back cost little.
  mutating func rest() {
    guard !hasRested else { return }
    hasRested = true
    rows = rows.map { $0 }
    slots = []
  }

  mutating func add(_ row: EdgeRow) {
    if slots.isEmpty { index() }
    let mask = slots.count - 1
    var slot = Self.hash(row) & mask
    while slots[slot] != 0 {
      let known = Int(slots[slot]) - 1
      if rows[known].pair == row.pair, rows[known].cell == row.cell {
        rows[known].add(row)
        return
      }
      slot = (slot + 1) & mask
    }
    rows.append(row)
    slots[slot] = Int32(rows.count)
    if rows.count * 2 > slots.count { index() }
  }

  /// Makes a table with room for as many rows again.
  private mutating func index() {
    var size = 16
    while size < rows.count * 2 + 1 { size *= 2 }
    slots = [Int32](repeating: 0, count: size)
    let mask = slots.count - 1
    for number in rows.indices {
      var slot = Self.hash(rows[number]) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(number + 1)
    }
  }

  private static func hash(_ row: EdgeRow) -> Int {
    var x = row.pair &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(row.cell)
    x = (x ^ x >> 32) &* 0xd6e8_feb8_6659_fd93
    x = (x ^ x >> 32) &* 0xd6e8_feb8_6659_fd93
    return Int(truncatingIfNeeded: (x ^ x >> 32) & 0x7fff_ffff)
  }

  /// The rows by source, target, service and magnitude, hosts having the numbers `places` gives.
  func sorted(places: [UInt64]) -> [EdgeRow] {
    var keys = rows.indices.map { number in
      let pair = rows[number].pair
      return (
        pair: places[Int(pair >> 32)] << 32 | places[Int(pair & 0xffff_ffff)],
        rest: UInt64(rows[number].cell) << 32 | UInt64(number)
      )
    }
    keys.sort { a, b in a.pair != b.pair ? a.pair < b.pair : a.rest < b.rest }
    return keys.map { key in
      var row = rows[Int(key.rest & 0xffff_ffff)]
      row.pair = key.pair
      return row
    }
  }
}
