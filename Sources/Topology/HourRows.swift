// SPDX-License-Identifier: Apache-2.0

import Flows

/// An edge's part in one tick and one magnitude of duration.
struct EdgeRow: Sendable {
  /// Source and target number.
  var pair: UInt64
  /// Service and duration bucket, which order as they do.
  var cell: UInt32
  var flows: Int64 = 0
  var failedFlows: Int64 = 0
  var packetsOut: Int64 = 0
  var packetsIn: Int64 = 0
  var bytesOut: Int64 = 0
  var bytesIn: Int64 = 0
  var firstSeen = Int64.max
  var lastSeen = Int64.min
  var duration: Int64 = 0

  /// A part nothing was added to.
  init(pair: UInt64, cell: UInt32) {
    self.pair = pair
    self.cell = cell
  }

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

  /// Whether `other` is of the same edge.
  func isOfEdge(of other: EdgeRow) -> Bool { pair == other.pair && cell >> 8 == other.cell >> 8 }

  /// Whether it is sorted before `other`.
  func isBefore(_ other: EdgeRow) -> Bool {
    pair != other.pair ? pair < other.pair : cell < other.cell
  }

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
  private(set) var tick: Int32
  /// As many rows as are to be held at most.
  private let limit: Int
  private(set) var rows: [EdgeRow] = []
  /// Hash of a row and its number + 1, by hash; open addressing, 0 being free, a power of two long.
  ///
  /// Rows are mostly told apart by their hash, without a look at them.
  private var slots = [UInt64](repeating: 0, count: 16)

  /// No rows yet.
  init(tick: Int32, limit: Int = .max) {
    self.tick = tick
    self.limit = limit
  }

  /// Whether no more rows are to be held.
  var isFull: Bool { rows.count >= limit }

  /// Forgets its rows and goes on with those of another tick, in the same memory.
  mutating func restart(tick: Int32) {
    self.tick = tick
    rows.removeAll(keepingCapacity: true)
    for slot in slots.indices { slots[slot] = 0 }
  }

  mutating func add(_ row: EdgeRow) {
    let mask = slots.count - 1
    let hash = Self.hash(row)
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      if slots[slot] >> 32 == hash {
        let known = Int(slots[slot] & 0xffff_ffff) - 1
        if rows[known].pair == row.pair, rows[known].cell == row.cell {
          rows[known].add(row)
          return
        }
      }
      slot = (slot + 1) & mask
    }
    rows.append(row)
    slots[slot] = hash << 32 | UInt64(rows.count)
    if rows.count * 2 > slots.count { grow() }
  }

  /// Makes a table with room for as many rows again.
  private mutating func grow() {
    let known = slots
    slots = [UInt64](repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    for entry in known where entry != 0 {
      var slot = Int(entry >> 32) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = entry
    }
  }

  /// 32 bits.
  private static func hash(_ row: EdgeRow) -> UInt64 {
    var x = row.pair &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(row.cell)
    x = (x ^ x >> 32) &* 0xd6e8_feb8_6659_fd93
    x = (x ^ x >> 32) &* 0xd6e8_feb8_6659_fd93
    return (x ^ x >> 32) & 0xffff_ffff
  }
}
