// SPDX-License-Identifier: Apache-2.0

import Flows
internal import GRDB
public import Reporting

/// What can be taken out of an archive as a table.
public enum ArchiveExport: String, CaseIterable, Sendable {
  /// Every alert.
  case alerts
  /// Every verdict.
  case verdicts
  /// The audit.
  case audit
  /// The subnet × port matrix by window.
  case cells
  /// Hosts by window.
  case profiles
  /// Runs.
  case runs
  /// Files taken in.
  case files
}

extension Archive {
  /// A table of everything of one kind.
  ///
  /// - Throws: ``ArchiveError``.
  public func table(_ export: ArchiveExport) throws -> Reporting.Table {
    switch export {
    case .alerts:
      return .alerts(try alerts(limit: .max))
    case .cells: return .cells(try cells(in: .ever))
    case .profiles: return .profiles(try profiles(in: .ever))
    case .verdicts:
      return try plain(
        """
        SELECT id, alert, action, author, at, data_time, note, scope, since, until FROM verdict
        ORDER BY id
        """, times: ["at", "data_time", "since", "until"])
    case .audit: return try plain("SELECT * FROM audit ORDER BY id", times: ["at"])
    case .files:
      return try plain(
        """
        SELECT name, hash, format, records, used, ignored, rejected, turned, omitted, earliest,
          latest, at FROM file ORDER BY at, name
        """, times: ["earliest", "latest", "at"])
    case .runs:
      return try plain(
        """
        SELECT id, at, command, options_hash, starts, ends, windows, hosts, findings, paths,
          crossings, new_alerts, suppressed FROM run ORDER BY id
        """, times: ["at", "starts", "ends"])
    }
  }

  private func plain(_ sql: String, times: Set<String>) throws -> Reporting.Table {
    try read { database in
      let statement = try database.makeStatement(sql: sql)
      var table = Reporting.Table(columns: statement.columnNames)
      for row in try Row.fetchAll(statement) {
        table.append(
          statement.columnNames.map { column in
            switch row[column] as DatabaseValue {
            case let value where value.isNull: return .empty
            case let value:
              if let number = Int64.fromDatabaseValue(value) {
                return times.contains(column)
                  ? .time(Timestamp(microseconds: number)) : .integer(number)
              }
              return .text(String.fromDatabaseValue(value) ?? "")
            }
          })
      }
      return table
    }
  }
}

extension TimeRange {
  fileprivate static var ever: TimeRange {
    TimeRange(Timestamp(microseconds: .min), Timestamp(microseconds: .max))
  }
}
