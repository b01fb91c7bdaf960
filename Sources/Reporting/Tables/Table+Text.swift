// SPDX-License-Identifier: Apache-2.0

private import Foundation

extension Table {
  /// This table in aligned columns for a terminal: numbers to the right and to four digits, text
  /// to the left and cut at ``textLimit``, nothing in it that a terminal would obey.
  public func text() -> [UInt8] {
    let header = columns.map { SafeText.clean($0, limit: textLimit) }
    let body = rows.map { row in row.map { SafeText.clean($0.brief, limit: textLimit) } }
    var widths = header.map(\.unicodeScalars.count)
    for row in body {
      for (index, cell) in row.enumerated() {
        widths[index] = max(widths[index], cell.unicodeScalars.count)
      }
    }
    let isRight = columns.indices.map { index in
      !rows.isEmpty && rows.allSatisfy { $0[index].isNumeric }
    }
    var result: [UInt8] = []
    for row in [header] + body {
      var line = ""
      for (index, cell) in row.enumerated() {
        let gap = String(repeating: " ", count: widths[index] - cell.unicodeScalars.count)
        line += (index == 0 ? "" : "  ") + (isRight[index] ? gap + cell : cell + gap)
      }
      while line.last == " " { line.removeLast() }
      result.append(contentsOf: line.utf8)
      result.append(UInt8(ascii: "\n"))
    }
    return result
  }
}

extension Table.Cell {
  /// The cell for eyes: a number to four significant digits.
  fileprivate var brief: String {
    guard case .number(let value) = self, value.isFinite, value != value.rounded() else {
      return plain
    }
    return String(format: "%.4g", value)
  }

  fileprivate var isNumeric: Bool {
    switch self {
    case .empty, .integer, .number: true
    case .text, .boolean, .time: false
    }
  }
}
