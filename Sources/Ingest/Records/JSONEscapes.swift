// SPDX-License-Identifier: Apache-2.0

/// Takes escapes out of the strings of one record; the rare way round, so it copies.
enum JSONEscapes {
  /// The noted values alone, one after the other and without escapes, and where each lies then.
  static func resolved(_ bytes: Span<UInt8>, _ fields: FieldRanges) -> ([UInt8], FieldRanges) {
    var text: [UInt8] = []
    var moved = FieldRanges()
    for slot in 0..<FieldRanges.capacity {
      guard let range = fields[slot] else { continue }
      let start = text.count
      append(bytes, range, to: &text)
      moved.set(slot, start, text.count)
    }
    return (text, moved)
  }

  private static func append(_ bytes: Span<UInt8>, _ range: Range<Int>, to text: inout [UInt8]) {
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      index += 1
      guard byte == UInt8(ascii: "\\"), index < range.upperBound else {
        text.append(byte)
        continue
      }
      let escaped = bytes[index]
      index += 1
      switch escaped {
      case UInt8(ascii: "b"): text.append(8)
      case UInt8(ascii: "t"): text.append(9)
      case UInt8(ascii: "n"): text.append(10)
      case UInt8(ascii: "f"): text.append(12)
      case UInt8(ascii: "r"): text.append(13)
      case UInt8(ascii: "u"):
        let digits = index..<min(index + 4, range.upperBound)
        index = digits.upperBound
        let unit = digits.count == 4 ? NumberScanner.hexadecimal(bytes, digits) : nil
        // Values read here are ASCII; a lone half of a pair cannot be one and becomes U+FFFD.
        let scalar = unit.flatMap(Unicode.Scalar.init) ?? "\u{fffd}"
        text.append(contentsOf: String(Character(scalar)).utf8)
      default: text.append(escaped)
      }
    }
  }
}
