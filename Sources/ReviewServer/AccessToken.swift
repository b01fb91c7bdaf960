// SPDX-License-Identifier: Apache-2.0

/// What whoever may use the page has to know, where others can reach it.
public struct AccessToken: Sendable {
  private let bytes: [UInt8]

  /// Shorter ones could be guessed.
  public static let shortest = 24
  /// Longer ones are no tokens.
  public static let longest = 512

  /// The first line of a file, spaces at its ends left out.
  ///
  /// - Returns: nil if it is too short, too long, or not plain printable ASCII.
  public init?(file: [UInt8]) {
    let line = file.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    let start = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    var bytes = Array(start)
    while bytes.last == UInt8(ascii: " ") || bytes.last == UInt8(ascii: "\t") { bytes.removeLast() }
    guard (Self.shortest...Self.longest).contains(bytes.count),
      bytes.allSatisfy({ (0x21...0x7e).contains($0) })
    else { return nil }
    self.bytes = bytes
  }

  /// Whether `text` is it; how long that takes does not tell how much of it is right.
  func matches(_ text: String) -> Bool { ConstantTime.areEqual(Array(text.utf8), bytes) }
}

/// Comparison of secrets.
enum ConstantTime {
  /// Whether both are the same, in a time that depends on the length of `a` alone.
  static func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    var difference: UInt8 = a.count == b.count && !b.isEmpty ? 0 : 1
    for (place, byte) in a.enumerated() {
      difference |= byte ^ (b.isEmpty ? 0xff : b[place % b.count])
    }
    return difference == 0
  }
}
