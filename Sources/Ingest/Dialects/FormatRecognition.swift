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
  let known: [Dialect]
  /// The dialect every file is in; nil to find each one's.
  let format: Dialect?
  /// Where labels are, if they are wanted: that takes a look at columns nobody needs otherwise.
  let labels: LabelColumn?
  /// The dialects of JSON and the names that tell them.
  private let trees: [(dialect: Dialect, tree: NameTree)]

  /// A recognition of `known`, or of nothing but `format`.
  init(known: [Dialect] = Dialect.all, format: Dialect? = nil, labels: LabelColumn? = nil) {
    self.known = known
    self.format = format
    self.labels = labels
    trees = known.filter { $0.layouts.contains(.jsonLines) && !$0.marks.isEmpty }.map { dialect in
      let names = dialect.marks.enumerated().flatMap { group, names in names.map { ($0, group, 0) }
      }
      return (dialect, NameTree(names))
    }
  }

  private static let standard = FormatRecognition()

  /// How the file that begins with `head` is to be read; as `format`, if given, else as the dialect
  /// it fits.
  static func recognise(_ head: [UInt8], format: Dialect?) -> Outcome {
    (format.map { FormatRecognition(format: $0) } ?? standard).recognise(head)
  }

  /// How the file that begins with `head` is to be read.
  func recognise(_ head: [UInt8]) -> Outcome {
    if format == nil || format?.name == Dialect.capture.name {
      if CaptureReader.kind(head) != nil { return .plan(plan(.capture, .packets)) }
      if let format { return .unrecognised("not a \(format.title)") }
    }
    let head = head.starts(with: [0xef, 0xbb, 0xbf]) ? head[3...] : head[...]
    guard let first = head.first(where: { $0 > 32 }) else { return .unrecognised("empty") }
    guard !NfdumpSource.isNfcapd(Array(head.prefix(NfdumpSource.headSize))) else {
      return .unrecognised("nfcapd data, which nfdump reads from plain files only; unpack them")
    }
    guard !head.contains(0) else { return .unrecognised("not text") }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
      return delimited(Self.lines(head))
    }
    if let outcome = tuples(head) { return outcome }
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

  /// What a document tells whose records are strings inside it; nil if it is none such.
  private func tuples(_ head: ArraySlice<UInt8>) -> Outcome? {
    let dialects = (format.map { [$0] } ?? known).filter { dialect in
      guard let key = dialect.stringsOf, Self.holds("\"\(key)\"", head) else { return false }
      return dialect.marks.allSatisfy { $0.contains { Self.holds("\"\($0)\"", head) } }
    }
    for dialect in dialects {
      let kind = JSONUnroller.Kind.strings(of: dialect.stringsOf ?? "")
      let outcome = unrolled(head, kind) { lines in
        headerless(dialect, lines) ?? .unrecognised("no usable record of \(dialect.title)")
      }
      if case .plan = outcome { return outcome }
    }
    return dialects.first.map { .unrecognised("no usable record of \($0.title)") }
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
    // The last resort is tried when no line fits any other.
    for isLastResort in [false, true] {
      for line in lines {
        let line = Array(line)
        for (dialect, tree) in trees where dialect.isLastResort == isLastResort {
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
    var dialect = dialect
    switch labels {
    case nil: dialect.columns[.label] = nil
    case .usual?: break
    case .named(let name)?: dialect.columns[.label] = [name.lowercased()]
    }
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
