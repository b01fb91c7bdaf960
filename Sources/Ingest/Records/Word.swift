// SPDX-License-Identifier: Apache-2.0

/// Up to 16 bytes of text held in place and compared without regard to ASCII case.
///
/// Protocol names, states and record types are such words: comparing them makes no string.
struct Word: Hashable, Sendable {
  /// Bytes held.
  static let longest = 16

  private var high: UInt64 = 0
  private var low: UInt64 = 0
  private var count: UInt8 = 0

  /// The bytes of `range`; nil if there are more than 16.
  init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard range.count <= 16 else { return nil }
    guard range.count > 8 || range.isEmpty else {
      count = UInt8(truncatingIfNeeded: range.count)
      let text = Self.lowercased(RawBytes.eight(of: bytes, from: range.lowerBound))
      low = text.byteSwapped &>> UInt64(truncatingIfNeeded: 64 &- 8 &* range.count)
      return
    }
    for index in range { push(bytes[index]) }
  }

  /// The word `text`; longer text is cut, which only costs matches.
  init(_ text: String) {
    for byte in text.utf8.prefix(16) { push(byte) }
  }

  /// Eight bytes with their ASCII capitals in lower case.
  private static func lowercased(_ bytes: UInt64) -> UInt64 {
    let low: UInt64 = 0x7f7f_7f7f_7f7f_7f7f
    let isPastZ = (bytes & low) &+ 0x2525_2525_2525_2525
    let isFromA = (bytes & low) &+ 0x3f3f_3f3f_3f3f_3f3f
    return bytes | ((isFromA ^ isPastZ) & ~bytes & ~low) >> 2
  }

  mutating func push(_ byte: UInt8) {
    let isUpper = byte &- 65 < 26
    high = high << 8 | low >> 56
    low = low << 8 | UInt64(isUpper ? byte | 0x20 : byte)
    count += 1
  }

  /// The word in lower case, everything but printable ASCII as `?`.
  var text: String {
    let characters = (0..<UInt64(count)).reversed().map { place -> UInt8 in
      let byte = UInt8(
        truncatingIfNeeded: place < 8 ? low >> (place * 8) : high >> ((place - 8) * 8))
      return (0x20..<0x7f).contains(byte) ? byte : UInt8(ascii: "?")
    }
    return String(decoding: characters, as: UTF8.self)
  }
}
