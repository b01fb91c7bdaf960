// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Reads addresses, dotted ones without a step for each byte.
enum AddressScanner {
  /// The address written in `range`; nil if it is none.
  @inline(__always)
  static func address(_ bytes: Span<UInt8>, _ range: Range<Int>) -> IPAddress? {
    if let bits = dotted(bytes, range) { return IPAddress(v4: bits) }
    return IPAddress(ascii: bytes.extracting(range))
  }

  /// The dotted address in `range`; nil for anything else and for what is written unusually.
  @inline(__always)
  static func dotted(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32? {
    let count = range.count
    guard count >= 7, count <= 15 else { return nil }
    let dot = UInt8(ascii: ".")
    var dots =
      RawBytes.either(dot, dot, in: bytes, from: range.lowerBound)
      & (1 &<< UInt64(truncatingIfNeeded: count) &- 1)
    var start = range.lowerBound
    var address: UInt32 = 0
    for _ in 0..<3 {
      guard dots != 0 else { return nil }
      let end = range.lowerBound &+ dots.trailingZeroBitCount
      dots &= dots &- 1
      guard let part = part(bytes, start, end &- start) else { return nil }
      address = address << 8 | part
      start = end &+ 1
    }
    guard dots == 0, let last = part(bytes, start, range.upperBound &- start) else { return nil }
    return address << 8 | last
  }

  /// A number of up to three digits, under 256 and without leading zeros.
  @inline(__always)
  private static func part(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> UInt32? {
    guard count > 0, count <= 3 else { return nil }
    let first = RawBytes.eight(of: bytes, from: start)
    let missing = UInt64(truncatingIfNeeded: 24 &- 8 &* count)
    let word = first &<< missing & 0xff_ffff | 0x30_3030 &>> (24 &- missing)
    guard word & 0xf0_f0f0 == 0x30_3030, (word &+ 0x06_0606) & 0xf0_f0f0 == 0x30_3030,
      count == 1 || first & 0xff != 48
    else { return nil }
    let value = (word & 15) &* 100 &+ (word >> 8 & 15) &* 10 &+ (word >> 16 & 15)
    return value < 256 ? UInt32(truncatingIfNeeded: value) : nil
  }
}
