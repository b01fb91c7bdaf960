// SPDX-License-Identifier: Apache-2.0

/// Reads numbers from ASCII bytes exactly, without floating point.
enum NumberScanner {
  /// Counts beyond this are taken for damage: 10 terabytes or packets in one flow.
  static let largestCount: Int64 = 10_000_000_000_000

  /// A count of packets or bytes: `1072`, `1072.0`, `1.64E+07`; nil if it is none, negative or too
  /// large.
  static func count(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    if range.count <= 13 {
      var value: Int64 = 0
      var index = range.lowerBound
      while index < range.upperBound {
        let digit = bytes[index] &- 48
        guard digit < 10 else { break }
        value = value &* 10 &+ Int64(digit)
        index &+= 1
      }
      if index == range.upperBound, !range.isEmpty { return value }
    }
    guard let value = fixedPoint(bytes, range, places: 0), 0...largestCount ~= value else {
      return nil
    }
    return value
  }

  /// A decimal number times 10^`places`, rounded half away from zero; nil if it is none or does not
  /// fit.
  ///
  /// Exponents are read; `Infinity`, `NaN` and hexadecimal are not numbers here.
  static func fixedPoint(_ bytes: Span<UInt8>, _ range: Range<Int>, places: Int) -> Int64? {
    var index = range.lowerBound
    let end = range.upperBound
    guard index < end else { return nil }
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
    var digits: UInt64 = 0
    var kept = 0
    var exponent = 0
    var sawDigit = false
    var sawPoint = false
    while index < end {
      let byte = bytes[index]
      if byte == UInt8(ascii: "."), !sawPoint {
        sawPoint = true
      } else {
        let digit = byte &- 48
        guard digit < 10 else { break }
        sawDigit = true
        if kept < 19 {
          digits = digits * 10 + UInt64(digit)
          if digits > 0 { kept += 1 }
          if sawPoint { exponent -= 1 }
        } else if !sawPoint {
          exponent += 1
        }
      }
      index += 1
    }
    guard sawDigit else { return nil }
    if index < end {
      guard bytes[index] | 0x20 == UInt8(ascii: "e"),
        let written = self.exponent(bytes, (index + 1)..<end)
      else { return nil }
      exponent += written
    }
    guard let magnitude = scaled(digits, by: exponent + places) else { return nil }
    return isNegative ? -magnitude : magnitude
  }

  private static func exponent(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    guard index < range.upperBound else { return nil }
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
    guard index < range.upperBound, range.upperBound - index <= 4 else { return nil }
    var value = 0
    while index < range.upperBound {
      let digit = bytes[index] &- 48
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
      index += 1
    }
    return isNegative ? -value : value
  }

  private static func scaled(_ digits: UInt64, by power: Int) -> Int64? {
    guard digits > 0 else { return 0 }
    if power >= 0 {
      guard power <= 19 else { return nil }
      let (product, overflow) = digits.multipliedReportingOverflow(by: powers[power])
      return overflow ? nil : Int64(exactly: product)
    }
    guard power >= -19 else { return 0 }
    let divisor = powers[-power]
    let quotient = digits / divisor
    return Int64(exactly: digits % divisor >= divisor / 2 ? quotient + 1 : quotient)
  }

  private static let powers: [UInt64] = {
    var powers: [UInt64] = [1]
    for _ in 0..<19 { powers.append((powers.last ?? 1) * 10) }
    return powers
  }()

  /// A hexadecimal number with or without `0x`; nil if it is none or over 16 bits.
  static func hexadecimal(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt16? {
    var index = range.lowerBound
    if range.count > 2, bytes[index] == 48, bytes[index + 1] | 0x20 == UInt8(ascii: "x") {
      index += 2
    }
    guard index < range.upperBound, range.upperBound - index <= 8 else { return nil }
    var value: UInt32 = 0
    while index < range.upperBound {
      let byte = bytes[index]
      switch byte {
      case 48...57: value = value << 4 | UInt32(byte - 48)
      case 65...70: value = value << 4 | UInt32(byte - 55)
      case 97...102: value = value << 4 | UInt32(byte - 87)
      default: return nil
      }
      index += 1
    }
    return UInt16(exactly: value)
  }

  /// A port: decimal, a decimal with a zero fraction (`443.0`) or hexadecimal with `0x`.
  static func port(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt16? {
    if range.count > 2, bytes[range.lowerBound] == 48,
      bytes[range.lowerBound + 1] | 0x20 == UInt8(ascii: "x")
    {
      return hexadecimal(bytes, range)
    }
    return count(bytes, range).flatMap { UInt16(exactly: $0) }
  }
}
