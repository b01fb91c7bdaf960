// SPDX-License-Identifier: Apache-2.0

/// A moment, in whole microseconds since 1970-01-01T00:00:00Z.
///
/// Microseconds stay exact in a JSON number (1.8 × 10¹⁵ < 2⁵³).
public struct Timestamp: Hashable, Sendable, Comparable {
  /// Microseconds since the epoch.
  public let microseconds: Int64

  /// The moment this many microseconds after the epoch.
  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// The moment a UTC calendar date and time names; nil if there is none such.
  ///
  /// Source: H. Hinnant, *chrono-compatible low-level date algorithms*, 2013 (public domain).
  ///
  /// - Parameters:
  ///   - year: 1...9999.
  ///   - month: 1...12.
  ///   - day: 1 to the length of the month.
  ///   - hour: 0...23.
  ///   - minute: 0...59.
  ///   - second: 0...60; a leap second counts as the first of the next minute.
  ///   - microsecond: 0...999999.
  public init?(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0,
    microsecond: Int = 0
  ) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.length(ofMonth: month, year: year), (0...23).contains(hour),
      (0...59).contains(minute), (0...60).contains(second), (0...999_999).contains(microsecond)
    else { return nil }
    let days = Self.days(year: year, month: month, day: day)
    let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second
    microseconds = Int64(seconds) * 1_000_000 + Int64(microsecond)
  }

  private static func length(ofMonth month: Int, year: Int) -> Int {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  private static func days(year: Int, month: Int, day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// This moment in UTC calendar terms.
  public var calendar:
    (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, microsecond: Int)
  {
    let seconds = Self.floorDivide(microseconds, 1_000_000)
    let days = Self.floorDivide(seconds, 86_400)
    let ofDay = Int(seconds - days * 86_400)
    let shifted = Int(days) + 719_468
    let era = Int(Self.floorDivide(Int64(shifted), 146_097))
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * monthIndex + 2) / 5 + 1, ofDay / 3_600, ofDay / 60 % 60, ofDay % 60,
      Int(microseconds - seconds * 1_000_000)
    )
  }

  /// Earlier first.
  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.microseconds < b.microseconds }

  /// This moment moved by a number of microseconds; saturates at the ends of the range.
  public func advanced(byMicroseconds offset: Int64) -> Timestamp {
    let (sum, overflow) = microseconds.addingReportingOverflow(offset)
    return Timestamp(microseconds: overflow ? (offset < 0 ? .min : .max) : sum)
  }

  /// The last multiple of `step` microseconds since the epoch at or before this moment.
  public func floored(toMultipleOf step: Int64) -> Timestamp {
    Timestamp(microseconds: Self.floorDivide(microseconds, step) * step)
  }

  /// Quotient rounded towards minus infinity.
  static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    let quotient = a / b
    return a % b < 0 ? quotient - 1 : quotient
  }
}

extension Timestamp: CustomStringConvertible {
  /// ISO 8601 in UTC with as many fraction digits as needed: `2026-03-02T09:15:00Z`.
  public var description: String {
    let c = calendar
    var text = Self.padded(c.year, 4) + "-" + Self.padded(c.month, 2) + "-" + Self.padded(c.day, 2)
    text += "T" + clock
    if c.microsecond != 0 {
      var fraction = Self.padded(c.microsecond, 6)
      while fraction.hasSuffix("0") { fraction.removeLast() }
      text += "." + fraction
    }
    return text + "Z"
  }

  /// The time of day, `09:15:00`.
  public var clock: String {
    let c = calendar
    return [c.hour, c.minute, c.second].map { Self.padded($0, 2) }.joined(separator: ":")
  }

  /// The date, `2026-03-02`.
  public var date: String {
    let c = calendar
    return Self.padded(c.year, 4) + "-" + Self.padded(c.month, 2) + "-" + Self.padded(c.day, 2)
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

/// A stretch of time, the start included and the end not.
public struct TimeRange: Hashable, Sendable, Comparable {
  /// The first moment inside.
  public let start: Timestamp
  /// The first moment after.
  public let end: Timestamp

  /// The range from `start` up to but not including `end`.
  ///
  /// - Precondition: `start <= end`.
  public init(_ start: Timestamp, _ end: Timestamp) {
    precondition(start <= end, "a range must not end before it starts")
    self.start = start
    self.end = end
  }

  /// Whether `moment` lies inside.
  public func contains(_ moment: Timestamp) -> Bool { start <= moment && moment < end }

  /// Length in microseconds.
  public var microseconds: Int64 { end.microseconds - start.microseconds }

  /// By start, then end.
  public static func < (a: TimeRange, b: TimeRange) -> Bool {
    (a.start, a.end) < (b.start, b.end)
  }
}
