// SPDX-License-Identifier: Apache-2.0
public import Flows

/// One line of an assets file: what an address was called, and when.
public struct AssetRow: Hashable, Sendable {
  /// The address.
  public var address: IPAddress
  /// The host's name, nil without one.
  public var name: String?
  /// What the host is for, such as `domain_controller`.
  public var role: String?
  /// From when on the address was this host's (a DHCP lease); nil for always.
  public var from: Timestamp?
  /// Until when it was, this moment not included; nil for always.
  public var to: Timestamp?
}

/// Reads the file of `--assets`: `ip,name,role,from,to`.
public enum AssetFile {
  static let columns = ["ip", "name", "role", "from", "to"]

  /// The rows of the file at `path`, in its order.
  ///
  /// - Throws: `IngestError.unreadable`; `.badRecord` for the first line that is wrong.
  public static func read(_ path: String) throws(IngestError) -> [AssetRow] {
    try rows(try TableFile(path: path, columns: columns))
  }

  /// The rows written in `text`; `path` is for messages.
  static func parse(_ text: String, path: String) throws(IngestError) -> [AssetRow] {
    try rows(try TableFile(text, path: path, columns: columns))
  }

  private static func rows(_ file: TableFile) throws(IngestError) -> [AssetRow] {
    var rows: [AssetRow] = []
    for row in file.rows {
      guard let text = row["ip"], let address = IPAddress(text) else {
        throw row.error("ip", "not an address")
      }
      let from = try time("from", row)
      let to = try time("to", row)
      if let from, let to, to <= from { throw row.error("to", "not after from") }
      rows.append(
        AssetRow(address: address, name: row["name"], role: row["role"], from: from, to: to))
    }
    return rows
  }

  private static func time(_ column: String, _ row: TableFile.Row) throws(IngestError)
    -> Timestamp?
  {
    guard let text = row[column] else { return nil }
    guard let time = Timestamp(text) else {
      throw row.error(column, "not a time such as 2026-03-02T09:15:00Z")
    }
    return time
  }
}
