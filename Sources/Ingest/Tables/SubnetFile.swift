// SPDX-License-Identifier: Apache-2.0
public import Flows

/// One line of a subnets file.
public struct SubnetRow: Hashable, Sendable {
  /// The block of addresses.
  public var block: Subnet
  /// What people call it, nil without a name.
  public var name: String?
  /// The zone it belongs to, such as `servers`.
  public var zone: String?
  /// The VLAN it is on, 0...4095.
  public var vlan: Int?
}

/// Reads the file of `--subnets`: `cidr,name,zone,vlan`.
public enum SubnetFile {
  static let columns = ["cidr", "name", "zone", "vlan"]

  /// The rows of the file at `path`, in its order.
  ///
  /// - Throws: `IngestError.unreadable`; `.badRecord` for the first line that is wrong.
  public static func read(_ path: String) throws(IngestError) -> [SubnetRow] {
    try rows(try TableFile(path: path, columns: columns))
  }

  /// The rows written in `text`; `path` is for messages.
  static func parse(_ text: String, path: String) throws(IngestError) -> [SubnetRow] {
    try rows(try TableFile(text, path: path, columns: columns))
  }

  private static func rows(_ file: TableFile) throws(IngestError) -> [SubnetRow] {
    var rows: [SubnetRow] = []
    var lines: [Subnet: Int] = [:]
    for row in file.rows {
      guard let text = row["cidr"], let block = Subnet(text) else {
        throw row.error("cidr", "not a block of addresses such as 10.2.0.0/24")
      }
      if let earlier = lines.updateValue(row.line, forKey: block) {
        throw row.error("cidr", "the same block as in line \(earlier)")
      }
      var vlan: Int?
      if let text = row["vlan"] {
        guard let number = Int(text), 0...4095 ~= number else {
          throw row.error("vlan", "not a number from 0 to 4095")
        }
        vlan = number
      }
      rows.append(SubnetRow(block: block, name: row["name"], zone: row["zone"], vlan: vlan))
    }
    return rows
  }
}
