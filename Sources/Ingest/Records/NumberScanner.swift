// SPDX-License-Identifier: Apache-2.0

/// Reads numbers from ASCII bytes exactly, without floating point.
enum NumberScanner {
  /// Counts beyond this are taken for damage: 10 terabytes or packets in one flow.
  static let largestCount: Int64 = 10_000_000_000_000

  /// A count of packets or bytes: `1072`, `1072.0`, `1.64E+07`; nil if it is none, negative or too
  /// large.
  static func count(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    if range.count <= 13, let value = digits(bytes, range) { return value }
    guard let value = fixedPoint(bytes, range, places: 0), 0...largestCount ~= value else {
      return nil
    }
    return value
  }

  /// A number of 1 to 16 digits and nothing else; nil if it is none such.
  ///
  /// Eight digits are checked and put together at once: the length of numbers cannot be foreseen,
  /// and stopping at the right one costs more than all else.
  @inline(__always)
  static func digits(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    let count = range.count
    guard count > 0, count <= 16 else { return nil }
    guard count > 8 else { return upToEight(bytes, range.lowerBound, count) }
    let middle = range.upperBound &- 8
    guard let high = upToEight(bytes, range.lowerBound, count &- 8),
      let low = upToEight(bytes, middle, 8)
    else { return nil }
    return high &* 100_000_000 &+ low
  }

  /// The number of `count` digits, 1 to 8, from `start` on.
  @inline(__always)
  private static func upToEight(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> Int64? {
    let zeros: UInt64 = 0x3030_3030_3030_3030
    let missing = UInt64(truncatingIfNeeded: 64 &- 8 &* count)
    // Digits move to the end, zeros before them.
    var word = RawBytes.eight(of: bytes, from: start) &<< missing
    if missing > 0 { word |= zeros &>> (64 &- missing) }
    let high: UInt64 = 0xf0f0_f0f0_f0f0_f0f0
    guard word & high == zeros, (word &+ 0x0606_0606_0606_0606) & high == zeros else { return nil }
    word = ((word & 0x0f0f_0f0f_0f0f_0f0f) &* 2561) >> 8
    word = ((word & 0x00ff_00ff_00ff_00ff) &* 6_553_601) >> 16
    word = ((word & 0x0000_ffff_0000_ffff) &* 42_949_672_960_001) >> 32
    return Int64(truncatingIfNeeded: word)
  }

  /// As ``fixedPoint(_:_:places:)`` for what numbers mostly look like: digits, and up to as many
  /// after a point as are kept; nil for all else.
  @inline(__always)
  private static func plain(_ bytes: Span<UInt8>, _ range: Range<Int>, places: Int) -> Int64? {
    guard 0...6 ~= places, range.count <= 19 else { return nil }
    let point = UInt8(ascii: ".")
    let bits =
      RawBytes.either(point, point, in: bytes, from: range.lowerBound)
      & (1 &<< UInt64(truncatingIfNeeded: range.count) &- 1)
    let whole = bits == 0 ? range.count : bits.trailingZeroBitCount
    guard whole <= 12, let units = digits(bytes, range.lowerBound..<range.lowerBound &+ whole)
    else { return nil }
    guard bits != 0 else { return units &* power(places) }
    let start = range.lowerBound &+ whole &+ 1
    let written = range.upperBound &- start
    guard written <= places, let fraction = digits(bytes, start..<range.upperBound) else {
      return nil
    }
    return units &* power(places) &+ fraction &* power(places &- written)
  }

  /// 10 to the power of `exponent`, 0 to 6.
  @inline(__always)
  private static func power(_ exponent: Int) -> Int64 {
    switch exponent {
    case 0: 1
    case 1: 10
    case 2: 100
    case 3: 1_000
    case 4: 10_000
    case 5: 100_000
    default: 1_000_000
    }
  }

  /// A decimal number times 10^`places`, rounded half away from zero; nil if it is none or does not
  /// fit.
  ///
  /// Exponents are read; `Infinity`, `NaN` and hexadecimal are not numbers here.
  static func fixedPoint(_ bytes: Span<UInt8>, _ range: Range<Int>, places: Int) -> Int64? {
    plain(bytes, range, places: places) ?? any(bytes, range, places: places)
  }

  /// As ``fixedPoint(_:_:places:)``, byte by byte.
  static func any(_ bytes: Span<UInt8>, _ range: Range<Int>, places: Int) -> Int64? {
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
