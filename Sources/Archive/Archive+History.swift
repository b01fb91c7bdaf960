// SPDX-License-Identifier: Apache-2.0

public import Detection
public import Flows
internal import GRDB
public import Topology

/// A cell of the subnet × port matrix in one window.
public struct ArchivedCell: Hashable, Sendable {
  /// Start of the window.
  public var window: Timestamp
  /// What went on.
  public var use: CellUse
}

/// A host in one window.
public struct ArchivedProfile: Hashable, Sendable {
  /// The host.
  public var host: IPAddress
  /// Start of the window.
  public var window: Timestamp
  /// What the host is for; nil in windows that were learned and not judged.
  public var role: Role?
  /// How anomalous, 0...1; nil if it was not judged.
  public var score: Double?
  /// The chance of it; nil if it was not judged.
  public var pValue: Double?
  /// How urgent; nil if it was not judged.
  public var severity: Severity?
  /// Whether it was flagged.
  public var isFlagged: Bool
  /// Names of its features.
  public var names: [String]
  /// Their values.
  public var features: [Double]
}

/// A run that judged windows.
public struct ArchivedRun: Hashable, Sendable {
  /// Its number.
  public var id: Int64
  /// The time of day.
  public var at: Timestamp
  /// The command as it was called.
  public var command: String
  /// A hash of the settings.
  public var optionsHash: String
  /// The settings, `name=value`.
  public var options: [String]
  /// The time judged.
  public var range: TimeRange
  /// How many windows.
  public var windows: Int
  /// How many hosts.
  public var hosts: Int
  /// How many findings.
  public var findings: Int
  /// How many attack paths.
  public var paths: Int
  /// How many edges between subnets.
  public var crossings: Int
  /// How many alerts were new.
  public var newAlerts: Int
  /// How many were held back.
  public var suppressed: Int
  /// Warnings of features that have moved from the past.
  public var drift: [String]
  /// Whether its report is still kept.
  public var hasReport: Bool
}

extension Archive {
  /// What a cell had in each window that is kept, in order of time; nothing in windows without it.
  ///
  /// - Throws: ``ArchiveError``.
  public func history(of cell: SubnetPortMatrix.Cell) throws -> [ArchivedCell] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM cell WHERE source = ? AND target = ? AND transport = ? AND port = ?
          ORDER BY window
          """,
        arguments: [
          cell.source.description, cell.target.description,
          Int(cell.service.transport.rawValue), Int(cell.service.port),
        ]
      ).compactMap(ArchivedCell.init)
    }
  }

  /// The subnet × port matrix of a time, by window and cell.
  ///
  /// - Throws: ``ArchiveError``.
  public func cells(in range: TimeRange) throws -> [ArchivedCell] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM cell WHERE window >= ? AND window < ?",
        arguments: [range.start.microseconds, range.end.microseconds]
      ).compactMap(ArchivedCell.init).sorted { ($0.window, $0.use.cell) < ($1.window, $1.use.cell) }
    }
  }

  /// What a host did in each window that is kept, in order of time.
  ///
  /// - Throws: ``ArchiveError``.
  public func history(of host: IPAddress) throws -> [ArchivedProfile] {
    try profiles("WHERE host = ? ORDER BY window", [host.description])
  }

  /// What every host did in a time, by window and address as text.
  ///
  /// - Throws: ``ArchiveError``.
  public func profiles(in range: TimeRange) throws -> [ArchivedProfile] {
    try profiles(
      "WHERE window >= ? AND window < ? ORDER BY window, host",
      [range.start.microseconds, range.end.microseconds])
  }

  private func profiles(
    _ clause: String, _ arguments: StatementArguments
  ) throws -> [ArchivedProfile] {
    try read { database in
      var sets: [Int64: [String]] = [:]
      for row in try Row.fetchAll(database, sql: "SELECT * FROM feature_set") {
        sets[row["id"]] = (row["names"] as String).split(separator: ",").map(String.init)
      }
      return try Row.fetchAll(
        database, sql: "SELECT * FROM host_profile " + clause, arguments: arguments
      ).compactMap { row in
        guard let host = IPAddress(row["host"] as String), let names = sets[row["feature_set"]],
          let features = FeatureColumn.features(row.bytes("features"), count: names.count)
        else { return nil }
        return ArchivedProfile(
          host: host, window: Timestamp(microseconds: row["window"]),
          role: (row["role"] as String?).flatMap(Role.init(rawValue:)), score: row["score"],
          pValue: row["p_value"], severity: (row["severity"] as Int?).map(Severity.init(number:)),
          isFlagged: (row["flagged"] as Bool?) ?? false, names: names, features: features)
      }
    }
  }

  /// The runs, the latest first.
  ///
  /// - Throws: ``ArchiveError``.
  public func runs(before id: Int64? = nil, limit: Int = 100) throws -> [ArchivedRun] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT id, at, command, options_hash, options, starts, ends, windows, hosts, findings,
            paths, crossings, new_alerts, suppressed, drift, report IS NOT NULL AS has_report
          FROM run WHERE id < ? ORDER BY id DESC LIMIT ?
          """, arguments: [id ?? .max, max(1, limit)]
      ).map(ArchivedRun.init)
    }
  }

  /// The `findings.json` of a run; nil if it is not kept.
  ///
  /// - Throws: ``ArchiveError``.
  public func report(ofRun id: Int64) throws -> [UInt8]? {
    try read { database in
      try [UInt8].fetchBlob(database, sql: "SELECT report FROM run WHERE id = ?", [id])
    }
  }
}

extension ArchivedCell {
  init?(_ row: Row) {
    guard let use = CellUse(row) else { return nil }
    self.init(window: Timestamp(microseconds: row["window"]), use: use)
  }
}

extension ArchivedRun {
  init(_ row: Row) {
    let start = row["starts"] as Int64
    self.init(
      id: row["id"], at: Timestamp(microseconds: row["at"]), command: row["command"],
      optionsHash: row["options_hash"],
      options: JSONColumn.value([String].self, row["options"]) ?? [],
      range: TimeRange(
        Timestamp(microseconds: start), Timestamp(microseconds: max(start, row["ends"]))),
      windows: row["windows"], hosts: row["hosts"], findings: row["findings"],
      paths: row["paths"], crossings: row["crossings"], newAlerts: row["new_alerts"],
      suppressed: row["suppressed"], drift: JSONColumn.value([String].self, row["drift"]) ?? [],
      hasReport: row["has_report"])
  }
}
