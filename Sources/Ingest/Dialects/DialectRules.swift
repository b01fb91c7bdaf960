// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// A dialect's words made ready for comparison with bytes.
struct DialectRules: Sendable {
  let dialect: Dialect
  /// Whether records tell which connection they are of.
  let hasConnections: Bool
  private var unset: [Word]
  private let states: [(word: Word, state: ConnectionState)]
  private let ignoring: [(slot: FlowField, words: [Word], ignoresListed: Bool)]

  /// The rules of `dialect`.
  init(_ dialect: Dialect) {
    self.dialect = dialect
    hasConnections = dialect.columns[.connection] != nil
    unset = dialect.unset.map(Word.init)
    states = dialect.states.sorted { $0.key < $1.key }.map { (Word($0.key), $0.value) }
    ignoring = dialect.ignoring.map { ($0.field, $0.words.map(Word.init), $0.ignoresListed) }
  }

  /// More are not told apart, or logs joined together could make reading slow without end.
  private static let mostUnset = 64

  /// Takes in what a Zeek log says stands for "no value".
  mutating func add(unset words: [String]) {
    for word in words.map(Word.init) where !unset.contains(word) && unset.count < Self.mostUnset {
      unset.append(word)
    }
  }

  /// The trimmed value of `field`; nil if the record has none.
  func value(_ field: FlowField, _ bytes: Span<UInt8>, _ fields: FieldRanges) -> Range<Int>? {
    guard let range = fields[field] else { return nil }
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, bytes[start] <= 32 { start &+= 1 }
    while end > start, bytes[end &- 1] <= 32 { end &-= 1 }
    guard start < end else { return nil }
    // Every spelling of "no value" starts with a sign: numbers and addresses need no comparison.
    if !unset.isEmpty, bytes[start] &- 48 >= 10, let word = Word(bytes, start..<end),
      unset.contains(word)
    {
      return nil
    }
    return start..<end
  }

  /// The protocol of a record that has no value for it: what the record's parts or the format imply.
  func impliedTransport(_ fields: FieldRanges) -> TransportProtocol? {
    if let only = dialect.onlyTransport { return only }
    if fields[.impliesTCP] != nil { return .tcp }
    if fields[.impliesUDP] != nil { return .udp }
    return fields[.impliesICMP] != nil ? .icmp : nil
  }

  /// What the dialect's word in `range` says of a TCP connection.
  func state(_ bytes: Span<UInt8>, _ range: Range<Int>) -> ConnectionState? {
    guard let word = Word(bytes, range) else { return nil }
    for entry in states where entry.word == word { return entry.state }
    return nil
  }

  /// The first rule by which the record is no flow.
  func ignoringRule(_ bytes: Span<UInt8>, _ fields: FieldRanges) -> Int? {
    for number in ignoring.indices {
      guard let range = value(ignoring[number].slot, bytes, fields) else { continue }
      // Zeek's `unknown_transport` is longer than a word, which is cut as the rule's own is.
      let start = range.lowerBound..<min(range.upperBound, range.lowerBound + Word.longest)
      let isListed = Word(bytes, start).map { ignoring[number].words.contains($0) } ?? false
      if isListed == ignoring[number].ignoresListed { return number }
    }
    return nil
  }

  /// Whether the line in `range` is no record, such as a total at the end.
  func isFooter(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    dialect.footers.contains { $0.matches(bytes, range) }
  }

  /// What the record that rule `number` ignores counts as.
  func kind(ofRule number: Int, _ bytes: Span<UInt8>, _ fields: FieldRanges) -> IgnoredKind {
    if let kind = dialect.ignoring[number].kind { return .rule(kind) }
    let range = value(ignoring[number].slot, bytes, fields)
    return .value(range.flatMap { Word(bytes, $0) } ?? Word("other"))
  }
}
