// SPDX-License-Identifier: Apache-2.0
private import Foundation

/// The lines `key = value` of a mapping, as people write them.
///
/// Blank lines and lines that begin with `#` are passed over. Several names or words for one thing
/// stand between bars, `src = srcaddr | source ip`; what holds a bar itself goes into double quotes.
struct MappingText {
  /// One line.
  struct Entry {
    let path: String
    let line: Int
    let key: String
    let value: String

    /// The error that this line is wrong.
    func error(_ why: String) -> IngestError {
      .badRecord(path: path, line: line, field: key, why: why)
    }

    /// The names or words of the value.
    ///
    /// - Throws: `IngestError.badRecord` if there is none, or a quote stays open.
    func alternatives() throws(IngestError) -> [String] {
      var parts: [String] = []
      var part = ""
      var isQuoted = false
      for character in value {
        switch character {
        case "\"": isQuoted.toggle()
        case "|" where !isQuoted:
          parts.append(part)
          part = ""
        default: part.append(isQuoted && character == " " ? "\u{a0}" : character)
        }
      }
      parts.append(part)
      guard !isQuoted else { throw error("a quote is not closed") }
      let names = parts.map { name in
        name.trimmingCharacters(in: Self.blanks).replacingOccurrences(of: "\u{a0}", with: " ")
      }
      guard names.allSatisfy({ !$0.isEmpty }) else { throw error("an empty name") }
      return names
    }

    /// Blanks of a quoted part are kept, as no-break spaces until then.
    private static let blanks = CharacterSet(charactersIn: " \t")
  }

  /// Larger files are no mappings.
  static let largestFile = 1 << 20

  /// The text itself.
  let text: String
  /// What messages call it.
  let path: String
  /// Every line that says something, in order.
  let entries: [Entry]

  /// The mapping in the file at `path`.
  ///
  /// - Throws: `IngestError.unreadable`; `.badRecord` for the first line that is no `key = value`.
  init(file path: String) throws(IngestError) {
    let bytes = try FileSource(path).head(Self.largestFile + 1)
    guard bytes.count <= Self.largestFile else {
      throw .unreadable(path: path, why: "larger than 1 MiB, which no mapping is")
    }
    try self.init(String(decoding: bytes, as: UTF8.self), path: path)
  }

  /// The mapping in `text`; `path` is for messages.
  init(_ text: String, path: String) throws(IngestError) {
    self.text = text
    self.path = path
    var entries: [Entry] = []
    // A line end of Windows is one character, so "\n" alone would not find it.
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (number, line) in lines.enumerated() {
      let line = line.trimmingCharacters(in: .whitespaces.union(["\u{feff}"]))
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      entries.append(try Self.entry(line, path: path, line: number + 1))
    }
    self.entries = entries
  }

  /// The mapping of a command line, `src=SrcAddr,dst=DstAddr,time=When`.
  ///
  /// A part without `=` belongs to the value before it.
  init(inline text: String, path: String) throws(IngestError) {
    self.path = path
    var parts: [String] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      if part.contains("=") || parts.isEmpty {
        parts.append(String(part))
      } else {
        parts[parts.count - 1] += "," + part
      }
    }
    var entries: [Entry] = []
    for part in parts { entries.append(try Self.entry(part, path: path, line: 1)) }
    self.entries = entries
    self.text = entries.map { "\($0.key) = \($0.value)\n" }.joined()
  }

  private static func entry(_ text: String, path: String, line: Int) throws(IngestError) -> Entry {
    guard let sign = text.firstIndex(of: "=") else {
      throw .badRecord(
        path: path, line: line, field: Printable.text(text), why: "not of the form key = value")
    }
    let key = text[..<sign].trimmingCharacters(in: .whitespaces).lowercased()
    let value = text[text.index(after: sign)...].trimmingCharacters(in: .whitespaces)
    let entry = Entry(path: path, line: line, key: key, value: value)
    guard !value.isEmpty else { throw entry.error("no value") }
    return entry
  }
}
