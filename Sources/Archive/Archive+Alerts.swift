// SPDX-License-Identifier: Apache-2.0

public import Detection
import Flows
internal import GRDB
import Topology

extension Archive {
  /// A page of the inbox, the most severe first, then the latest.
  ///
  /// - Parameters:
  ///   - filter: Which alerts.
  ///   - cursor: Where the page before ended; nil for the first.
  ///   - limit: How many, at least 1.
  /// - Returns: The alerts; fewer than `limit` if there are no more.
  /// - Throws: ``ArchiveError``.
  /// - Complexity: O(`limit` · log alerts) without zone, host and time.
  public func alerts(
    _ filter: AlertFilter = AlertFilter(), after cursor: AlertCursor? = nil, limit: Int = 50
  ) throws -> [Alert] {
    // Of several states each has its own order in the index; by kind there is none of all states.
    let pages = try read { database in
      let few =
        filter.states.isEmpty && filter.kind != nil ? Set(AlertState.allCases) : filter.states
      let states: [AlertState?] = few.isEmpty ? [nil] : few.sorted()
      return try states.flatMap { state in
        try Self.page(filter, state, cursor, max(1, limit), database)
      }
    }
    return Array(pages.sorted { $0.cursor < $1.cursor }.prefix(max(1, limit)))
  }

  private static func page(
    _ filter: AlertFilter, _ state: AlertState?, _ cursor: AlertCursor?, _ limit: Int,
    _ database: Database
  ) throws -> [Alert] {
    var (conditions, arguments) = try conditions(filter, state, database)
    if let cursor {
      // The severities one by one, as rows in mixed order have no range of their own.
      conditions.append(
        "severity <= ? AND (severity < ? OR last_seen < ? OR last_seen = ? AND id > ?)")
      arguments += [
        cursor.severity.number, cursor.severity.number, cursor.lastSeen.microseconds,
        cursor.lastSeen.microseconds, cursor.id,
      ]
    }
    // The inner query looks at an index alone, and only what is wanted is fetched.
    let order = " ORDER BY severity DESC, last_seen DESC, id"
    let sql =
      "SELECT * FROM alert WHERE id IN (SELECT id FROM alert" + clause(conditions) + order
      + " LIMIT ?)" + order
    arguments += [limit]
    return try Row.fetchAll(database, sql: sql, arguments: arguments).compactMap(Alert.init)
  }

  private static func clause(_ conditions: [String]) -> String {
    conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
  }

  /// Fewer alerts than this are looked up one by one.
  private static let few = 3_000

  private static func conditions(
    _ filter: AlertFilter, _ state: AlertState?, _ database: Database
  ) throws -> ([String], StatementArguments) {
    var conditions: [String] = []
    var arguments = StatementArguments()
    if let state {
      conditions.append("state = ?")
      arguments += [state.rawValue]
    }
    if let kind = filter.kind {
      conditions.append("kind = ?")
      arguments += [kind.rawValue]
    }
    if let severity = filter.severity {
      conditions.append("severity >= ?")
      arguments += [severity.number]
    }
    if let since = filter.since {
      conditions.append("last_seen >= ?")
      arguments += [since.microseconds]
    }
    if let zone = filter.zone {
      let count =
        try Int.fetchOne(
          database,
          sql: "SELECT COUNT(*) FROM (SELECT 1 FROM alert_zone WHERE zone = ? LIMIT ?)",
          arguments: [zone, few]) ?? 0
      conditions.append(
        count < few
          ? "id IN (SELECT alert FROM alert_zone WHERE zone = ?)"
          : "EXISTS (SELECT 1 FROM alert_zone z WHERE z.zone = ? AND z.alert = alert.id)")
      arguments += [zone]
    }
    if let host = filter.host {
      conditions.append("id IN (SELECT alert FROM alert_host WHERE host = ?)")
      arguments += [host.description]
    }
    return (conditions, arguments)
  }

  /// How many alerts there are of each kind and state.
  ///
  /// - Throws: ``ArchiveError``.
  public func alertCounts() throws -> [AlertDraft.Kind: [AlertState: Int]] {
    try read { database in
      var counts: [AlertDraft.Kind: [AlertState: Int]] = [:]
      let rows = try Row.fetchAll(
        database, sql: "SELECT kind, state, COUNT(*) AS count FROM alert GROUP BY kind, state")
      for row in rows {
        guard let kind = AlertDraft.Kind(rawValue: row["kind"]),
          let state = AlertState(rawValue: row["state"])
        else { continue }
        counts[kind, default: [:]][state] = row["count"]
      }
      return counts
    }
  }

  /// Everything about an alert.
  ///
  /// - Parameter id: Its id, or the start of it if no other starts so.
  /// - Returns: The alert, its sightings, edges and verdicts.
  /// - Throws: ``ArchiveError/noAlert(_:matches:)`` and others.
  public func alert(_ id: String) throws -> AlertDetail {
    try read { database in
      let alert = try Self.alert(id, database)
      let sightings = try Row.fetchAll(
        database, sql: "SELECT * FROM sighting WHERE alert = ? ORDER BY window DESC",
        arguments: [alert.id])
      let members = try Row.fetchAll(
        database, sql: "SELECT * FROM member WHERE alert = ? AND window = ? ORDER BY number",
        arguments: [alert.id, alert.lastWindow.microseconds])
      let verdicts = try Row.fetchAll(
        database, sql: "SELECT * FROM verdict WHERE alert = ? ORDER BY id DESC",
        arguments: [alert.id])
      let hosts = try String.fetchAll(
        database, sql: "SELECT host FROM alert_host WHERE alert = ?", arguments: [alert.id])
      let cells = try Row.fetchAll(
        database, sql: "SELECT * FROM alert_cell WHERE alert = ?", arguments: [alert.id])
      return AlertDetail(
        alert: alert, sightings: sightings.map(Sighting.init),
        members: members.compactMap(AlertDraft.Member.init),
        hosts: hosts.compactMap { IPAddress($0) }.sorted(),
        cells: cells.compactMap(SubnetPortMatrix.Cell.init).sorted(),
        zones: try String.fetchAll(
          database, sql: "SELECT zone FROM alert_zone WHERE alert = ? ORDER BY zone",
          arguments: [alert.id]),
        verdicts: verdicts.compactMap(Verdict.init))
    }
  }

  static func alert(_ id: String, _ database: Database) throws -> Alert {
    if let row = try Row.fetchOne(
      database, sql: "SELECT * FROM alert WHERE id = ?", arguments: [id]),
      let alert = Alert(row)
    {
      return alert
    }
    // Ids are ASCII; what sorts behind every one that starts so ends the range.
    let rows =
      id.isEmpty
      ? []
      : try Row.fetchAll(
        database, sql: "SELECT * FROM alert WHERE id >= ? AND id < ? LIMIT 100",
        arguments: [id, id + "~"])
    guard rows.count == 1, let alert = rows.first.flatMap(Alert.init) else {
      throw ArchiveError.noAlert(Safe.line(id, limit: 60), matches: rows.count)
    }
    return alert
  }
}

extension AlertCursor: Comparable {
  /// In the order of the inbox.
  public static func < (a: Self, b: Self) -> Bool {
    (b.severity, b.lastSeen, a.id) < (a.severity, a.lastSeen, b.id)
  }
}

extension AlertState: Comparable {
  /// In the order of the cases.
  public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension Sighting {
  init(_ row: Row) {
    let evidence = JSONColumn.value([[String]].self, row["evidence"]) ?? []
    self.init(
      window: TimeRange(
        Timestamp(microseconds: row["window"]),
        Timestamp(microseconds: max(row["window"], row["ends"]))),
      run: row["run"], severity: Severity(number: row["severity"]), pValue: row["p_value"],
      flows: row["flows"], bytes: row["bytes"],
      evidence: evidence.compactMap { pair in
        guard pair.count == 2, let kind = Evidence.Kind(rawValue: pair[0]) else { return nil }
        return Evidence(kind, pair[1])
      })
  }
}

extension Verdict {
  init?(_ row: Row) {
    guard let action = VerdictAction(rawValue: row["action"]) else { return nil }
    self.init(
      id: row["id"], alert: row["alert"], action: action, author: row["author"],
      at: Timestamp(microseconds: row["at"]), dataTime: Timestamp(microseconds: row["data_time"]),
      note: row["note"])
  }
}

extension SubnetPortMatrix.Cell {
  init?(_ row: Row) {
    guard let source = Subnet(row["source"] as String), let target = Subnet(row["target"] as String)
    else { return nil }
    self.init(source: source, target: target, service: Service(row))
  }
}

extension AlertDraft.Member {
  init?(_ row: Row) {
    guard let source = Self.host(row["source"]), let target = Self.host(row["target"]) else {
      return nil
    }
    self.init(
      edge: Edge(
        source: source, target: target, service: Service(row), flows: row["flows"],
        failedFlows: row["failed_flows"], bytesOut: row["bytes_out"], bytesIn: row["bytes_in"],
        firstSeen: Timestamp(microseconds: row["first_seen"]),
        lastSeen: Timestamp(microseconds: row["last_seen"]), isNew: row["is_new"],
        crossesSubnet: row["crosses"]),
      hop: row["hop"], hopKind: (row["hop_kind"] as String?).flatMap(Hop.Kind.init(rawValue:)),
      certainty: row["certainty"])
  }

  private static func host(_ text: String) -> IPAddress? { IPAddress(text) }
}
