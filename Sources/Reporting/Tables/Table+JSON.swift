// SPDX-License-Identifier: Apache-2.0

extension Table {
  /// This table as one JSON array with an object a row, keys in the order of the columns.
  public func json() -> [UInt8] {
    var result = Array("[".utf8)
    for (index, row) in rows.enumerated() {
      result.append(contentsOf: (index == 0 ? "\n  " : ",\n  ").utf8)
      append(row, to: &result)
    }
    result.append(contentsOf: "\n]\n".utf8)
    return result
  }

  /// This table as NDJSON: an object a line.
  public func ndjson() -> [UInt8] {
    var result: [UInt8] = []
    for row in rows {
      append(row, to: &result)
      result.append(UInt8(ascii: "\n"))
    }
    return result
  }

  private func append(_ row: [Cell], to result: inout [UInt8]) {
    result.append(UInt8(ascii: "{"))
    for (index, cell) in row.enumerated() {
      if index > 0 { result.append(UInt8(ascii: ",")) }
      Self.append(string: columns[index], to: &result)
      result.append(UInt8(ascii: ":"))
      Self.append(cell, to: &result)
    }
    result.append(UInt8(ascii: "}"))
  }

  static func append(_ cell: Cell, to result: inout [UInt8]) {
    switch cell {
    case .text, .time: append(string: cell.plain, to: &result)
    default:
      let plain = cell.plain
      result.append(contentsOf: (plain.isEmpty ? "null" : plain).utf8)
    }
  }

  /// RFC 8259 section 7: quotes, backslashes and control characters escaped.
  static func append(string: String, to result: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    result.append(quote)
    for byte in string.utf8 {
      switch byte {
      case quote: result.append(contentsOf: "\\\"".utf8)
      case UInt8(ascii: "\\"): result.append(contentsOf: "\\\\".utf8)
      case ..<0x20, 0x7f:
        let digits = String(byte, radix: 16)
        result.append(contentsOf: ("\\u00" + (digits.count == 1 ? "0" : "") + digits).utf8)
      default: result.append(byte)
      }
    }
    result.append(quote)
  }
}
