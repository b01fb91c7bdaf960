// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
internal import GRDB
import Topology

extension Archive {
  /// What is wrong with the archive, in sentences; none if all is well.
  ///
  /// SQLite's own check, references between tables, and what must be true of ours: every window
  /// reads and is what its hash says, has the flows of its files, alerts are what their sightings
  /// and verdicts say.
  ///
  /// - Throws: ``ArchiveError`` if it cannot be read at all.
  /// - Complexity: O(bytes).
  public func problems() throws -> [String] {
    do {
      return try read { database in
        var problems = try String.fetchAll(database, sql: "PRAGMA integrity_check(20)")
          .filter { $0 != "ok" }.map { "SQLite: \(Safe.line($0, limit: 200))" }
        for row in try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").prefix(20) {
          problems.append(
            "a row of \(row[0] as String) refers to one of \(row[2] as String) that is not there")
        }
        try checkWindows(database, &problems)
        try Self.checkAlerts(database, &problems)
        return problems
      }
    } catch ArchiveError.damaged(_, let what) {
      return ["SQLite: \(Safe.line(what, limit: 200))"]
    }
  }

  private func checkWindows(_ database: Database, _ problems: inout [String]) throws {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT start, hash, flows,
          (SELECT TOTAL(flows) FROM file_window f WHERE f.window = start) AS files FROM window
        """)
    for row in rows {
      let start = Timestamp(microseconds: row["start"])
      let bytes =
        try [UInt8].fetchBlob(
          database, sql: "SELECT edges FROM window WHERE start = ?", [start.microseconds]) ?? []
      if hash(bytes) != row["hash"] as String {
        problems.append("the window of \(start) is not what its hash says")
        continue
      }
      guard let edges = try? StoredEdges.table(bytes) else {
        problems.append("the window of \(start) cannot be read")
        continue
      }
      let flows = edges.flows.reduce(Int64(0)) { $0.addingClamped($1) }
      if flows != row["flows"] as Int64 {
        problems.append("the window of \(start) has \(flows) flows, not the number recorded")
      }
      // Sums of hostile counters end at the largest number there is; nothing can be said of those.
      if flows < 1 << 52, Double(flows) != row["files"] as Double {
        problems.append("the window of \(start) has other flows than its files")
      }
    }
    let strays =
      try Int.fetchOne(
        database,
        sql: "SELECT COUNT(*) FROM cell WHERE window NOT IN (SELECT start FROM window)") ?? 0
    if strays > 0 { problems.append("\(strays) cells are of windows that are not there") }
  }

  private static func checkAlerts(_ database: Database, _ problems: inout [String]) throws {
    let checks = [
      (
        "alerts do not have the sightings they count",
        "SELECT COUNT(*) FROM alert WHERE sightings <> (SELECT COUNT(*) FROM sighting WHERE alert = id)"
      ),
      (
        "verdicts are missing from the audit",
        """
        SELECT COUNT(*) FROM verdict v WHERE NOT EXISTS
          (SELECT 1 FROM audit WHERE subject = v.alert AND action = v.action AND author = v.author)
        """
      ),
      (
        "alerts are in a state that no verdict put them in",
        """
        SELECT COUNT(*) FROM alert a WHERE state IN ('accepted', 'dismissed', 'escalated') AND
          COALESCE((SELECT CASE action WHEN 'accept' THEN 'accepted' WHEN 'dismiss' THEN 'dismissed'
            WHEN 'escalate' THEN 'escalated' ELSE 'open' END
            FROM verdict WHERE alert = a.id ORDER BY id DESC LIMIT 1), '') <> state
        """
      ),
    ]
    for (what, sql) in checks {
      let count = try Int.fetchOne(database, sql: sql) ?? 0
      if count > 0 { problems.append("\(count) \(what)") }
    }
  }

  /// The version of the schema and sizes, a line each.
  ///
  /// - Throws: ``ArchiveError``.
  public func summary() throws -> [String] {
    try read { database in
      let counts = try [
        "file", "window", "cell", "host_profile", "run", "alert", "verdict",
      ].map { table in
        "\(try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM \(table)") ?? 0) "
          + "\(table.split(separator: "_").joined(separator: " "))s"
      }
      let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      let size = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
      return [counts.joined(separator: ", "), "\(pages * size) bytes"]
    }
  }
}
