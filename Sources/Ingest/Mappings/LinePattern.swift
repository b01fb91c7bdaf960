// SPDX-License-Identifier: Apache-2.0

/// What a line that is no record looks like: `Summary*`, `#,#,#`.
///
/// `#` stands for a number, `*` at the end for anything.
public struct LinePattern: Hashable, Sendable {
  private let bytes: [UInt8]
  private let isPrefix: Bool

  /// The pattern in `text`.
  public init(_ text: String) {
    isPrefix = text.hasSuffix("*")
    bytes = Array(isPrefix ? text.utf8.dropLast() : text.utf8[...])
  }

  /// Whether the line in `range` looks so, blanks around it aside.
  func matches(_ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var (position, end) = (range.lowerBound, range.upperBound)
    while position < end, line[position] <= 32 { position += 1 }
    while end > position, line[end - 1] <= 32 { end -= 1 }
    for byte in bytes {
      if byte == UInt8(ascii: "#") {
        let start = position
        while position < end, line[position] &- 48 < 10 || line[position] == UInt8(ascii: ".") {
          position += 1
        }
        guard position > start else { return false }
      } else {
        guard position < end, line[position] == byte else { return false }
        position += 1
      }
    }
    return isPrefix || position == end
  }
}
