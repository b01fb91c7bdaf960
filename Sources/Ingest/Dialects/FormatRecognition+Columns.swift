// SPDX-License-Identifier: Apache-2.0
internal import Flows

extension FormatRecognition {
  /// How many lines of a file without column names are tried.
  private static let recordsTried = 20

  /// What lines tell that are no JSON.
  func delimited(_ lines: [ArraySlice<UInt8>]) -> Outcome {
    let hashLines = lines.prefix { $0.first { $0 > 32 } == UInt8(ascii: "#") }
    if let outcome = zeek(hashLines) { return outcome }
    let lines = Array(lines.dropFirst(hashLines.count))
    guard let line = lines.first else { return .unrecognised("no line of column names") }
    let dialects = format.map { [$0] } ?? known
    if let printed = dialects.first(where: { $0.layouts.contains(.nfdumpLines) }) {
      if let outcome = nfdump(printed, lines) { return outcome }
    }
    let byteFound = DelimitedHeader.separator(of: line)
    let namesFound = DelimitedHeader.names(in: line, separator: byteFound)
    func names(_ dialect: Dialect) -> [String] {
      guard let separator = dialect.separator, separator != byteFound else { return namesFound }
      return DelimitedHeader.names(in: line, separator: separator)
    }
    let fitting =
      format
      ?? known.first { dialect in
        guard dialect.layouts.contains(.delimited), !dialect.marks.isEmpty else { return false }
        let names = names(dialect)
        return dialect.marks.allSatisfy { group in group.contains { names.contains($0) } }
      }
    guard let fitting, fitting.layouts.contains(.delimited) else {
      let without = dialects.filter { $0.order != nil && $0.stringsOf == nil }
      for dialect in without {
        if let outcome = headerless(dialect, lines) { return outcome }
      }
      return .unrecognised(
        format.map { "text, which \($0.title) is not" }
          ?? "no line with the column names of a known flow format")
    }
    let found = DelimitedHeader(
      names: names(fitting), separator: fitting.separator ?? byteFound, dialect: wanted(fitting))
    if let missing = found.missing {
      if fitting.order != nil, let outcome = headerless(fitting, lines) { return outcome }
      return .unrecognised(
        "columns without \(described(missing, fitting))"
          + (fitting.advice.map { "; \($0)" } ?? ""))
    }
    var dialect = fitting
    let probe = DurationProbe(found.names, separator: found.separator, fitting)
    if let unit = probe?.unit(lines.dropFirst()) { dialect.durationUnit = unit }
    var plan = plan(dialect, .delimited(found))
    plan.headerLine = Array(line)
    plan.assembler.hasPorts = found.has(.sourcePort) && found.has(.targetPort)
    return .plan(plan)
  }

  /// What the `#` lines of a Zeek log tell; nil if they are none.
  private func zeek(_ hashLines: ArraySlice<ArraySlice<UInt8>>) -> Outcome? {
    guard !hashLines.isEmpty else { return nil }
    var zeek = plan(format ?? .zeek, .delimited(nil))
    for line in hashLines { zeek.read(hashLine: Array(line)) }
    guard zeek.zeek.names != nil else { return nil }
    guard zeek.zeek.isConnections else {
      return .unrecognised("a Zeek log of \(Printable.text(zeek.zeek.path)), not conn")
    }
    guard case .delimited(let header?) = zeek.layout, header.isComplete else {
      let dialect = format ?? .zeek
      guard case .delimited(let header?) = zeek.layout, let missing = header.missing else {
        return .unrecognised("a Zeek log without columns")
      }
      return .unrecognised("a Zeek log without \(described(missing, dialect))")
    }
    zeek = plan(format ?? .zeek, .delimited(nil))
    for line in hashLines { zeek.read(hashLine: Array(line)) }
    return .plan(zeek)
  }

  /// The plan for what `nfdump` printed, if `lines` are that.
  private func nfdump(_ dialect: Dialect, _ lines: [ArraySlice<UInt8>]) -> Outcome? {
    var plan = plan(dialect, .nfdumpLines)
    guard let first = lines.first else { return nil }
    if NfdumpLine.isHeader(first) {
      plan.headerLine = Array(first)
      return .plan(plan)
    }
    let line = Array(first)
    return NfdumpLine.values(line.span, 0..<line.count) == nil ? nil : .plan(plan)
  }

  /// The plan for `lines` as those of `dialect` without column names: at least half of the first
  /// ones have as many columns as its order and are flows, or nothing it knows to be none.
  func headerless(_ dialect: Dialect, _ lines: [ArraySlice<UInt8>]) -> Outcome? {
    guard let order = dialect.order else { return nil }
    let header = DelimitedHeader(
      names: order, separator: dialect.separator ?? UInt8(ascii: ","), dialect: wanted(dialect))
    var plan = plan(dialect, .delimited(header))
    plan.assembler.hasPorts = header.has(.sourcePort) && header.has(.targetPort)
    let tried = lines.prefix(Self.recordsTried)
    let fitting = tried.filter { header.columns(of: $0) == order.count }
    let result = PieceParser.parse(
      Array(fitting.joined(separator: [UInt8(ascii: "\n")])), plan: plan, isFirst: true)
    // What is not IP may be anything: only what a rule of the format knows speaks for it.
    let words = Set(dialect.ignoring.filter(\.ignoresListed).flatMap(\.words).map(Word.init))
    let known = result.ignored.reduce(0) { sum, ignored in
      switch ignored.kind {
      case .rule: sum + ignored.count
      case .value(let word) where words.contains(word): sum + ignored.count
      default: sum
      }
    }
    let taken = result.flows.count + result.undecided.count + known
    guard taken > 0, taken * 2 >= tried.count else { return nil }
    if dialect.stringsOf == nil {
      plan.notes.append("no line of column names: read in the order \(dialect.title) has them")
    }
    return .plan(plan)
  }

  /// A value and the first of its names: `source address (id.orig_h)`.
  private func described(_ field: FlowField, _ dialect: Dialect) -> String {
    let name = dialect.columns[field]?.first
    return field.title + (name.map { " (\($0))" } ?? "")
  }
}
