// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Records of one direction in a format that also has records of both, maybe of the same connection
/// (Suricata's `netflow` and `flow` events).
///
/// Two of one connection are one flow; those of a connection that has a record of both directions
/// are left out. Such records are written when the connection ends, one close to the other: the
/// last ``waiting`` of each kind are held against one another, so memory is bounded.
struct HalfEvents {
  /// A record of one direction.
  struct Half: Sendable {
    var flow: Flow
    var connection: UInt64
  }

  /// How many connections are remembered, and how many records wait, at most.
  static let waiting = 1 << 18

  private struct Waiting {
    var flow: Flow
    var file: Int
    /// The files of the one record or two it is made of.
    var parts: [Int]
    var number: Int
  }

  private let capacity: Int
  private var byConnection: [UInt64: Waiting] = [:]
  /// Connections in the order in which they came to wait, with the numbers they had then.
  private var queue: [(connection: UInt64, number: Int)] = []
  private var front = 0
  private var count = 0
  /// Connections of records of both directions, the last of them; a set only once it is asked for.
  private var recent: [UInt64] = []
  private var known: Set<UInt64>?
  /// Connections made of two records so far.
  private(set) var paired = 0

  /// Nothing waits.
  init(capacity: Int = Self.waiting) { self.capacity = max(1, capacity) }

  /// A connection's number, or any text, as 64 bits.
  static func connection(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var bits = UInt64(truncatingIfNeeded: range.count)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
      let missing = UInt64(max(0, 8 - (range.upperBound - start))) * 8
      bits = ConnectionEnds.mix(bits ^ RawBytes.eight(of: bytes, from: start) &<< missing)
    }
    return bits
  }

  /// Takes in that records of both directions are there of these connections.
  ///
  /// - Returns: The files of the records that are left out for it.
  mutating func add(connections: [UInt64]) -> [Int] {
    guard !connections.isEmpty else { return [] }
    recent += connections
    if recent.count > 2 * capacity {
      recent.removeFirst(recent.count - capacity)
      if known != nil { known = Set(recent) }
    }
    guard known != nil else { return [] }
    known?.formUnion(connections)
    var leftOut: [Int] = []
    for connection in connections {
      guard let waiting = byConnection.removeValue(forKey: connection) else { continue }
      leftOut += waiting.parts
      if waiting.parts.count > 1 { paired -= 1 }
    }
    return leftOut
  }

  /// Takes in a record of one direction.
  ///
  /// - Returns: Whether it is left out.
  mutating func add(_ half: Half, ofFile file: Int, _ ready: inout FiledFlows) -> Bool {
    let known = known ?? Set(recent)
    self.known = known
    guard !known.contains(half.connection) else { return true }
    if var other = byConnection[half.connection] {
      if other.parts.count == 1, Pairing.areOpposite(half.flow, other.flow) {
        other.flow = FlowPair.joined(other.flow, half.flow)
        other.parts.append(file)
        byConnection[half.connection] = other
        paired += 1
        return false
      }
      // What has the same number and does not fit is another connection.
      letGo(other, &ready)
    }
    count += 1
    byConnection[half.connection] = Waiting(
      flow: half.flow, file: file, parts: [file], number: count)
    queue.append((half.connection, count))
    if queue.count - front > capacity { letGoOldest(&ready) }
    return false
  }

  private func letGo(_ waiting: Waiting, _ ready: inout FiledFlows) {
    let flow = waiting.parts.count > 1 ? waiting.flow : FlowPair.alone(waiting.flow)
    ready.append(flow, ofFile: waiting.file)
  }

  private mutating func letGoOldest(_ ready: inout FiledFlows) {
    let oldest = queue[front]
    front += 1
    if let waiting = byConnection[oldest.connection], waiting.number == oldest.number {
      byConnection[oldest.connection] = nil
      letGo(waiting, &ready)
    }
    guard front > capacity / 4 else { return }
    queue.removeFirst(front)
    front = 0
  }

  /// Lets everything go that still waits, in the order in which it came.
  mutating func finish() -> FiledFlows {
    var rest = FiledFlows()
    while front < queue.count { letGoOldest(&rest) }
    return rest
  }
}
