// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
internal import GRDB
import Topology

/// Files what one window gives reason for: as a new alert, as another sighting of a known one, or
/// held back by an exception.
struct AlertFiling {
  private let database: Database
  private let run: Int64
  private let at: Timestamp
  private(set) var outcome = RunOutcome()

  /// Days after which something seen again is another alert.
  private static let memory: Int64 = 7 * 86_400_000_000

  init(_ database: Database, run: Int64, at: Timestamp) {
    self.database = database
    self.run = run
    self.at = at
  }

  /// Files a window's result; what it said when it was judged before and does not say any more is
  /// withdrawn, unless an analyst has spoken.
  mutating func file(
    _ result: AnalysisResult, _ events: [CrossingEvent], subnets: SubnetMap
  ) throws {
    guard let window = result.windows.first else { return }
    try database.execute(
      sql: "DELETE FROM suppression WHERE window = ?", arguments: [window.start.microseconds])
    let exceptions = try Archive.exceptions(database).filter { $0.holds(in: window) }
    var open: [CrossingEvent] = []
    for event in events {
      if let exception = exceptions.first(where: { $0.covers(event) }) {
        let cell = event.cell
        try hold(
          back: "\(cell.source) \(cell.target) \(cell.service)", .crossing, window, exception)
      } else {
        open.append(event)
      }
    }
    var filed: Set<String> = []
    for draft in AlertDraft.all(result, crossings: open, subnets: subnets) {
      if draft.kind != .crossing, let exception = exceptions.first(where: { $0.covers(draft) }) {
        try hold(back: draft.subject, draft.kind, window, exception)
      } else {
        filed.insert(try file(draft))
      }
    }
    let before = try String.fetchAll(
      database, sql: "SELECT alert FROM sighting WHERE window = ? ORDER BY alert",
      arguments: [window.start.microseconds])
    for id in before where !filed.contains(id) { try withdraw(id, window) }
  }

  private mutating func hold(
    back subject: String, _ kind: AlertDraft.Kind, _ window: TimeRange, _ exception: AlertException
  ) throws {
    try database.execute(
      sql: "INSERT OR IGNORE INTO suppression VALUES (?, ?, ?, ?, ?)",
      arguments: [exception.id, window.start.microseconds, kind.rawValue, subject, run])
    outcome.suppressed[exception.id, default: 0] += 1
  }

  /// The id of the alert the draft went to.
  private mutating func file(_ draft: AlertDraft) throws -> String {
    var draft = draft
    if let known = try known(draft) {
      try see(draft, known.id)
      if let why = try reason(toReopen: known, draft) {
        try setState(.open, known.id)
        try Archive.audit(
          database, at: at, author: "run \(run)", action: "reopen", subject: known.id, why)
        outcome.reopened.append(known.id)
      } else {
        outcome.seenAgain.append(known.id)
      }
      return known.id
    }
    if let dismissed = try dismissed(draft) { draft.evidence.append(Evidence(.context, dismissed)) }
    try database.execute(
      sql: """
        INSERT INTO alert VALUES (?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, ?, ?, 0, 0, 0, ?)
        """,
      arguments: [
        draft.id, draft.kind.rawValue, draft.detector, draft.subject, draft.title,
        draft.severity.number, draft.pValue, draft.firstSeen.microseconds,
        draft.lastSeen.microseconds, draft.window.start.microseconds,
        draft.window.start.microseconds, draft.host?.description,
      ])
    try see(draft, draft.id)
    outcome.new.append(draft.id)
    return draft.id
  }

  /// Why an alert that was judged is to be looked at again; nil if it is not.
  ///
  /// Later windows reach a judged alert only past its exception. The window that was judged may
  /// have grown since, as more of its flows came in.
  private func reason(toReopen known: Known, _ draft: AlertDraft) throws -> String? {
    if known.isLater {
      switch known.state {
      case .expired: return "seen again after the exception had expired"
      case .accepted: return "no longer what was accepted"
      case .open, .dismissed, .escalated: return nil
      }
    }
    guard [.accepted, .dismissed, .expired].contains(known.state),
      let judged = try Row.fetchOne(
        database,
        sql: """
          SELECT severity, flows, bytes FROM verdict
          WHERE alert = ? AND action IN ('accept', 'dismiss') ORDER BY id DESC LIMIT 1
          """, arguments: [known.id])
    else { return nil }
    let isMore = AlertException.isMore(
      (draft.severity, draft.flows, draft.bytes),
      than: (
        Severity(number: (judged["severity"] as Int?) ?? 0), (judged["flows"] as Int64?) ?? 0,
        (judged["bytes"] as Int64?) ?? 0
      ))
    return isMore ? "much more of it than was judged" : nil
  }

  private struct Known {
    var id: String
    var state: AlertState
    /// Whether it was last seen in an earlier window than the draft's.
    var isLater: Bool
  }

  /// The alert the draft belongs to: one that was seen in this very window, or one that was seen
  /// not long before and is not dismissed.
  private func known(_ draft: AlertDraft) throws -> Known? {
    let start = draft.window.start.microseconds
    let subject: StatementArguments = [draft.kind.rawValue, draft.detector, draft.subject]
    let same = try Row.fetchOne(
      database,
      sql: """
        SELECT id, state FROM alert WHERE kind = ? AND detector = ? AND subject = ?
          AND (id = ? OR EXISTS
            (SELECT 1 FROM sighting WHERE alert = alert.id AND window = ?))
        ORDER BY last_window DESC LIMIT 1
        """, arguments: subject + [draft.id, start])
    if let same, let state = AlertState(rawValue: same["state"]) {
      return Known(id: same["id"], state: state, isLater: false)
    }
    let before = try Row.fetchOne(
      database,
      sql: """
        SELECT id, state FROM alert WHERE kind = ? AND detector = ? AND subject = ?
          AND last_window < ? AND last_window >= ? AND state <> 'dismissed'
        ORDER BY last_window DESC LIMIT 1
        """, arguments: subject + [start, start - Self.memory])
    guard let before, let state = AlertState(rawValue: before["state"]) else { return nil }
    return Known(id: before["id"], state: state, isLater: true)
  }

  /// What was said of the same thing before, in a sentence.
  private func dismissed(_ draft: AlertDraft) throws -> String? {
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT a.id, v.author, v.note, v.data_time FROM alert a JOIN verdict v ON v.alert = a.id
        WHERE a.kind = ? AND a.detector = ? AND a.subject = ? AND a.state = 'dismissed'
          AND v.action = 'dismiss' AND a.last_window < ?
        ORDER BY v.id DESC LIMIT 1
        """,
      arguments: [
        draft.kind.rawValue, draft.detector, draft.subject, draft.window.start.microseconds,
      ])
    guard let row else { return nil }
    let note = Safe.line(row["note"], limit: 200)
    return
      "the same was dismissed by \(Safe.line(row["author"], limit: 40)) (\(row["id"] as String))"
      + (note.isEmpty ? "" : ": \(note)")
  }

  private func see(_ draft: AlertDraft, _ id: String) throws {
    let start = draft.window.start.microseconds
    try database.execute(
      sql: "DELETE FROM sighting WHERE alert = ? AND window = ?", arguments: [id, start])
    try database.execute(
      sql: "INSERT INTO sighting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        id, start, draft.window.end.microseconds, run, draft.title, draft.severity.number,
        draft.pValue, draft.firstSeen.microseconds, draft.lastSeen.microseconds, draft.flows,
        draft.bytes, try JSONColumn.text(draft.evidence.map { [$0.kind.rawValue, $0.text] }),
      ])
    let insertion = try database.makeStatement(
      sql: "INSERT INTO member VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for (number, member) in draft.members.enumerated() {
      let edge = member.edge
      try insertion.execute(arguments: [
        id, start, number, edge.source.description, edge.target.description,
        Int(edge.service.transport.rawValue), Int(edge.service.port), edge.flows, edge.failedFlows,
        edge.bytesOut, edge.bytesIn, edge.firstSeen.microseconds, edge.lastSeen.microseconds,
        edge.isNew, edge.crossesSubnet, member.hop, member.hopKind?.rawValue, member.certainty,
      ])
    }
    for host in draft.hosts where host != .internet {
      try database.execute(
        sql: "INSERT OR IGNORE INTO alert_host VALUES (?, ?)", arguments: [id, host.description])
    }
    for zone in draft.zones {
      try database.execute(
        sql: "INSERT OR IGNORE INTO alert_zone VALUES (?, ?)", arguments: [id, zone])
    }
    for cell in draft.cells {
      try database.execute(
        sql: "INSERT OR IGNORE INTO alert_cell VALUES (?, ?, ?, ?, ?)",
        arguments: [
          id, cell.source.description, cell.target.description,
          Int(cell.service.transport.rawValue), Int(cell.service.port),
        ])
    }
    try sum(id)
  }

  /// Makes an alert what its sightings say together.
  private func sum(_ id: String) throws {
    try database.execute(
      sql: """
        UPDATE alert SET (severity, p_value, first_seen, last_seen, first_window, last_window,
            sightings, flows, bytes) =
          (SELECT MAX(severity), MIN(p_value), MIN(first_seen), MAX(last_seen), MIN(window),
            MAX(window), COUNT(*), CAST(MIN(TOTAL(flows), 9e18) AS INTEGER),
            CAST(MIN(TOTAL(bytes), 9e18) AS INTEGER) FROM sighting WHERE alert = ?1),
          title = (SELECT title FROM sighting WHERE alert = ?1 ORDER BY window DESC LIMIT 1)
        WHERE id = ?1
        """, arguments: [id])
  }

  private mutating func withdraw(_ id: String, _ window: TimeRange) throws {
    let verdicts =
      try Int.fetchOne(
        database, sql: "SELECT COUNT(*) FROM verdict WHERE alert = ?", arguments: [id]) ?? 0
    // What an analyst has judged stays as it was seen.
    guard verdicts == 0 else { return }
    try database.execute(
      sql: "DELETE FROM sighting WHERE alert = ? AND window = ?",
      arguments: [id, window.start.microseconds])
    let rest =
      try Int.fetchOne(
        database, sql: "SELECT COUNT(*) FROM sighting WHERE alert = ?", arguments: [id]) ?? 0
    guard rest == 0 else { return try sum(id) }
    try database.execute(sql: "DELETE FROM alert WHERE id = ?", arguments: [id])
    try Archive.audit(
      database, at: at, author: "run \(run)", action: "withdraw", subject: id,
      "judged again, the window of \(window.start) does not say so any more")
    outcome.withdrawn.append(id)
  }

  private func setState(_ state: AlertState, _ id: String) throws {
    try database.execute(
      sql: "UPDATE alert SET state = ? WHERE id = ?", arguments: [state.rawValue, id])
    try database.execute(
      sql: """
        UPDATE verdict SET revoked = id WHERE alert = ? AND action = 'accept' AND revoked IS NULL
          AND until IS NOT NULL AND until <= ?
        """, arguments: [id, try Archive.dataTime(database)?.microseconds])
  }
}
