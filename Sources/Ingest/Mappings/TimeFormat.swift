// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// How a format writes moments.
public enum TimeFormat: Hashable, Sendable {
  /// A calendar time in a form known here, or a number of this unit since 1970.
  case number(Dialect.TimeUnit)
  /// A calendar time in a form known here, or a number since 1970 whose size tells its unit.
  case anyNumber
  /// As the pattern says, and no other way.
  case pattern(TimePattern)

  /// The format a mapping calls `text`; nil if it is none.
  init?(_ text: String) {
    if text == "any" {
      self = .anyNumber
    } else if let unit = Dialect.TimeUnit(name: text) {
      self = .number(unit)
    } else if text.contains("%"), let pattern = TimePattern(text) {
      self = .pattern(pattern)
    } else {
      return nil
    }
  }

  /// What a mapping may say, for messages.
  static let known =
    "any, seconds, milliseconds, microseconds, nanoseconds, or a pattern such as %d.%m.%Y %H:%M:%S "
    + "of \(TimePattern.known)"

  /// The unit of a number of `digits` digits before the point: seconds up to the year 5138.
  static func unit(digits: Int) -> Dialect.TimeUnit {
    switch digits {
    case ...11: .seconds
    case ...14: .milliseconds
    case ...17: .microseconds
    default: .nanoseconds
    }
  }
}

extension TimeScanner {
  /// The moment written in `range` as `format` says; nil if it is none.
  static func moment(
    _ bytes: Span<UInt8>, _ range: Range<Int>, format: TimeFormat, isAfternoon: Bool
  ) -> Moment? {
    switch format {
    case .number(let unit):
      return moment(bytes, range, unit: unit, isAfternoon: isAfternoon)
    case .anyNumber:
      var digits = 0
      for index in range {
        guard bytes[index] &- 48 < 10 else { break }
        digits += 1
      }
      return moment(
        bytes, range, unit: TimeFormat.unit(digits: digits), isAfternoon: isAfternoon)
    case .pattern(let pattern):
      return pattern.moment(bytes, range)
    }
  }
}
