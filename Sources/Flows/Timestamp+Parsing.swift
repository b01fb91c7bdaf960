// SPDX-License-Identifier: Apache-2.0

extension Timestamp {
  /// The moment written in ISO 8601: a date, or date and time with optional fraction and zone.
  ///
  /// `2026-03-02`, `2026-03-02T09:15:00.5Z`, `2026-03-02 09:15:00+0200`. Without a zone the
  /// time is taken as UTC.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    self.init(iso8601: bytes.span)
  }

  /// The moment written in ISO 8601 in ASCII `text`; see ``init(_:)``.
  public init?(iso8601 text: Span<UInt8>) {
    var cursor = DigitCursor()
    guard let year = cursor.number(text, digits: 4), let separator = cursor.separator(text, 45, 47),
      let month = cursor.number(text, digits: 2), cursor.skip(text, separator),
      let day = cursor.number(text, digits: 2)
    else { return nil }
    guard !cursor.atEnd(text) else {
      guard let date = Timestamp(year: year, month: month, day: day) else { return nil }
      self = date
      return
    }
    guard cursor.skip(text, UInt8(ascii: "T")) || cursor.skip(text, UInt8(ascii: " ")),
      let hour = cursor.number(text, digits: 2), cursor.skip(text, 58),
      let minute = cursor.number(text, digits: 2)
    else { return nil }
    var second = 0
    if cursor.skip(text, 58) {
      guard let written = cursor.number(text, digits: 2) else { return nil }
      second = written
    }
    guard let fraction = cursor.fraction(text), let offset = cursor.zoneOffsetSeconds(text),
      cursor.atEnd(text),
      let moment = Timestamp(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        microsecond: fraction)
    else { return nil }
    self = moment.advanced(byMicroseconds: -Int64(offset) * 1_000_000)
  }
}

/// Reads fixed-width numbers from ASCII text, left to right.
struct DigitCursor {
  private var position = 0

  func atEnd(_ text: Span<UInt8>) -> Bool { position == text.count }

  mutating func skip(_ text: Span<UInt8>, _ byte: UInt8) -> Bool {
    guard position < text.count, text[position] == byte else { return false }
    position += 1
    return true
  }

  mutating func separator(_ text: Span<UInt8>, _ a: UInt8, _ b: UInt8) -> UInt8? {
    skip(text, a) ? a : skip(text, b) ? b : nil
  }

  mutating func number(_ text: Span<UInt8>, digits: Int) -> Int? {
    guard position + digits <= text.count else { return nil }
    var value = 0
    for _ in 0..<digits {
      let digit = Int(text[position]) - 48
      guard (0...9).contains(digit) else { return nil }
      value = value * 10 + digit
      position += 1
    }
    return value
  }

  /// Microseconds after a point or comma, 0 if there is none; digits beyond six are dropped.
  mutating func fraction(_ text: Span<UInt8>) -> Int? {
    guard separator(text, UInt8(ascii: "."), UInt8(ascii: ",")) != nil else { return 0 }
    var value = 0
    var digits = 0
    while position < text.count, (48...57).contains(text[position]) {
      if digits < 6 { value = value * 10 + Int(text[position]) - 48 }
      digits += 1
      position += 1
    }
    guard digits > 0 else { return nil }
    for _ in min(digits, 6)..<6 { value *= 10 }
    return value
  }

  /// Seconds east of UTC: `Z`, `+02:00`, `+0200`, `+02`, or nothing for 0.
  mutating func zoneOffsetSeconds(_ text: Span<UInt8>) -> Int? {
    if atEnd(text) || skip(text, UInt8(ascii: "Z")) { return 0 }
    guard let sign = separator(text, UInt8(ascii: "+"), UInt8(ascii: "-")),
      let hours = number(text, digits: 2), hours <= 18
    else { return nil }
    var minutes = 0
    if !atEnd(text) {
      _ = skip(text, 58)
      guard let written = number(text, digits: 2), written < 60 else { return nil }
      minutes = written
    }
    return (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -60 : 60)
  }
}
