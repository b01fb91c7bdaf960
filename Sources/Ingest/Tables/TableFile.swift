// SPDX-License-Identifier: Apache-2.0
private import Foundation

/// A small comma-separated file people keep by hand; every line must be right.
///
/// Lines that are blank or begin with `#` are passed over; a first line of column names sets the
/// order of columns. Values may be quoted.
struct TableFile {
  /// One line's values by column; absent and empty are the same.
  struct Row {
    let path: String
    let line: Int
    private let values: [String: String]

    init(path: String, line: Int, values: [String: String]) {
      self.path = path
      self.line = line
      self.values = values.filter { !$0.value.isEmpty }
    }

    /// The value of `column`, nil if it is empty.
    subscript(column: String) -> String? { values[column] }

    /// The error that `column` is wrong.
    func error(_ column: String, _ why: String) -> IngestError {
      .badRecord(path: path, line: line, field: column, why: why)
    }
  }

  /// Files larger than this are not kept by hand.
  static let largestFile = 64 << 20

  let rows: [Row]

  /// The rows of the file at `path`.
  ///
  /// - Parameters:
  ///   - path: Where it is.
  ///   - columns: The columns in their usual order; the first is the one every row needs.
  /// - Throws: `IngestError.unreadable`; `.badRecord` for a line with too many columns.
  init(path: String, columns: [String]) throws(IngestError) {
    let bytes = try FileSource(path).head(Self.largestFile + 1)
    guard bytes.count <= Self.largestFile else {
      throw .unreadable(path: path, why: "larger than 64 MiB")
    }
    try self.init(String(decoding: bytes, as: UTF8.self), path: path, columns: columns)
  }

  /// The rows of `text`.
  init(_ text: String, path: String, columns: [String]) throws(IngestError) {
    var order = columns
    var rows: [Row] = []
    var isFirst = true
    // A line end of Windows is one character, so "\n" alone would not find it.
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (number, line) in lines.enumerated() {
      let line = line.trimmingCharacters(in: .whitespacesAndNewlines.union(["\u{feff}"]))
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      let values = Self.values(line)
      let names = values.map { $0.lowercased() }
      if isFirst, let needed = columns.first, names.contains(needed) {
        order = names
        isFirst = false
        continue
      }
      isFirst = false
      guard values.count <= order.count else {
        throw .badRecord(
          path: path, line: number + 1, field: "record",
          why: "\(values.count) columns, expected \(order.joined(separator: ","))")
      }
      let pairs = zip(order, values).map { ($0, $1) }
      rows.append(
        Row(path: path, line: number + 1, values: Dictionary(pairs) { first, _ in first }))
    }
    self.rows = rows
  }

  static func values(_ line: String) -> [String] {
    var values: [String] = []
    var value = ""
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        values.append(value)
        value = ""
      default: value.append(character)
      }
    }
    values.append(value)
    return values.map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
