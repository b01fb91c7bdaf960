// SPDX-License-Identifier: Apache-2.0

/// Makes lines of a JSON document that is not one object a line: an array of objects, objects over
/// several lines, or strings deep inside (flow tuples).
///
/// It follows brackets and quotes and keeps nothing but where it is; whether the lines are right is
/// seen by who reads them. What stands between objects and is neither comma nor bracket becomes a
/// line too, so that it is counted.
///
/// Source: RFC 8259.
struct JSONUnroller: Sendable {
  /// What becomes a line.
  enum Kind: Hashable, Sendable {
    /// Each outermost object.
    case objects
    /// Each string of the arrays under this key.
    case strings(of: String)
  }

  private let kind: Kind
  private let key: [UInt8]
  private var isInString = false
  private var isEscaped = false
  /// Brackets open.
  private(set) var depth = 0

  // Of objects:
  private var isInRubbish = false

  // Of strings:
  private var word: [UInt8] = []
  private var isAfterKey = false
  /// The depth inside the array at hand; nil outside.
  private var arrayDepth: Int?

  /// An unroller at the start of a document.
  init(_ kind: Kind) {
    self.kind = kind
    if case .strings(let name) = kind { key = Array(name.utf8) } else { key = [] }
  }

  /// Takes in `bytes` and adds the lines they give to `lines`.
  mutating func unroll(_ bytes: some Collection<UInt8>, into lines: inout [UInt8]) {
    switch kind {
    case .objects: for byte in bytes { object(byte, &lines) }
    case .strings: for byte in bytes { string(byte, &lines) }
    }
  }

  private static let newline = UInt8(ascii: "\n")

  private mutating func object(_ byte: UInt8, _ lines: inout [UInt8]) {
    if depth == 0 { return between(byte, &lines) }
    lines.append(byte == Self.newline || byte == 13 ? 32 : byte)
    if isInString { return inString(byte) }
    switch byte {
    case UInt8(ascii: "\""): isInString = true
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      depth -= 1
      if depth == 0 { lines.append(Self.newline) }
    default: break
    }
  }

  private mutating func between(_ byte: UInt8, _ lines: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "{"):
      if isInRubbish { lines.append(Self.newline) }
      isInRubbish = false
      depth = 1
      lines.append(byte)
    case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), Self.newline, 13:
      if isInRubbish { lines.append(Self.newline) }
      isInRubbish = false
    case ...32: if isInRubbish { lines.append(byte) }
    // A byte order mark.
    case 0xef, 0xbb, 0xbf: break
    default:
      isInRubbish = true
      lines.append(byte)
    }
  }

  private mutating func inString(_ byte: UInt8) {
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else if byte == UInt8(ascii: "\"") {
      isInString = false
    }
  }

  private mutating func string(_ byte: UInt8, _ lines: inout [UInt8]) {
    let isWanted = arrayDepth == depth
    if isInString {
      inString(byte)
      if isWanted {
        let isEnd = !isInString || byte == Self.newline || byte == 13
        lines.append(isInString && isEnd ? 32 : isEnd ? Self.newline : byte)
      } else if isInString, word.count <= key.count {
        word.append(byte)
      }
      return
    }
    switch byte {
    case UInt8(ascii: "\""):
      isInString = true
      word = []
    case UInt8(ascii: ":"): isAfterKey = word == key
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      depth += 1
      if isAfterKey, arrayDepth == nil, byte == UInt8(ascii: "[") { arrayDepth = depth }
      isAfterKey = false
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      if isWanted { arrayDepth = nil }
      depth = max(0, depth - 1)
    case UInt8(ascii: ","): isAfterKey = false
    default: break
    }
  }
}

/// A JSON document as lines.
final class UnrolledSource: ByteSource {
  private let source: any ByteSource
  private var unroller: JSONUnroller
  private var isAtEnd = false

  /// The lines `unroller` makes of `source`.
  init(_ source: any ByteSource, _ unroller: JSONUnroller) {
    self.source = source
    self.unroller = unroller
  }

  var bytesTaken: Int { source.bytesTaken }
  var defect: String? {
    source.defect ?? (isAtEnd && unroller.depth > 0 ? "ends inside a JSON value: cut off" : nil)
  }

  func read(upTo count: Int, into buffer: inout [UInt8]) throws(IngestError) -> Int {
    let before = buffer.count
    var block: [UInt8] = []
    while buffer.count == before {
      block.removeAll(keepingCapacity: true)
      guard try source.read(upTo: count, into: &block) > 0 else {
        isAtEnd = true
        break
      }
      unroller.unroll(block, into: &buffer)
    }
    return buffer.count - before
  }
}
