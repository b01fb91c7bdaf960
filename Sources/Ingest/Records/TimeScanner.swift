// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Reads a moment from ASCII bytes, its form told from the bytes themselves.
///
/// Known forms: seconds (or the dialect's unit) since 1970 as a number; ISO 8601; `yyyy/mm/dd
/// HH:MM:SS.ffffff` (Argus); day first, `d/M/yyyy H:mm[:ss[.ffffff]] [AM|PM]` (CICFlowMeter).
enum TimeScanner {
  /// A moment and what its text left open.
  struct Moment {
    /// Microseconds since 1970.
    var microseconds: Int64
    /// Whether a calendar time came without a zone and was taken as UTC.
    var lacksZone: Bool
  }

  /// The moment written in `range`.
  ///
  /// - Parameters:
  ///   - bytes: ASCII text.
  ///   - range: Where in it the time is written.
  ///   - unit: Of times written as a number.
  ///   - isAfternoon: Whether hours 1 to 7 without AM or PM are those of the afternoon.
  /// - Returns: Nil if the text is in no known form.
  static func moment(
    _ bytes: Span<UInt8>, _ range: Range<Int>, unit: Dialect.TimeUnit, isAfternoon: Bool
  ) -> Moment? {
    let start = range.lowerBound
    if range.count >= 8, bytes[start + 1] == slash || bytes[start + 2] == slash {
      guard let date = dayFirst(bytes, range),
        let time = date.moment(isAfternoon: isAfternoon)
      else { return nil }
      return Moment(microseconds: time.microseconds, lacksZone: true)
    }
    if range.count >= 10, bytes[start + 4] == slash || bytes[start + 4] == UInt8(ascii: "-") {
      guard let time = Timestamp(iso8601: bytes.extracting(range)) else { return nil }
      return Moment(microseconds: time.microseconds, lacksZone: lacksZone(bytes, range))
    }
    guard let value = NumberScanner.fixedPoint(bytes, range, places: unit.rawValue) else {
      return nil
    }
    return Moment(microseconds: value, lacksZone: false)
  }

  private static let slash = UInt8(ascii: "/")

  private static func lacksZone(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var index = range.lowerBound + 10
    while index < range.upperBound {
      let byte = bytes[index]
      if byte == UInt8(ascii: "Z") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") {
        return false
      }
      index += 1
    }
    return true
  }

  /// A day-first date and time as written, the half of the day not settled yet.
  struct DayFirst {
    var day = 0
    var month = 0
    var year = 0
    var hour = 0
    var minute = 0
    var second = 0
    var microsecond = 0
    var hasHalf = false
    var isPM = false

    func moment(isAfternoon: Bool) -> Timestamp? {
      var hour = hour
      if hasHalf {
        guard (1...12).contains(hour) else { return nil }
        hour = hour % 12 + (isPM ? 12 : 0)
      } else if isAfternoon, (1...7).contains(hour) {
        hour += 12
      }
      return Timestamp(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        microsecond: microsecond)
    }
  }

  /// The parts of a day-first date and time; nil if the text is not in that form.
  static func dayFirst(_ bytes: Span<UInt8>, _ range: Range<Int>) -> DayFirst? {
    var index = range.lowerBound
    let end = range.upperBound
    func number(_ digits: ClosedRange<Int>) -> Int? {
      var value = 0
      var count = 0
      while index < end, count < digits.upperBound, bytes[index] &- 48 < 10 {
        value = value * 10 + Int(bytes[index] - 48)
        count += 1
        index += 1
      }
      return count >= digits.lowerBound ? value : nil
    }
    func skip(_ byte: UInt8) -> Bool {
      guard index < end, bytes[index] == byte else { return false }
      index += 1
      return true
    }
    var date = DayFirst()
    guard let day = number(1...2), skip(slash), let month = number(1...2), skip(slash),
      let year = number(4...4), skip(32), let hour = number(1...2), skip(58),
      let minute = number(2...2)
    else { return nil }
    (date.day, date.month, date.year, date.hour, date.minute) = (day, month, year, hour, minute)
    if skip(58) {
      guard let second = number(2...2) else { return nil }
      date.second = second
      if skip(46) {
        let before = index
        guard let fraction = number(1...6) else { return nil }
        date.microsecond = (index - before..<6).reduce(fraction) { value, _ in value * 10 }
      }
    }
    if skip(32) {
      guard end - index == 2, bytes[index + 1] | 0x20 == UInt8(ascii: "m") else { return nil }
      date.hasHalf = true
      date.isPM = bytes[index] | 0x20 == UInt8(ascii: "p")
      guard date.isPM || bytes[index] | 0x20 == UInt8(ascii: "a") else { return nil }
      index = end
    }
    return index == end ? date : nil
  }
}
