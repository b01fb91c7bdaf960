// SPDX-License-Identifier: Apache-2.0

public import Detection
public import Flows
internal import GRDB
import Topology

/// An exception an analyst made: everything that is held back is so by one of these.
public struct Rule: Hashable, Sendable {
  /// Its number: that of the verdict.
  public var id: Int64
  /// The alert that was accepted.
  public var alert: String
  /// Its title; may hold hostile text.
  public var title: String
  /// What is expected.
  public var scope: AlertException.Scope
  /// Who made it; may hold hostile text.
  public var author: String
  /// When, by the time of day.
  public var at: Timestamp
  /// Why; may hold hostile text.
  public var note: String
  /// From which window on.
  public var since: Timestamp
  /// Until which; nil for ever.
  public var until: Timestamp?
  /// How many alerts it has held back.
  public var uses: Int
  /// The last window it held something back in.
  public var lastUse: Timestamp?
  /// Whether it has been revoked or is over.
  public var isOver: Bool

  static let query = """
    SELECT v.*, a.title,
      (SELECT COUNT(*) FROM suppression s WHERE s.verdict = v.id) AS uses,
      (SELECT MAX(window) FROM suppression s WHERE s.verdict = v.id) AS last_use
    FROM verdict v JOIN alert a ON a.id = v.alert WHERE v.action = 'accept'
    """

  init?(_ row: Row, now: Timestamp?) {
    guard let scope = (row["scope"] as String?).flatMap(AlertException.Scope.init(rawValue:)) else {
      return nil
    }
    id = row["id"]
    alert = row["alert"]
    title = row["title"]
    self.scope = scope
    author = row["author"]
    at = Timestamp(microseconds: row["at"])
    note = row["note"]
    since = Timestamp(microseconds: (row["since"] as Int64?) ?? 0)
    until = (row["until"] as Int64?).map(Timestamp.init(microseconds:))
    uses = row["uses"]
    lastUse = (row["last_use"] as Int64?).map(Timestamp.init(microseconds:))
    let isPast = until.flatMap { until in now.map { until <= $0 } } ?? false
    isOver = (row["revoked"] as Int64?) != nil || isPast
  }

  static func fetch(_ database: Database, id: Int64) throws -> Rule? {
    try Row.fetchOne(database, sql: query + " AND v.id = ?", arguments: [id])
      .flatMap { Rule($0, now: try Archive.dataTime(database)) }
  }
}

/// One line of the audit, which is only ever added to.
public struct AuditEntry: Hashable, Sendable {
  /// Its number.
  public var id: Int64
  /// The time of day.
  public var at: Timestamp
  /// Who; may hold hostile text.
  public var author: String
  /// What was done.
  public var action: String
  /// To which alert.
  public var subject: String
  /// What else; may hold hostile text.
  public var detail: String
}

extension Archive {
  /// Every exception, those that are over last, else the newest first.
  ///
  /// - Throws: ``ArchiveError``.
  public func rules() throws -> [Rule] {
    try read { database in
      let now = try Self.dataTime(database)
      return try Row.fetchAll(database, sql: Rule.query + " ORDER BY v.id DESC")
        .compactMap { Rule($0, now: now) }
        .sorted { !$0.isOver && $1.isOver }
    }
  }

  /// The audit, the latest first.
  ///
  /// - Throws: ``ArchiveError``.
  public func audit(before id: Int64? = nil, limit: Int = 100) throws -> [AuditEntry] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?",
        arguments: [id ?? .max, max(1, limit)]
      ).map { row in
        AuditEntry(
          id: row["id"], at: Timestamp(microseconds: row["at"]), author: row["author"],
          action: row["action"], subject: row["subject"], detail: row["detail"])
      }
    }
  }

  /// What is to be held back, the oldest first.
  static func exceptions(_ database: Database) throws -> [AlertException] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT v.*, a.kind FROM verdict v JOIN alert a ON a.id = v.alert
        WHERE v.action = 'accept' AND (v.revoked IS NULL OR v.revoked = v.id) ORDER BY v.id
        """
    ).compactMap { row in
      guard let scope = (row["scope"] as String?).flatMap(AlertException.Scope.init(rawValue:)),
        let kind = AlertDraft.Kind(rawValue: row["kind"]),
        let covers = (row["covers"] as String?).flatMap({ JSONColumn.value(Covers.self, $0) })
      else { return nil }
      return AlertException(
        id: row["id"], scope: scope, kind: kind,
        since: Timestamp(microseconds: (row["since"] as Int64?) ?? 0),
        until: (row["until"] as Int64?).map(Timestamp.init(microseconds:)),
        severity: Severity(number: (row["severity"] as Int?) ?? 0),
        flows: (row["flows"] as Int64?) ?? 0, bytes: (row["bytes"] as Int64?) ?? 0,
        host: covers.host.flatMap { IPAddress($0) },
        cells: Set(covers.cells.compactMap(SubnetPortMatrix.Cell.init)),
        pairs: Set(covers.pairs.compactMap(AlertException.Pair.init)))
    }
  }
}

extension SubnetPortMatrix.Cell {
  fileprivate init?(_ parts: [String]) {
    guard parts.count == 4, let source = Subnet(parts[0]), let target = Subnet(parts[1]),
      let service = Service(parts[2], parts[3])
    else { return nil }
    self.init(source: source, target: target, service: service)
  }
}

extension AlertException.Pair {
  fileprivate init?(_ parts: [String]) {
    guard parts.count == 4, let source = IPAddress(parts[0]), let target = IPAddress(parts[1]),
      let service = Service(parts[2], parts[3])
    else { return nil }
    self.init(source: source, target: target, service: service)
  }
}

extension Service {
  /// Numbers of protocol and port as text.
  fileprivate init?(_ transport: String, _ port: String) {
    guard let transport = UInt8(transport), let port = UInt16(port) else { return nil }
    self.init(TransportProtocol(rawValue: transport), port)
  }
}
