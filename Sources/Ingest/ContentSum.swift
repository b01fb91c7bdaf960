// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Tells whether two files report the same, whatever their order, format and compression.
///
/// A sum of well mixed bits of each record: 128 bits, as nobody makes two files alike by chance.
struct ContentSum: Sendable, Equatable {
  private var high: UInt64 = 0
  private var low: UInt64 = 0

  /// The sum as 32 hexadecimal digits; nil without records.
  var text: String? {
    guard (high, low) != (0, 0) else { return nil }
    return [high, low].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Adds what `other` holds.
  mutating func add(_ other: ContentSum) {
    high &+= other.high
    low &+= other.low
  }

  /// Adds flows, whichever end each is written from.
  mutating func add(_ flows: FlowBatch) {
    for row in 0..<flows.count { add(flows[row]) }
  }

  private mutating func add(_ flow: Flow) {
    let flow = ConnectionEnds.isUpward(flow) ? flow : flow.turned
    var bits = ConnectionEnds(flow).mixed ^ UInt64(flow.state.rawValue)
    for number in [
      flow.start.microseconds, flow.durationMicroseconds, flow.packetsOut, flow.packetsIn,
      flow.bytesOut, flow.bytesIn,
    ] {
      bits = ConnectionEnds.mix(bits ^ UInt64(bitPattern: number))
    }
    add(bits)
  }

  /// Adds a packet.
  mutating func add(_ packet: Span<UInt8>, length: Int, at time: Int64?) {
    var bits = ConnectionEnds.mix(
      UInt64(bitPattern: time ?? -1) ^ UInt64(truncatingIfNeeded: length))
    // Headers, and so who talks to whom.
    for start in stride(from: 0, to: min(64, packet.count), by: 8) {
      bits = ConnectionEnds.mix(bits ^ RawBytes.eight(of: packet, from: start))
    }
    add(bits)
  }

  private mutating func add(_ bits: UInt64) {
    low &+= ConnectionEnds.mix(bits)
    high &+= ConnectionEnds.mix(~bits)
  }
}
