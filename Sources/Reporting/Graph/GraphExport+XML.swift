// SPDX-License-Identifier: Apache-2.0

extension GraphExport {
  /// GraphML, as NetworkX, igraph, yEd and Gephi read it.
  ///
  /// Source: U. Brandes and others, *GraphML Progress Report*, Graph Drawing 2001;
  /// graphml.graphdrawing.org.
  func graphML() -> String {
    var text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <graphml xmlns="http://graphml.graphdrawing.org/xmlns">

      """
    for (kind, table, first) in [("node", hosts, 1), ("edge", links, 2)] {
      for column in first..<table.columns.count {
        let name = table.columns[column]
        text += "<key id=\"\(kind)_\(name)\" for=\"\(kind)\" attr.name=\"\(name)\" "
        text += "attr.type=\"\(table.type(of: column))\"/>\n"
      }
    }
    text += "<graph edgedefault=\"directed\">\n"
    for row in hosts.rows {
      text += "<node id=\"\(xml(row[0]))\">"
      for column in 1..<row.count {
        text += "<data key=\"node_\(hosts.columns[column])\">\(xml(row[column]))</data>"
      }
      text += "</node>\n"
    }
    for (number, row) in links.rows.enumerated() {
      text += "<edge id=\"e\(number)\" source=\"\(xml(row[0]))\" target=\"\(xml(row[1]))\">"
      for column in 2..<row.count {
        text += "<data key=\"edge_\(links.columns[column])\">\(xml(row[column]))</data>"
      }
      text += "</edge>\n"
    }
    return text + "</graph>\n</graphml>\n"
  }

  /// GEXF 1.3, as Gephi reads it; a link weighs its flows.
  ///
  /// Source: gexf.net, schema 1.3.
  func gexf() -> String {
    var text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <gexf xmlns="http://gexf.net/1.3" version="1.3">
      <graph defaultedgetype="directed" mode="static">

      """
    for (kind, table, first) in [("node", hosts, 1), ("edge", links, 2)] {
      text += "<attributes class=\"\(kind)\">\n"
      for column in first..<table.columns.count {
        text += "<attribute id=\"\(column)\" title=\"\(table.columns[column])\" "
        text += "type=\"\(table.type(of: column))\"/>\n"
      }
      text += "</attributes>\n"
    }
    text += "<nodes>\n"
    for row in hosts.rows {
      let label = row[1].plain.isEmpty ? row[0] : row[1]
      text += "<node id=\"\(xml(row[0]))\" label=\"\(xml(label))\">"
      text += attributes(row, from: 1) + "</node>\n"
    }
    text += "</nodes>\n<edges>\n"
    let flows = links.columns.firstIndex(of: "flows") ?? 2
    for (number, row) in links.rows.enumerated() {
      text += "<edge id=\"\(number)\" source=\"\(xml(row[0]))\" target=\"\(xml(row[1]))\" "
      text += "weight=\"\(xml(row[flows]))\">\(attributes(row, from: 2))</edge>\n"
    }
    return text + "</edges>\n</graph>\n</gexf>\n"
  }

  private func attributes(_ row: [Table.Cell], from first: Int) -> String {
    var text = "<attvalues>"
    for column in first..<row.count {
      text += "<attvalue for=\"\(column)\" value=\"\(xml(row[column]))\"/>"
    }
    return text + "</attvalues>"
  }

  private func xml(_ cell: Table.Cell) -> String { SafeText.escaped(cell.plain) }
}
