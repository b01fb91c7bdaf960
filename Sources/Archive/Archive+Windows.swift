// SPDX-License-Identifier: Apache-2.0

import Detection
public import Flows
internal import GRDB
import Topology

/// What is kept of a window, without its edges.
public struct ArchivedWindow: Hashable, Sendable {
  /// Its start.
  public var start: Timestamp
  /// SHA-256 of its edges.
  public var hash: String
  /// How many flows it has.
  public var flows: Int64
  /// How many rows its edge table has.
  public var edges: Int
  /// How many internal hosts were seen.
  public var hosts: Int
  /// The hash it had when it was judged, empty if its past has changed since; nil if it never was.
  public var judgedHash: String?
  /// Hosts flagged when it was judged last.
  public var flagged: Set<IPAddress>

  /// Whether it was judged as it is now.
  public var isJudged: Bool { judgedHash == hash }
}

extension Archive {
  /// Every window that is kept, in order of time.
  public func windows() throws -> [ArchivedWindow] { try read(Self.windows) }

  static func windows(_ database: Database) throws -> [ArchivedWindow] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT start, hash, flows, edge_count, hosts, judged_hash, flagged FROM window
        ORDER BY start
        """
    ).map { row in
      ArchivedWindow(
        start: Timestamp(microseconds: row["start"]), hash: row["hash"], flows: row["flows"],
        edges: row["edge_count"], hosts: row["hosts"], judgedHash: row["judged_hash"],
        flagged: Set(
          (row["flagged"] as String).split(separator: " ").compactMap { IPAddress(String($0)) }))
    }
  }

  /// The end of the last window: the present, as the data knows it; nil without windows.
  ///
  /// A window a year or more after the one before it is that of a wrong clock: by it every exception
  /// would expire, and all that is kept would be too old.
  static func dataTime(_ database: Database) throws -> Timestamp? {
    guard let settings = try settings(database) else { return nil }
    let starts = try Int64.fetchAll(
      database, sql: "SELECT start FROM window ORDER BY start DESC")
    let year: Int64 = 365 * 86_400_000_000
    let last = starts.indices.first { $0 + 1 == starts.count || starts[$0] - starts[$0 + 1] < year }
    return last.map { settings.window(Timestamp(microseconds: starts[$0])).end }
  }

  /// What windows before a moment say of the cells of the subnet × port matrix.
  ///
  /// - Complexity: O(cells · windows).
  func cellHistory(before start: Timestamp, settling: Int, _ database: Database) throws
    -> CellHistory
  {
    var history = CellHistory(settling: settling)
    let windows = try Int64.fetchAll(
      database, sql: "SELECT start FROM window WHERE start < ? ORDER BY start",
      arguments: [start.microseconds])
    for window in windows {
      history.fold(Timestamp(microseconds: window), try Self.uses(in: window, database))
    }
    return history
  }

  static func uses(in window: Int64, _ database: Database) throws -> [CellUse] {
    try Row.fetchAll(
      database, sql: "SELECT * FROM cell WHERE window = ?", arguments: [window]
    ).compactMap(CellUse.init)
  }

  /// Hosts flagged in a window that count as benign all the same: an analyst has said so.
  static func benignHosts(in window: Timestamp, _ database: Database) throws -> Set<IPAddress> {
    let said = try String.fetchAll(
      database,
      sql: """
        SELECT h.host FROM sighting s JOIN alert a ON a.id = s.alert
        JOIN alert_host h ON h.alert = a.id
        WHERE s.window = ? AND a.kind IN ('host', 'path')
          AND a.state IN ('accepted', 'dismissed', 'expired')
          AND NOT EXISTS (SELECT 1 FROM sighting o JOIN alert b ON b.id = o.alert
            JOIN alert_host k ON k.alert = b.id
            WHERE o.window = s.window AND k.host = h.host AND b.kind IN ('host', 'path')
              AND b.state IN ('open', 'escalated'))
        UNION SELECT subject FROM suppression WHERE window = ? AND kind = 'host'
        """,
      arguments: [window.microseconds, window.microseconds])
    return Set(said.compactMap { IPAddress($0) })
  }

  /// Forgets windows, and what was kept of hosts and cells in them, but for the last `days`;
  /// alerts, verdicts and the audit stay.
  ///
  /// - Returns: How many windows were forgotten.
  /// - Throws: ``ArchiveError``.
  @discardableResult
  public func forget(allButDays days: Int) throws -> Int {
    try write { database in
      guard let end = try Self.dataTime(database) else { return 0 }
      let length = Int64(days).multipliedReportingOverflow(by: 86_400_000_000)
      guard !length.overflow else { return 0 }
      let limit = end.advanced(byMicroseconds: -length.partialValue).microseconds
      let count =
        try Int.fetchOne(
          database, sql: "SELECT COUNT(*) FROM window WHERE start < ?", arguments: [limit]) ?? 0
      for table in ["cell", "host_profile", "file_window"] {
        try database.execute(sql: "DELETE FROM \(table) WHERE window < ?", arguments: [limit])
      }
      try database.execute(sql: "DELETE FROM window WHERE start < ?", arguments: [limit])
      try database.execute(
        sql: "UPDATE run SET report = NULL WHERE ends <= ?", arguments: [limit])
      let known = try Self.setting("kept_from", database).flatMap { Int64($0) } ?? .min
      try Self.set("kept_from", "\(max(known, limit))", database)
      return count
    }
  }

  /// Gives room that is no longer used back to the system.
  ///
  /// - Throws: ``ArchiveError``.
  public func vacuum() throws {
    try Self.translating(path) {
      try pool.vacuum()
      try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    }
  }
}

extension CellUse {
  init?(_ row: Row) {
    guard let source = Subnet(row["source"] as String), let target = Subnet(row["target"] as String)
    else { return nil }
    self.init(
      cell: SubnetPortMatrix.Cell(source: source, target: target, service: Service(row)),
      flows: row["flows"], failedFlows: row["failed_flows"], bytes: row["bytes"],
      sources: row["sources"], targets: row["targets"])
  }
}

extension Service {
  /// The columns `transport` and `port`.
  init(_ row: Row) {
    self.init(
      TransportProtocol(rawValue: UInt8(clamping: row["transport"] as Int)),
      UInt16(clamping: row["port"] as Int))
  }
}
