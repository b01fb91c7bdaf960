// SPDX-License-Identifier: Apache-2.0

public import Detection
public import Flows
internal import GRDB
import Topology

/// What an analyst says of an alert, to be kept.
public struct VerdictRequest: Hashable, Sendable {
  /// What is said.
  public var action: VerdictAction
  /// Who says so.
  public var author: String
  /// Why.
  public var note: String
  /// What is expected from now on, nil for what suits the kind of alert; of `accept` alone.
  public var scope: AlertException.Scope?
  /// How long, in microseconds of the data's time, nil for ever; of `accept` alone.
  public var expiresAfter: Int64?
  /// Through what it came, for the audit, such as “review page”; nil for the command line.
  public var origin: String?

  /// Longer names and notes are refused.
  public static let longestNote = 4_000
  /// In Unicode scalars.
  public static let longestAuthor = 200

  /// A verdict of these.
  public init(
    action: VerdictAction, author: String, note: String, scope: AlertException.Scope? = nil,
    expiresAfter: Int64? = nil, origin: String? = nil
  ) {
    self.action = action
    self.author = author
    self.note = note
    self.scope = scope
    self.expiresAfter = expiresAfter
    self.origin = origin
  }
}

extension Archive {
  /// Keeps a verdict; when this returns it is on disk, and in the audit.
  ///
  /// - Parameters:
  ///   - id: The alert's id, or the start of it.
  ///   - request: What is said.
  ///   - at: The time of day.
  /// - Returns: The alert as it is now.
  /// - Throws: ``ArchiveError/verdict(_:)`` if it makes no sense, and others.
  @discardableResult
  public func judge(_ id: String, _ request: VerdictRequest, at: Timestamp) throws -> Alert {
    try Self.check(request)
    return try write { database in
      let alert = try Self.alert(id, database)
      let now = try Self.dataTime(database) ?? alert.lastSeen
      var exception: Exception?
      if request.action == .accept { exception = try Self.exception(alert, request, now, database) }
      let seen = try Row.fetchOne(
        database,
        sql: "SELECT MAX(flows) AS flows, MAX(bytes) AS bytes FROM sighting WHERE alert = ?",
        arguments: [alert.id])
      try database.execute(
        sql: """
          INSERT INTO verdict (alert, action, author, at, data_time, note, scope, since, until,
            severity, flows, bytes, covers) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          alert.id, request.action.rawValue, request.author, at.microseconds, now.microseconds,
          request.note, exception?.scope.rawValue, exception?.since, exception?.until,
          alert.severity.number, seen?["flows"] as Int64?, seen?["bytes"] as Int64?,
          try exception.map { try JSONColumn.text($0.covers) },
        ])
      let verdict = database.lastInsertedRowID
      try database.execute(
        sql: """
          UPDATE verdict SET revoked = ? WHERE alert = ? AND action = 'accept'
            AND (revoked IS NULL OR revoked = id) AND id <> ?
          """, arguments: [verdict, alert.id, verdict])
      try database.execute(
        sql: "UPDATE alert SET state = ? WHERE id = ?",
        arguments: [request.action.state.rawValue, alert.id])
      var detail = request.note
      if let exception {
        detail =
          "scope \(exception.scope.rawValue), "
          + (exception.until.map { "until \(Timestamp(microseconds: $0))" } ?? "without end")
          + (detail.isEmpty ? "" : ": \(detail)")
      }
      if let origin = request.origin {
        detail = "through the \(origin)" + (detail.isEmpty ? "" : "; \(detail)")
      }
      try Self.audit(
        database, at: at, author: request.author, action: request.action.rawValue,
        subject: alert.id, detail)
      return try Self.alert(alert.id, database)
    }
  }

  private static func check(_ request: VerdictRequest) throws(ArchiveError) {
    guard !request.author.allSatisfy(\.isWhitespace) else {
      throw .verdict("a verdict needs a name: give --by NAME")
    }
    guard request.author.unicodeScalars.count <= VerdictRequest.longestAuthor,
      request.note.unicodeScalars.count <= VerdictRequest.longestNote
    else {
      throw .verdict(
        "the name may have \(VerdictRequest.longestAuthor) characters, the note "
          + "\(VerdictRequest.longestNote)")
    }
    guard request.action == .accept || request.scope == nil && request.expiresAfter == nil else {
      throw .verdict("--scope and --expires go with accept alone: only that holds alerts back")
    }
    if let length = request.expiresAfter, length <= 0 {
      throw .verdict("an exception must last for some time")
    }
  }

  /// What an accepted alert holds back.
  private struct Exception {
    var scope: AlertException.Scope
    var since: Int64
    var until: Int64?
    var covers: Covers
  }

  private static func exception(
    _ alert: Alert, _ request: VerdictRequest, _ now: Timestamp, _ database: Database
  ) throws -> Exception {
    let scope = request.scope ?? alert.kind.usualScope
    let covers = try covers(alert, scope, database)
    // An exception holds for what comes after the windows that are accepted: these stay as they are.
    let last = try Int64.fetchOne(
      database, sql: "SELECT MAX(ends) FROM sighting WHERE alert = ?", arguments: [alert.id])
    return Exception(
      scope: scope, since: last ?? now.microseconds,
      until: request.expiresAfter.map { now.advanced(byMicroseconds: $0).microseconds },
      covers: covers)
  }

  private static func covers(
    _ alert: Alert, _ scope: AlertException.Scope, _ database: Database
  ) throws -> Covers {
    var covers = Covers()
    switch scope {
    case .host:
      guard alert.kind != .path, let host = alert.host else {
        throw ArchiveError.verdict("a \(alert.kind.rawValue) is no one host's: give --scope pair")
      }
      covers.host = host.description
    case .cell:
      guard alert.kind == .crossing else {
        throw ArchiveError.verdict(
          "only crossings have cells: give --scope \(alert.kind.usualScope.rawValue)")
      }
      covers.cells = try Row.fetchAll(
        database, sql: "SELECT * FROM alert_cell WHERE alert = ?", arguments: [alert.id]
      ).map {
        [
          "\($0["source"] as String)", $0["target"], "\($0["transport"] as Int)",
          "\($0["port"] as Int)",
        ]
      }
    case .pair:
      covers.pairs = try Row.fetchAll(
        database,
        sql: "SELECT DISTINCT source, target, transport, port FROM member WHERE alert = ?",
        arguments: [alert.id]
      ).map {
        [
          "\($0["source"] as String)", $0["target"], "\($0["transport"] as Int)",
          "\($0["port"] as Int)",
        ]
      }
      guard covers.pairs.count < AlertDraft.mostMembers else {
        throw ArchiveError.verdict(
          "the alert has more pairs than the \(AlertDraft.mostMembers) kept: give --scope cell or host"
        )
      }
    }
    return covers
  }

  /// Lets exceptions end whose time is over, as the data knows it.
  static func expire(_ database: Database, _ at: Timestamp) throws {
    guard let now = try dataTime(database) else { return }
    let ended = try String.fetchAll(
      database,
      sql: """
        SELECT a.id FROM alert a JOIN verdict v ON v.alert = a.id
        WHERE a.state = 'accepted' AND v.action = 'accept' AND v.revoked IS NULL AND v.until <= ?
        """, arguments: [now.microseconds])
    for id in ended {
      try database.execute(
        sql: "UPDATE alert SET state = 'expired' WHERE id = ?", arguments: [id])
      try audit(database, at: at, author: "data time \(now)", action: "expire", subject: id, "")
    }
  }

  static func audit(
    _ database: Database, at: Timestamp, author: String, action: String, subject: String,
    _ detail: String
  ) throws {
    try database.execute(
      sql: "INSERT INTO audit (at, author, action, subject, detail) VALUES (?, ?, ?, ?, ?)",
      arguments: [at.microseconds, author, action, subject, detail])
  }
}

/// What an exception is about, as a column.
struct Covers: Codable {
  var host: String?
  var cells: [[String]] = []
  var pairs: [[String]] = []
}

extension AlertDraft.Kind {
  /// What accepting such an alert holds back if nothing else is said.
  public var usualScope: AlertException.Scope {
    switch self {
    case .host: .host
    case .path: .pair
    case .crossing: .cell
    }
  }
}
