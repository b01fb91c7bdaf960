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
    var keys = KeyMemory()
    return scan(bytes, line, for: tree, remembering: &keys, into: &fields)
  }

  /// The same for one of many lines whose keys are mostly alike, all of them looked up in one tree.
  static func scan(
    _ bytes: Span<UInt8>, _ line: Range<Int>, for tree: NameTree, remembering keys: inout KeyMemory,
    into fields: inout FieldRanges
  ) -> Outcome {
    var cursor = JSONCursor(line)
    cursor.skipSpace(bytes)
    guard cursor.take(UInt8(ascii: "{"), bytes) else { return .malformed }
    var objects = InlineArray<32, Int16>(repeating: -1)
    var object = NameTree.root
    var arrays: UInt32 = 0
    var depth = 0
    var number = 0
    var isFirst = true
    var isArray = false
    var sawEscapes = false
    while true {
      cursor.skipSpace(bytes)
      if cursor.take(isArray ? UInt8(ascii: "]") : UInt8(ascii: "}"), bytes) {
        guard depth > 0 else {
          cursor.skipSpace(bytes)
          guard cursor.isAtEnd else { return .malformed }
          return sawEscapes ? .objectWithEscapes : .object
        }
        depth -= 1
        object = objects[depth]
        isArray = arrays >> UInt32(depth) & 1 == 1
        isFirst = false
        continue
      }
      if !isFirst {
        guard cursor.take(UInt8(ascii: ","), bytes) else { return .malformed }
        cursor.skipSpace(bytes)
      }
      isFirst = false
      var step = NameTree.Step.nowhere
      if !isArray {
        guard let key = cursor.string(bytes) else { return .malformed }
        if object >= 0 {
          step = keys.step(number, from: object, in: tree, bytes, key.range)
          number &+= 1
        }
        cursor.skipSpace(bytes)
        guard cursor.take(UInt8(ascii: ":"), bytes) else { return .malformed }
        cursor.skipSpace(bytes)
      }
      guard let byte = cursor.peek(bytes) else { return .malformed }
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard depth + 1 < deepest else { return .malformed }
        if Int(step.slot) >= FlowField.impliesTCP.rawValue {
          // Of these alone it is enough to be there.
          fields.offer(
            Int(step.slot), rank: step.rank, cursor.position, cursor.position + 1)
        }
        cursor.position += 1
        objects[depth] = object
        depth += 1
        isArray = byte == UInt8(ascii: "[")
        arrays = isArray ? arrays | 1 << UInt32(depth) : arrays & ~(1 << UInt32(depth))
        object = isArray ? -1 : step.object
        isFirst = true
      case UInt8(ascii: "\""):
        guard let value = cursor.string(bytes) else { return .malformed }
        if step.slot >= 0 {
          fields.offer(
            Int(step.slot), rank: step.rank, value.range.lowerBound, value.range.upperBound)
          sawEscapes = sawEscapes || value.hasEscapes
        }
      default:
        let start = cursor.position
        cursor.skipLiteral(bytes)
        guard cursor.position > start else { return .malformed }
        if step.slot >= 0, byte != UInt8(ascii: "n") {
          fields.offer(Int(step.slot), rank: step.rank, start, cursor.position)
        }
      }
    }
  }
}
