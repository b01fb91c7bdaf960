// SPDX-License-Identifier: Apache-2.0

/// Tells from a file's first bytes which dialect it is in; names and endings of files tell nothing.
struct FormatRecognition {
  /// How much of a file is looked at.
  static let headSize = 256 << 10
  /// How many lines of JSON are looked at: the first few may be of kinds that are no flows.
  private static let linesTried = 200

  /// What the bytes tell.
  enum Outcome {
    /// How the file is to be read.
    case plan(FilePlan)
    /// Why it cannot be.
    case unrecognised(String)
  }

  /// The dialects a file can be in, the more particular first.
  var known = Dialect.all
  /// The dialect every file is in; nil to find each one's.
  var format: Dialect?
  /// Whether labels are wanted, which takes a look at columns nobody needs otherwise.
  var withLabels = false

  /// How the file that begins with `head` is to be read; as `format`, if given, else as the dialect
  /// it fits.
  static func recognise(_ head: [UInt8], format: Dialect?) -> Outcome {
    FormatRecognition(format: format).recognise(head)
  }

  /// How the file that begins with `head` is to be read.
  func recognise(_ head: [UInt8]) -> Outcome {
    let head = head.starts(with: [0xef, 0xbb, 0xbf]) ? head[3...] : head[...]
    guard let first = head.first(where: { $0 > 32 }) else { return .unrecognised("empty") }
    guard !head.contains(0) else { return .unrecognised("not text") }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
      return delimited(Self.lines(head))
    }
    if let (dialect, kind) = tuples(head) {
      return unrolled(head, kind) { lines in
        headerless(dialect, lines) ?? .unrecognised("\(dialect.title) without a usable record")
      }
    }
    let lines = Self.lines(head)
    // One that is cut off or damaged among lines is no sign of a document.
    let isObjectALine = lines.prefix(3).contains(where: Self.isObject)
    guard first == UInt8(ascii: "[") || !isObjectALine && lines.count > 1 else {
      return jsonLines(lines)
    }
    return unrolled(head, .objects) { jsonLines($0) }
  }

  private static func lines(_ head: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    head.split(separator: UInt8(ascii: "\n"), maxSplits: linesTried * 2).prefix(linesTried)
      .map { $0.last == 13 ? $0.dropLast() : $0 }
      .filter { $0.contains { $0 > 32 } }
  }

  /// Whether `line` is one whole object.
  private static func isObject(_ line: ArraySlice<UInt8>) -> Bool {
    let line = Array(line)
    var fields = FieldRanges()
    let outcome = JSONScanner.scan(line.span, 0..<line.count, for: NameTree([]), into: &fields)
    if case .malformed = outcome { return false }
    return true
  }

  /// What the lines of a document tell that has to be unrolled first.
  private func unrolled(
    _ head: ArraySlice<UInt8>, _ kind: JSONUnroller.Kind,
    _ recognise: ([ArraySlice<UInt8>]) -> Outcome
  ) -> Outcome {
    var unroller = JSONUnroller(kind)
    var text: [UInt8] = []
    unroller.unroll(head, into: &text)
    guard case .plan(var plan) = recognise(Self.lines(text[...])) else {
      return recognise(Self.lines(text[...]))
    }
    plan.unrolling = kind
    plan.notes.append("one JSON document: places are counted in records, not in lines")
    return .plan(plan)
  }

  /// The dialect whose records are strings inside the document, and under which key.
  private func tuples(_ head: ArraySlice<UInt8>) -> (Dialect, JSONUnroller.Kind)? {
    let dialects = format.map { [$0] } ?? known
    for dialect in dialects {
      guard let key = dialect.stringsOf, Self.holds("\"\(key)\"", head) else { continue }
      let isOne = dialect.marks.allSatisfy { $0.contains { Self.holds("\"\($0)\"", head) } }
      if isOne { return (dialect, .strings(of: key)) }
    }
    return nil
  }

  /// Whether `text` is anywhere in `head`, any case.
  private static func holds(_ text: String, _ head: ArraySlice<UInt8>) -> Bool {
    let wanted = Array(text.lowercased().utf8)
    var matched = 0
    for byte in head {
      let lower = byte &- 65 < 26 ? byte | 0x20 : byte
      // A quote begins every wanted text and occurs in it only once more, at its end.
      matched = lower == wanted[matched] ? matched + 1 : lower == wanted[0] ? 1 : 0
      if matched == wanted.count { return true }
    }
    return false
  }

  private func jsonLines(_ lines: [ArraySlice<UInt8>]) -> Outcome {
    if let format {
      guard format.layouts.contains(.jsonLines) else {
        return .unrecognised("JSON, which \(format.title) is not")
      }
      return .plan(plan(format, .jsonLines(NameTree(wanted(format)))))
    }
    let dialects = known.filter { $0.layouts.contains(.jsonLines) && !$0.marks.isEmpty }
    let trees = dialects.map { dialect in
      NameTree(
        dialect.marks.enumerated().flatMap { group, names in names.map { ($0, group, 0) } })
    }
    // The last resort is tried when no line fits any other.
    for isLastResort in [false, true] {
      for line in lines {
        let line = Array(line)
        for (dialect, tree) in zip(dialects, trees) where dialect.isLastResort == isLastResort {
          var fields = FieldRanges()
          let outcome = JSONScanner.scan(line.span, 0..<line.count, for: tree, into: &fields)
          if case .malformed = outcome { continue }
          if dialect.marks.indices.allSatisfy({ fields[$0] != nil }) {
            return .plan(plan(dialect, .jsonLines(NameTree(wanted(dialect)))))
          }
        }
      }
    }
    return .unrecognised("JSON lines without the names of a known flow format")
  }

  /// The dialect without the columns nobody asked for.
  func wanted(_ dialect: Dialect) -> Dialect {
    guard !withLabels else { return dialect }
    var dialect = dialect
    dialect.columns[.label] = nil
    return dialect
  }

  func plan(_ dialect: Dialect, _ layout: FilePlan.Layout) -> FilePlan {
    var plan = FilePlan(
      assembler: RecordAssembler(rules: DialectRules(wanted(dialect))), layout: layout)
    plan.notes = dialect.notes
    if dialect.isLastResort {
      plan.notes.append(
        "in no format known by name: read by the usual names of its columns or keys")
    }
    return plan
  }
}
