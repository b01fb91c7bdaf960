// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// A calendar time spelt out: `%d.%m.%Y %H:%M:%S`.
///
/// The letters are those of strptime (POSIX.1-2017), with `%f` for a fraction of a second. Numbers
/// may be written without leading zeros, names of months in English, any case.
public struct TimePattern: Hashable, Sendable {
  private enum Part: Hashable {
    case literal(UInt8)
    case blank
    case value(UInt8)
  }

  /// The letters known.
  static let known = "%Y %y %m %b %d %H %I %M %S %f %p %z %s"
  private static let letters = Set("YymbdHIMSfpzs".utf8)
  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ].map { Array($0.utf8) }

  private let parts: [Part]

  /// The pattern in `text`; nil if a letter is not known, comes twice, or the day is left open.
  public init?(_ text: String) {
    var parts: [Part] = []
    var seen: Set<UInt8> = []
    var bytes = Array(text.utf8)[...]
    while let byte = bytes.popFirst() {
      if byte == UInt8(ascii: "%") {
        guard let letter = bytes.popFirst() else { return nil }
        if letter == byte {
          parts.append(.literal(byte))
          continue
        }
        guard Self.letters.contains(letter), seen.insert(letter).inserted else { return nil }
        parts.append(.value(letter))
      } else {
        parts.append(byte == 32 ? .blank : .literal(byte))
      }
    }
    func has(_ letters: String) -> Bool { letters.utf8.contains { seen.contains($0) } }
    guard has("s") || has("Yy") && has("mb") && has("d") else { return nil }
    guard !has("I") || has("p") else { return nil }
    self.parts = parts
  }

  /// The moment written in `range`; nil if it is not as the pattern says.
  func moment(_ bytes: Span<UInt8>, _ range: Range<Int>) -> TimeScanner.Moment? {
    var reader = Reader(position: range.lowerBound, end: range.upperBound)
    for part in parts {
      switch part {
      case .literal(let byte): guard reader.skip(byte, bytes) else { return nil }
      case .blank: guard reader.skipBlanks(bytes) else { return nil }
      case .value(let letter): guard reader.read(letter, bytes) else { return nil }
      }
    }
    guard reader.position == reader.end else { return nil }
    return reader.moment
  }

  private struct Reader {
    var position: Int
    let end: Int
    private var year = 0
    private var month = 0
    private var day = 0
    private var hour = 0
    private var minute = 0
    private var second = 0
    private var microsecond = 0
    private var half: Bool?
    private var offset: Int?
    private var epoch: Int64?

    init(position: Int, end: Int) {
      self.position = position
      self.end = end
    }

    var moment: TimeScanner.Moment? {
      if let epoch {
        return TimeScanner.Moment(
          microseconds: epoch * 1_000_000 + Int64(microsecond), lacksZone: false)
      }
      var hour = hour
      if let half {
        guard 1...12 ~= hour else { return nil }
        hour = hour % 12 + (half ? 12 : 0)
      }
      guard
        let time = Timestamp(
          year: year, month: month, day: day, hour: hour, minute: minute, second: second,
          microsecond: microsecond)
      else { return nil }
      return TimeScanner.Moment(
        microseconds: time.microseconds - Int64(offset ?? 0) * 1_000_000, lacksZone: offset == nil)
    }

    mutating func skip(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
      guard position < end, bytes[position] == byte else { return false }
      position += 1
      return true
    }

    mutating func skipBlanks(_ bytes: Span<UInt8>) -> Bool {
      let start = position
      while position < end, bytes[position] == 32 || bytes[position] == 9 { position += 1 }
      return position > start
    }

    mutating func read(_ letter: UInt8, _ bytes: Span<UInt8>) -> Bool {
      switch letter {
      case UInt8(ascii: "b"): return takeMonth(bytes)
      case UInt8(ascii: "f"): return takeFraction(bytes)
      case UInt8(ascii: "p"): return takeHalf(bytes)
      case UInt8(ascii: "z"): return takeZone(bytes)
      default: break
      }
      let digits: ClosedRange<Int> =
        switch letter {
        case UInt8(ascii: "Y"): 4...4
        case UInt8(ascii: "y"): 2...2
        case UInt8(ascii: "s"): 1...12
        default: 1...2
        }
      guard let number = number(digits, bytes) else { return false }
      switch letter {
      case UInt8(ascii: "Y"): year = number
      case UInt8(ascii: "y"): year = number + (number < 69 ? 2000 : 1900)
      case UInt8(ascii: "m"): month = number
      case UInt8(ascii: "d"): day = number
      case UInt8(ascii: "M"): minute = number
      case UInt8(ascii: "S"): second = number
      case UInt8(ascii: "s"): epoch = Int64(number)
      default: hour = number
      }
      return true
    }

    private mutating func number(_ digits: ClosedRange<Int>, _ bytes: Span<UInt8>) -> Int? {
      let start = position
      var value = 0
      while position < end, position - start < digits.upperBound, bytes[position] &- 48 < 10 {
        value = value * 10 + Int(bytes[position] - 48)
        position += 1
      }
      return position - start >= digits.lowerBound ? value : nil
    }

    private mutating func takeMonth(_ bytes: Span<UInt8>) -> Bool {
      guard end - position >= 3 else { return false }
      let name = (0..<3).map { bytes[position + $0] | 0x20 }
      guard let found = TimePattern.months.firstIndex(of: name) else { return false }
      month = found + 1
      position += 3
      return true
    }

    private mutating func takeFraction(_ bytes: Span<UInt8>) -> Bool {
      var scale = 100_000
      let start = position
      while position < end, bytes[position] &- 48 < 10 {
        microsecond += Int(bytes[position] - 48) * scale
        scale /= 10
        position += 1
      }
      return position > start
    }

    private mutating func takeHalf(_ bytes: Span<UInt8>) -> Bool {
      guard end - position >= 2, bytes[position + 1] | 0x20 == UInt8(ascii: "m") else {
        return false
      }
      switch bytes[position] | 0x20 {
      case UInt8(ascii: "a"): half = false
      case UInt8(ascii: "p"): half = true
      default: return false
      }
      position += 2
      return true
    }

    private mutating func takeZone(_ bytes: Span<UInt8>) -> Bool {
      if skip(UInt8(ascii: "Z"), bytes) {
        offset = 0
        return true
      }
      let isWest = position < end && bytes[position] == UInt8(ascii: "-")
      guard skip(UInt8(ascii: "-"), bytes) || skip(UInt8(ascii: "+"), bytes) else { return false }
      guard let hours = number(2...2, bytes), hours <= 18 else { return false }
      _ = skip(UInt8(ascii: ":"), bytes)
      guard let minutes = number(2...2, bytes), minutes < 60 else { return false }
      offset = (hours * 60 + minutes) * (isWest ? -60 : 60)
      return true
    }
  }
}
