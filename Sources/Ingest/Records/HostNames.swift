// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// Puts the names of hosts in anonymised sets (`C17693`, `Comp364445`, `ActiveDirectory`) into
/// addresses, one for each name and the other way round.
///
/// The addresses are of fd00::/8, which nobody on the Internet has (RFC 4193). After `fd` come the
/// letters, five bits each; the lower half holds the number in its decimal digits, so that `C17693`
/// is `fd18::1:7693`, and hosts of one kind share a /64. A name without number has its letters
/// beyond the eleventh there. No two names have the same address: only letters followed by a number
/// without leading zeros are read, and any case is one name.
enum HostNames {
  /// Letters that fit before the number.
  private static let lettersKept = 11
  /// Letters that fit behind them, where there is no number.
  private static let lettersBehind = 12

  /// The address of the name in `range`; nil if it is not letters, or letters and a number.
  static func address(_ bytes: Span<UInt8>, _ range: Range<Int>) -> IPAddress? {
    var index = range.lowerBound
    var high: UInt64 = 0xfd
    var low: UInt64 = 0
    var count = 0
    while index < range.upperBound {
      let letter = bytes[index] | 0x20
      guard letter &- 97 < 26 else { break }
      let code = UInt64(letter - 96)
      if count < lettersKept {
        high = high << 5 | code
      } else {
        guard count < lettersKept + lettersBehind else { return nil }
        low = low << 5 | code
      }
      count += 1
      index += 1
    }
    guard count > 0 else { return nil }
    high <<= UInt64(5 * max(0, lettersKept - count) + 1)
    if index == range.upperBound {
      // The upper bit tells letters from digits.
      if count > lettersKept { low |= 1 << 63 }
      return IPAddress(high: high, low: low)
    }
    guard count <= lettersKept, range.upperBound - index <= 15 else { return nil }
    // A first digit keeps `C` and `C0` apart.
    guard bytes[index] != UInt8(ascii: "0") || range.upperBound - index == 1 else { return nil }
    for index in index..<range.upperBound {
      let digit = bytes[index] &- 48
      guard digit < 10 else { return nil }
      low = low << 4 | UInt64(digit)
    }
    if low == 0 { low = 0xf }
    return IPAddress(high: high, low: low)
  }

  /// The port that stands for a name such as `N10451` or `Port05507`; nil for other names.
  ///
  /// It is one given to clients, as the sets hide only ports that are no known service's.
  static func port(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt16? {
    var index = range.lowerBound
    while index < range.upperBound, (bytes[index] | 0x20) &- 97 < 26 { index += 1 }
    guard index > range.lowerBound, index < range.upperBound else { return nil }
    guard let number = NumberScanner.count(bytes, index..<range.upperBound) else { return nil }
    return UInt16(49_152 + number % 16_384)
  }

  /// What an analyst has to know of such addresses.
  static let note =
    "hosts are named, not addressed: each name stands as one address of fd00::/8, its letters in "
    + "front, its number behind (C17693 is fd18::1:7693)"
  /// What an analyst has to know of such ports.
  static let portNote =
    "ports with names (N10451, Port05507) hide their numbers: they stand as ports above 49151"
}
