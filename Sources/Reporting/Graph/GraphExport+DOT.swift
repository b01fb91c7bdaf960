// SPDX-License-Identifier: Apache-2.0

extension GraphExport {
  /// The DOT language, every attribute quoted; nothing for layout but labels, which are the
  /// names where there are any.
  ///
  /// Source: graphviz.org, the DOT language.
  func dot() -> String {
    var text = "digraph hosts {\n"
    for row in hosts.rows {
      let label = row[1].plain.isEmpty ? row[0] : row[1]
      text += "  \(quoted(row[0])) [label=\(quoted(label))"
      for column in 2..<row.count {
        text += ", \(hosts.columns[column])=\(quoted(row[column]))"
      }
      text += "];\n"
    }
    for row in links.rows {
      text += "  \(quoted(row[0])) -> \(quoted(row[1])) [label=\(quoted(row[2]))"
      for column in 2..<row.count {
        text += ", \(links.columns[column])=\(quoted(row[column]))"
      }
      text += "];\n"
    }
    return text + "}\n"
  }

  /// Backslashes are doubled, as `\N` and its like mean something in labels.
  private func quoted(_ cell: Table.Cell) -> String {
    var text = "\""
    for scalar in cell.plain.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { text += "\\" }
      text.unicodeScalars.append(scalar)
    }
    return text + "\""
  }
}
