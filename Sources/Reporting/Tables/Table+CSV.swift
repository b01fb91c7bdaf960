// SPDX-License-Identifier: Apache-2.0

extension Table {
  /// This table as CSV with a header line, one line end (LF) a record, as Unix tools expect.
  ///
  /// Text that a spreadsheet would run as a formula gets an apostrophe in front: cells that
  /// start with `=`, `+`, `-`, `@`, a tab or a carriage return.
  ///
  /// Source: RFC 4180; OWASP, *CSV Injection*.
  public func csv() -> [UInt8] {
    var result: [UInt8] = []
    Self.append(columns.map(Cell.text), to: &result)
    for row in rows { Self.append(row, to: &result) }
    return result
  }

  private static func append(_ row: [Cell], to result: inout [UInt8]) {
    for (index, cell) in row.enumerated() {
      if index > 0 { result.append(UInt8(ascii: ",")) }
      if case .text(let text) = cell {
        append(text: text, to: &result)
      } else {
        result.append(contentsOf: cell.plain.utf8)
      }
    }
    result.append(UInt8(ascii: "\n"))
  }

  private static func append(text: String, to result: inout [UInt8]) {
    let guarded = text.utf8.first.map(formulaStarts.contains) == true ? "'" + text : text
    guard guarded.utf8.contains(where: needsQuotes.contains) else {
      result.append(contentsOf: guarded.utf8)
      return
    }
    let quote = UInt8(ascii: "\"")
    result.append(quote)
    for byte in guarded.utf8 where byte != 0 {
      if byte == quote { result.append(quote) }
      result.append(byte)
    }
    result.append(quote)
  }

  private static let formulaStarts = Set("=+-@\t\r".utf8)
  private static let needsQuotes = Set("\",\n\r\0".utf8)
}
