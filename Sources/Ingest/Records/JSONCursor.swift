// SPDX-License-Identifier: Apache-2.0

/// A place in a line of JSON, and the quotes of the 64 bytes about it.
struct JSONCursor {
  var position: Int
  private let end: Int
  /// The 64 bytes whose quotes and backslashes are known.
  private var block: Int
  private var marks: UInt64
  private var isLoaded = false

  /// The start of a line.
  init(_ line: Range<Int>) {
    position = line.lowerBound
    end = line.upperBound
    block = line.lowerBound
    marks = 0
  }

  var isAtEnd: Bool { position >= end }

  @inline(__always)
  func peek(_ bytes: Span<UInt8>) -> UInt8? { position < end ? bytes[position] : nil }

  @inline(__always)
  mutating func take(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
    guard position < end, bytes[position] == byte else { return false }
    position &+= 1
    return true
  }

  @inline(__always)
  mutating func skipSpace(_ bytes: Span<UInt8>) {
    while position < end, bytes[position] <= 32 { position &+= 1 }
  }

  /// A quoted string at the cursor, its range without the quotes.
  @inline(__always)
  mutating func string(_ bytes: Span<UInt8>) -> (range: Range<Int>, hasEscapes: Bool)? {
    guard take(UInt8(ascii: "\""), bytes) else { return nil }
    let start = position
    var hasEscapes = false
    while position < end {
      if !isLoaded || position &- block >= 64 {
        load(bytes, from: position)
      }
      var bits = marks & (~0 &<< UInt64(truncatingIfNeeded: position &- block))
      while bits == 0 {
        load(bytes, from: block &+ 64)
        guard block < end else { return nil }
        bits = marks
      }
      let mark = block &+ bits.trailingZeroBitCount
      guard mark < end else { return nil }
      if bytes[mark] == UInt8(ascii: "\"") {
        position = mark &+ 1
        return (start..<mark, hasEscapes)
      }
      hasEscapes = true
      position = mark &+ 2
    }
    return nil
  }

  @inline(__always)
  private mutating func load(_ bytes: Span<UInt8>, from start: Int) {
    block = start
    marks = RawBytes.either(UInt8(ascii: "\""), UInt8(ascii: "\\"), in: bytes, from: start)
    isLoaded = true
  }

  /// Numbers, `true`, `false`, `null`.
  @inline(__always)
  mutating func skipLiteral(_ bytes: Span<UInt8>) {
    while position < end {
      let byte = bytes[position]
      guard byte &- 48 < 10 || (byte | 0x20) &- 97 < 26 || Self.isSign(byte) else { return }
      position &+= 1
    }
  }

  @inline(__always)
  private static func isSign(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }
}
