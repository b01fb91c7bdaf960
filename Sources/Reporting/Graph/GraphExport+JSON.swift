// SPDX-License-Identifier: Apache-2.0

extension GraphExport {
  /// The elements of Cytoscape.js, which Cytoscape and NetworkX read as well.
  ///
  /// Source: js.cytoscape.org, notation.
  func cytoscape() -> [UInt8] {
    var result = Array(
      "{\"data\":{},\"directed\":true,\"multigraph\":true,\"elements\":{\"nodes\":[".utf8)
    for (number, row) in hosts.rows.enumerated() {
      result += Array((number == 0 ? "\n" : ",\n").utf8) + Array("{\"data\":".utf8)
      let label = row[1].plain.isEmpty ? row[0] : row[1]
      append(
        [("id", row[0]), ("value", row[0])]
          + zip(hosts.columns.dropFirst(), row.dropFirst()).map { column, cell in
            column == "name" ? (column, label) : (column, cell)
          }, to: &result)
      result += Array("}".utf8)
    }
    result += Array("\n],\"edges\":[".utf8)
    for (number, row) in links.rows.enumerated() {
      result += Array((number == 0 ? "\n" : ",\n").utf8) + Array("{\"data\":".utf8)
      append(
        [("id", .text("e\(number)")), ("key", .integer(Int64(number)))]
          + zip(links.columns, row).map { ($0, $1) }, to: &result)
      result += Array("}".utf8)
    }
    return result + Array("\n]}}\n".utf8)
  }

  /// The OpenGraph JSON that BloodHound ingests.
  ///
  /// Source: bloodhound.specterops.io, OpenGraph schema.
  func openGraph() -> [UInt8] {
    var result = Array("{\"metadata\":{\"source_kind\":\"Sidestep\"},\"graph\":{\"nodes\":[".utf8)
    for (number, row) in hosts.rows.enumerated() {
      result += Array((number == 0 ? "\n" : ",\n").utf8) + Array("{\"id\":".utf8)
      Table.append(row[0], to: &result)
      result += Array(",\"kinds\":[\"SidestepHost\"],\"properties\":".utf8)
      let label = row[1].plain.isEmpty ? row[0] : row[1]
      append(
        [("name", label), ("address", row[0])]
          + zip(hosts.columns, row).dropFirst(2).map { ($0, $1) }, to: &result)
      result += Array("}".utf8)
    }
    result += Array("\n],\"edges\":[".utf8)
    for (number, row) in links.rows.enumerated() {
      result += Array((number == 0 ? "\n" : ",\n").utf8)
      result += Array("{\"kind\":\"ConnectsTo\",\"start\":{\"value\":".utf8)
      Table.append(row[0], to: &result)
      result += Array(",\"match_by\":\"id\"},\"end\":{\"value\":".utf8)
      Table.append(row[1], to: &result)
      result += Array(",\"match_by\":\"id\"},\"properties\":".utf8)
      append(zip(links.columns, row).dropFirst(2).map { ($0, $1) }, to: &result)
      result += Array("}".utf8)
    }
    return result + Array("\n]}}\n".utf8)
  }

  private func append(_ members: [(String, Table.Cell)], to result: inout [UInt8]) {
    for (number, (name, cell)) in members.enumerated() {
      result.append(UInt8(ascii: number == 0 ? "{" : ","))
      Table.append(string: name, to: &result)
      result.append(UInt8(ascii: ":"))
      Table.append(cell, to: &result)
    }
    result.append(UInt8(ascii: "}"))
  }
}
