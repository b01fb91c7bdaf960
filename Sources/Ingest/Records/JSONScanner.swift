// SPDX-License-Identifier: Apache-2.0

/// Finds wanted values in one JSON object in a single pass, without building it.
///
/// It checks the structure (brackets, commas, quotes) and takes numbers and literals as they come:
/// what a value must look like is the business of whoever reads it. A key written with escapes is
/// not recognised.
///
/// Source: RFC 8259.
enum JSONScanner {
  /// Objects and arrays within one another beyond this are refused.
  static let deepest = 32

  /// What a line turned out to be.
  enum Outcome {
    /// An object; its values are noted.
    case object
    /// An object, and some noted string holds escapes.
    case objectWithEscapes
    /// No object, or one nested too deep.
    case malformed
  }

  /// Notes where in `line` the values `tree` wants lie; strings without their quotes.
  static func scan(
    _ bytes: Span<UInt8>, _ line: Range<Int>, for tree: NameTree, into fields: inout FieldRanges
  ) -> Outcome {
    var cursor = Cursor(position: line.lowerBound, end: line.upperBound)
    cursor.skipSpace(bytes)
    guard cursor.take(UInt8(ascii: "{"), bytes) else { return .malformed }
    var objects = InlineArray<32, Int16>(repeating: -1)
    objects[0] = NameTree.root
    var arrays: UInt32 = 0
    var depth = 0
    var isFirst = true
    var sawEscapes = false
    while true {
      cursor.skipSpace(bytes)
      let isArray = arrays >> UInt32(depth) & 1 == 1
      if cursor.take(isArray ? UInt8(ascii: "]") : UInt8(ascii: "}"), bytes) {
        guard depth > 0 else {
          cursor.skipSpace(bytes)
          guard cursor.isAtEnd else { return .malformed }
          return sawEscapes ? .objectWithEscapes : .object
        }
        depth -= 1
        isFirst = false
        continue
      }
      if !isFirst {
        guard cursor.take(UInt8(ascii: ","), bytes) else { return .malformed }
        cursor.skipSpace(bytes)
      }
      isFirst = false
      var step: NameTree.Step?
      if !isArray {
        guard let key = cursor.string(bytes) else { return .malformed }
        if objects[depth] >= 0 { step = tree.step(from: objects[depth], bytes, key.range) }
        cursor.skipSpace(bytes)
        guard cursor.take(UInt8(ascii: ":"), bytes) else { return .malformed }
        cursor.skipSpace(bytes)
      }
      guard let byte = cursor.peek(bytes) else { return .malformed }
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard depth + 1 < deepest else { return .malformed }
        if let step, Int(step.slot) >= FlowField.impliesTCP.rawValue {
          // Of these alone it is enough to be there.
          fields.offer(
            Int(step.slot), rank: step.rank, cursor.position, cursor.position + 1)
        }
        cursor.position += 1
        depth += 1
        let opensArray = byte == UInt8(ascii: "[")
        arrays = opensArray ? arrays | 1 << UInt32(depth) : arrays & ~(1 << UInt32(depth))
        objects[depth] = opensArray ? -1 : step?.object ?? -1
        isFirst = true
      case UInt8(ascii: "\""):
        guard let value = cursor.string(bytes) else { return .malformed }
        if let step, step.slot >= 0 {
          fields.offer(
            Int(step.slot), rank: step.rank, value.range.lowerBound, value.range.upperBound)
          sawEscapes = sawEscapes || value.hasEscapes
        }
      default:
        let start = cursor.position
        cursor.skipLiteral(bytes)
        guard cursor.position > start else { return .malformed }
        if let step, step.slot >= 0, byte != UInt8(ascii: "n") {
          fields.offer(Int(step.slot), rank: step.rank, start, cursor.position)
        }
      }
    }
  }

  private struct Cursor {
    var position: Int
    let end: Int

    var isAtEnd: Bool { position >= end }

    func peek(_ bytes: Span<UInt8>) -> UInt8? { position < end ? bytes[position] : nil }

    mutating func take(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
      guard position < end, bytes[position] == byte else { return false }
      position &+= 1
      return true
    }

    mutating func skipSpace(_ bytes: Span<UInt8>) {
      while position < end, bytes[position] <= 32 { position &+= 1 }
    }

    /// A quoted string at the cursor, its range without the quotes.
    mutating func string(_ bytes: Span<UInt8>) -> (range: Range<Int>, hasEscapes: Bool)? {
      guard take(UInt8(ascii: "\""), bytes) else { return nil }
      let start = position
      var hasEscapes = false
      while position < end {
        let byte = bytes[position]
        if byte == UInt8(ascii: "\"") {
          position &+= 1
          return (start..<(position - 1), hasEscapes)
        }
        if byte == UInt8(ascii: "\\") {
          hasEscapes = true
          position &+= 1
        }
        position &+= 1
      }
      return nil
    }

    /// Numbers, `true`, `false`, `null`.
    mutating func skipLiteral(_ bytes: Span<UInt8>) {
      while position < end {
        switch bytes[position] {
        case 48...57, 65...90, 97...122, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
          position &+= 1
        default: return
        }
      }
    }
  }
}
