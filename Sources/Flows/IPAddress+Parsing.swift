// SPDX-License-Identifier: Apache-2.0

extension IPAddress {
  /// The address written in `text`, or nil if it is not one.
  ///
  /// Leading zeros in a dotted part, zone suffixes (`%eth0`) and partial addresses are refused.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    self.init(ascii: bytes.span)
  }

  /// The address written in ASCII `text`, or nil if it is not one.
  public init?(ascii text: Span<UInt8>) {
    if let v4 = Self.dottedQuad(text) {
      self.init(v4: v4)
    } else if let parsed = Self.colonForm(text) {
      self = parsed
    } else {
      return nil
    }
  }

  private static func dottedQuad(_ text: Span<UInt8>) -> UInt32? {
    guard text.count >= 7, text.count <= 15 else { return nil }
    var bits: UInt32 = 0
    var part: UInt32 = 0
    var digits = 0
    var dots = 0
    for index in text.indices {
      let byte = text[index]
      if byte == UInt8(ascii: ".") {
        guard digits > 0, dots < 3 else { return nil }
        bits = bits << 8 | part
        part = 0
        digits = 0
        dots += 1
      } else {
        let digit = UInt32(byte) &- 48
        guard digit < 10, digits < 3, !(digits > 0 && part == 0) else { return nil }
        part = part * 10 + digit
        guard part < 256 else { return nil }
        digits += 1
      }
    }
    return digits > 0 && dots == 3 ? bits << 8 | part : nil
  }

  private static func colonForm(_ text: Span<UInt8>) -> IPAddress? {
    guard text.count >= 2, text.count <= 45 else { return nil }
    var before = Groups()
    var after = Groups()
    var sawGap = false
    var index = 0
    if text[0] == UInt8(ascii: ":") {
      guard text[1] == UInt8(ascii: ":") else { return nil }
      sawGap = true
      index = 2
    }
    while index < text.count {
      let start = index
      var value: UInt32 = 0
      while index < text.count, let digit = hexDigit(text[index]) {
        value = value << 4 | UInt32(digit)
        index += 1
        guard index - start <= 4 else { return nil }
      }
      if index < text.count, text[index] == UInt8(ascii: ".") {
        guard let tail = dottedQuad(text.extracting(start..<text.count)) else { return nil }
        guard append(tail >> 16, sawGap, &before, &after) else { return nil }
        guard append(tail & 0xffff, sawGap, &before, &after) else { return nil }
        index = text.count
        break
      }
      guard index > start, append(value, sawGap, &before, &after) else { return nil }
      guard index < text.count else { break }
      guard text[index] == UInt8(ascii: ":"), index + 1 < text.count else { return nil }
      index += 1
      if text[index] == UInt8(ascii: ":") {
        guard !sawGap else { return nil }
        sawGap = true
        index += 1
      }
    }
    let known = before.count + after.count
    guard sawGap ? known < 8 : known == 8 else { return nil }
    return before.address(gapThen: after)
  }

  private static func append(
    _ value: UInt32, _ sawGap: Bool, _ before: inout Groups, _ after: inout Groups
  ) -> Bool {
    guard before.count + after.count < 8 else { return false }
    if sawGap { after.append(value) } else { before.append(value) }
    return true
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
  }

  /// Up to eight 16-bit groups, the last appended in the lowest bits.
  private struct Groups {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var count = 0

    mutating func append(_ value: UInt32) {
      high = high << 16 | low >> 48
      low = low << 16 | UInt64(value)
      count += 1
    }

    /// These groups at the left end, `tail` at the right end, zeros between.
    func address(gapThen tail: Groups) -> IPAddress {
      var shifted = self
      for _ in count..<8 { shifted.append(0) }
      return IPAddress(high: shifted.high | tail.high, low: shifted.low | tail.low)
    }
  }
}
