// SPDX-License-Identifier: Apache-2.0
public import Flows

/// One line of an allow file: who may open sessions to whom, why, and until when.
public struct AllowRow: Hashable, Sendable {
  /// One side of a session.
  public enum Party: Hashable, Sendable {
    /// Any host: `*`.
    case anyone
    /// Everything outside: `internet`.
    case internet
    /// An address or a block of them.
    case block(Subnet)
    /// A name of the assets file.
    case name(String)
  }

  /// Its line in the file.
  public var line: Int
  /// Who opens the session.
  public var source: Party
  /// Who is asked.
  public var target: Party
  /// Over which protocol; nil for any.
  public var transport: TransportProtocol?
  /// To which port; nil for any.
  public var port: UInt16?
  /// Why it is allowed; never empty.
  public var reason: String
  /// The first moment it no longer is; nil for no end.
  public var expires: Timestamp?
}

/// Reads the file of `--allow`: `source,target,port,reason,expires`.
public enum AllowFile {
  static let columns = ["source", "target", "port", "reason", "expires"]
  /// More rules than this nobody looks through any more.
  static let mostRules = 100_000

  /// The rows of the file at `path`, in its order.
  ///
  /// - Throws: `IngestError.unreadable`; `.badRecord` for the first line that is wrong, as a rule
  ///   passed over would be a silence nobody asked for or a noise somebody thought was off.
  public static func read(_ path: String) throws(IngestError) -> [AllowRow] {
    try rows(try TableFile(path: path, columns: columns), path: path)
  }

  /// The rows written in `text`; `path` is for messages.
  static func parse(_ text: String, path: String) throws(IngestError) -> [AllowRow] {
    try rows(try TableFile(text, path: path, columns: columns), path: path)
  }

  private static func rows(_ file: TableFile, path: String) throws(IngestError) -> [AllowRow] {
    guard file.rows.count <= mostRules else {
      throw .unreadable(path: path, why: "more than \(mostRules) rules")
    }
    var rows: [AllowRow] = []
    for row in file.rows {
      guard let reason = row["reason"] else {
        throw row.error("reason", "missing: write why this is allowed")
      }
      var expires: Timestamp?
      if let text = row["expires"] {
        guard let time = Timestamp(text) else {
          throw row.error("expires", "not a time such as 2026-12-31")
        }
        expires = time
      }
      let (transport, port) = try service(row)
      rows.append(
        AllowRow(
          line: row.line, source: try party("source", row), target: try party("target", row),
          transport: transport, port: port, reason: reason, expires: expires))
    }
    return rows
  }

  private static func party(
    _ column: String, _ row: TableFile.Row
  ) throws(IngestError) -> AllowRow.Party {
    guard let text = row[column] else {
      throw row.error(column, "missing: write an address, a block, a name, or * for any host")
    }
    if text == "*" { return .anyone }
    if text.lowercased() == "internet" { return .internet }
    if let block = Subnet(text) { return .block(block) }
    // What was meant as an address and is none would else be a name nobody has.
    let isMeantAsAddress = text.unicodeScalars.allSatisfy {
      ("0"..."9").contains($0) || $0 == "." || $0 == "/" || $0 == ":"
    }
    guard !isMeantAsAddress else {
      throw row.error(column, "not an address or block such as 10.2.0.0/24")
    }
    return .name(text)
  }

  /// `445`, `tcp/445`, `icmp`, or `*`.
  private static func service(
    _ row: TableFile.Row
  ) throws(IngestError) -> (TransportProtocol?, UInt16?) {
    guard let text = row["port"] else {
      throw row.error("port", "missing: write a port, tcp/445, or * for any")
    }
    if text == "*" { return (nil, nil) }
    if let port = UInt16(text) { return (nil, port) }
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    if let name = parts.first, let transport = TransportProtocol(String(name)) {
      if parts.count == 1 { return (transport, nil) }
      if parts[1] == "*" { return (transport, nil) }
      if let port = UInt16(parts[1]) { return (transport, port) }
    }
    throw row.error("port", "not a port such as 445, tcp/445 or *")
  }
}
