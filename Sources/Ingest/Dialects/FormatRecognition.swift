// SPDX-License-Identifier: Apache-2.0

/// Tells from a file's first bytes which dialect it is in; names and endings of files tell nothing.
enum FormatRecognition {
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

  /// How the file that begins with `head` is to be read; as `format`, if given, else as the dialect
  /// it fits.
  static func recognise(_ head: [UInt8], format: Dialect?) -> Outcome {
    let head = head.starts(with: [0xef, 0xbb, 0xbf]) ? head[3...] : head[...]
    guard let first = head.first(where: { $0 > 32 }) else { return .unrecognised("empty") }
    guard !NfdumpSource.isNfcapd(Array(head.prefix(NfdumpSource.headSize))) else {
      return .unrecognised("nfcapd data, which nfdump reads from plain files only; unpack them")
    }
    guard !head.contains(0) else { return .unrecognised("not text") }
    let lines = head.split(separator: UInt8(ascii: "\n"), maxSplits: linesTried * 2).prefix(
      linesTried
    )
    .map { $0.last == 13 ? $0.dropLast() : $0 }
    .filter { $0.contains { $0 > 32 } }
    if first == UInt8(ascii: "{") { return jsonLines(lines, format) }
    return delimited(lines, format)
  }

  private static func jsonLines(_ lines: [ArraySlice<UInt8>], _ format: Dialect?) -> Outcome {
    if let format {
      guard format.layouts.contains(.jsonLines) else {
        return .unrecognised("JSON, which \(format.title) is not")
      }
      return .plan(plan(format, .jsonLines(NameTree(format))))
    }
    let dialects = Dialect.all.filter { $0.layouts.contains(.jsonLines) }
    let trees = dialects.map { dialect in
      NameTree(
        dialect.marks.enumerated().flatMap { group, names in names.map { ($0, group, 0) } })
    }
    for line in lines {
      let line = Array(line)
      for (dialect, tree) in zip(dialects, trees) {
        var fields = FieldRanges()
        if case .malformed = JSONScanner.scan(line.span, 0..<line.count, for: tree, into: &fields) {
          continue
        }
        if dialect.marks.indices.allSatisfy({ fields[$0] != nil }) {
          return .plan(plan(dialect, .jsonLines(NameTree(dialect))))
        }
      }
    }
    return .unrecognised("JSON lines without the names of a known flow format")
  }

  private static func delimited(_ lines: [ArraySlice<UInt8>], _ format: Dialect?) -> Outcome {
    let hashLines = lines.prefix { $0.first { $0 > 32 } == UInt8(ascii: "#") }
    var zeek = plan(format ?? .zeek, .delimited(nil))
    for line in hashLines { zeek.read(hashLine: Array(line)) }
    if zeek.zeek.names != nil {
      guard zeek.zeek.isConnections else {
        return .unrecognised("a Zeek log of \(Printable.text(zeek.zeek.path)), not conn")
      }
      guard case .delimited(let header?) = zeek.layout, header.isComplete else {
        return .unrecognised("a Zeek log without \(missing(zeek.layout, format ?? .zeek))")
      }
      zeek = plan(format ?? .zeek, .delimited(nil))
      for line in hashLines { zeek.read(hashLine: Array(line)) }
      return .plan(zeek)
    }
    guard let line = lines.dropFirst(hashLines.count).first else {
      return .unrecognised("no line of column names")
    }
    let separator = DelimitedHeader.separator(of: line)
    let names = DelimitedHeader.names(in: line, separator: separator)
    let fitting =
      format
      ?? Dialect.all.first { dialect in
        dialect.layouts.contains(.delimited)
          && dialect.marks.allSatisfy { group in group.contains { names.contains($0) } }
      }
    guard let fitting, fitting.layouts.contains(.delimited) else {
      return .unrecognised("no line with the column names of a known flow format")
    }
    let header = DelimitedHeader(names: names, separator: separator, dialect: fitting)
    guard header.isComplete else {
      return .unrecognised("columns without \(missing(.delimited(header), fitting))")
    }
    var found = plan(fitting, .delimited(header))
    found.headerLine = Array(line)
    found.assembler.hasPorts = header.has(.sourcePort) && header.has(.targetPort)
    return .plan(found)
  }

  private static func plan(_ dialect: Dialect, _ layout: FilePlan.Layout) -> FilePlan {
    FilePlan(assembler: RecordAssembler(rules: DialectRules(dialect)), layout: layout)
  }

  /// The first value a header lacks: `source address (id.orig_h)`.
  private static func missing(_ layout: FilePlan.Layout, _ dialect: Dialect) -> String {
    guard case .delimited(let header?) = layout,
      let field = FlowField.required.first(where: { !header.has($0) })
    else { return "columns" }
    let name = dialect.columns[field]?.first
    return field.title + (name.map { " (\($0))" } ?? "")
  }
}
