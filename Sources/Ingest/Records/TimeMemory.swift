// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Reads moments as ``TimeScanner`` does, and remembers the last one: most records begin in the
/// minute, and many in the second, in which the one before began.
struct TimeMemory {
  /// A day-first text as it was, or the first 16 bytes of another, `2026-03-02T09:15`; with zeros
  /// behind.
  private var text: (UInt64, UInt64, UInt64) = (0, 0, 0)
  private var count = 0
  private var moment = TimeScanner.Moment(microseconds: 0, lacksZone: false)

  /// The moment written in `range`; see `TimeScanner.moment`.
  @inline(__always)
  mutating func moment(
    _ bytes: Span<UInt8>, _ range: Range<Int>, format: TimeFormat, isAfternoon: Bool
  ) -> TimeScanner.Moment? {
    guard range.count >= 10 else { return slow(bytes, range, format, isAfternoon) }
    if case .pattern = format { return slow(bytes, range, format, isAfternoon) }
    let start = range.lowerBound
    let slash = UInt8(ascii: "/")
    if bytes[start &+ 1] == slash || bytes[start &+ 2] == slash {
      return dayFirst(bytes, range, format, isAfternoon)
    }
    if bytes[start &+ 4] == slash || bytes[start &+ 4] == UInt8(ascii: "-") {
      return yearFirst(bytes, range, format, isAfternoon)
    }
    return slow(bytes, range, format, isAfternoon)
  }

  private func slow(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ format: TimeFormat, _ isAfternoon: Bool
  ) -> TimeScanner.Moment? {
    TimeScanner.moment(bytes, range, format: format, isAfternoon: isAfternoon)
  }

  private mutating func dayFirst(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ format: TimeFormat, _ isAfternoon: Bool
  ) -> TimeScanner.Moment? {
    guard range.count <= 24 else { return slow(bytes, range, format, isAfternoon) }
    let text = (
      RawBytes.eight(of: bytes, from: range.lowerBound),
      RawBytes.eight(of: bytes, from: range.lowerBound &+ min(8, range.count &- 8)),
      RawBytes.eight(of: bytes, from: range.upperBound &- 8)
    )
    if count == range.count, self.text == text { return moment }
    guard let moment = slow(bytes, range, format, isAfternoon) else { return nil }
    (self.text, count, self.moment) = (text, range.count, moment)
    return moment
  }

  private mutating func yearFirst(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ format: TimeFormat, _ isAfternoon: Bool
  ) -> TimeScanner.Moment? {
    fast(bytes, range) ?? slow(bytes, range, format, isAfternoon)
  }

  /// A time with seconds and, if any, six digits after them, in UTC; nil for other forms.
  private mutating func fast(_ bytes: Span<UInt8>, _ range: Range<Int>) -> TimeScanner.Moment? {
    let start = range.lowerBound
    guard range.count >= 19, bytes[start &+ 16] == UInt8(ascii: ":") else { return nil }
    let text = (
      RawBytes.eight(of: bytes, from: start), RawBytes.eight(of: bytes, from: start &+ 8), UInt64(0)
    )
    if count != 16 || self.text != text {
      guard let minute = Timestamp(iso8601: bytes.extracting(start..<start &+ 16)) else {
        return nil
      }
      (self.text, count) = (text, 16)
      moment = TimeScanner.Moment(microseconds: minute.microseconds, lacksZone: false)
    }
    guard let second = NumberScanner.digits(bytes, start &+ 17..<start &+ 19), second < 60 else {
      return nil
    }
    var rest = start &+ 19
    var microseconds = second &* 1_000_000
    if rest < range.upperBound, bytes[rest] == UInt8(ascii: ".") {
      guard rest &+ 7 <= range.upperBound,
        let fraction = NumberScanner.digits(bytes, rest &+ 1..<rest &+ 7)
      else { return nil }
      microseconds &+= fraction
      rest &+= 7
    }
    guard let lacksZone = Self.lacksZone(bytes, rest..<range.upperBound) else { return nil }
    return TimeScanner.Moment(
      microseconds: moment.microseconds &+ microseconds, lacksZone: lacksZone)
  }

  /// Whether `range` is nothing and not a way to write UTC; nil if it is neither.
  private static func lacksZone(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool? {
    switch range.count {
    case 0: true
    case 1: bytes[range.lowerBound] == UInt8(ascii: "Z") ? false : nil
    case 5:
      // "+0000"
      RawBytes.eight(of: bytes, from: range.lowerBound) & 0xff_ffff_ffff == 0x30_3030_302b
        ? false : nil
    default: nil
    }
  }
}
