// SPDX-License-Identifier: Apache-2.0

/// What the `#` lines of a Zeek log say; a log joined from several may say it anew at any line.
///
/// Source: Zeek documentation, *Log formats*, ASCII writer.
struct ZeekHeader: Sendable {
  private(set) var separator = UInt8(ascii: "\t")
  /// The log's name, empty if not told.
  private(set) var path = "" {
    didSet {
      isConnections =
        path.isEmpty || path.lowercased().split { !$0.isLetter }.contains("conn")
    }
  }
  /// The columns, nil until `#fields`.
  private(set) var names: [String]?
  /// What stands for an unset and for an empty value.
  private(set) var unset: [String] = []

  /// Whether these are connections: `conn`, `open_conn`, `conn-red` and the like, or a log without
  /// a name.
  private(set) var isConnections = true

  /// More columns than any log has are not looked at.
  private static let mostColumns = 4096
  /// Nor are more words for "no value": a file can say them at every line.
  private static let mostUnset = 32

  /// Takes in one `#` line, white space before the `#` and all.
  ///
  /// - Returns: Whether it says anything that changes how records are read.
  @discardableResult
  mutating func read(_ line: some Collection<UInt8>) -> Bool {
    let line = line.drop { $0 == 32 || $0 == 9 }
    if line.starts(with: "#separator".utf8) {
      if let byte = Self.separatorByte(line.dropFirst(10).drop { $0 == 32 }) { separator = byte }
      return true
    }
    let columns = line.split(
      separator: separator, maxSplits: Self.mostColumns, omittingEmptySubsequences: false
    ).prefix(Self.mostColumns)
    guard let key = columns.first.map({ String(decoding: $0, as: UTF8.self) }) else { return false }
    let first = columns.dropFirst().first.map {
      String(decoding: $0, as: UTF8.self).filter { $0 != "\r" }
    }
    switch key {
    case "#path":
      path = first ?? ""
      unset = []
    case "#unset_field", "#empty_field":
      guard let first, unset.count < Self.mostUnset, !unset.contains(first) else { return false }
      unset.append(first)
    case "#fields":
      let list = columns.dropFirst().joined(separator: [separator])
      names = DelimitedHeader.names(in: Array(list), separator: separator)
    default: return false
    }
    return true
  }

  /// `\x09` or a byte as it is.
  private static func separatorByte(_ text: some Collection<UInt8>) -> UInt8? {
    let text = Array(text.prefix { $0 != 13 })
    guard text.starts(with: "\\x".utf8) else { return text.first ?? 9 }
    return UInt8(String(decoding: text.dropFirst(2).prefix(2), as: UTF8.self), radix: 16)
  }
}
