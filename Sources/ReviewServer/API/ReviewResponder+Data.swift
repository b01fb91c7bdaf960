// SPDX-License-Identifier: Apache-2.0

import Archive
import Detection
import Flows
import HTTPTypes
import HummingbirdCore

extension ReviewResponder {
  private static let standardPage: Int64 = 50
  private static let mostRows = 5_000
  private static let longestRange: Int64 = 31 * 86_400_000_000

  /// What a program asks for.
  func data(_ asked: Asked, _ route: APIRoute) async throws -> Response {
    guard asked.visitor.isWelcome else { throw notSignedIn }
    if case .session = route { return try sessionData(asked) }
    let (archive, query) = (archive, asked.query)
    let bytes = try await blocking(asked) { try Self.bytes(route, query, archive) }
    return ReviewHeaders.response(type: "application/json", bytes)
  }

  /// The secret that goes with changes of a session; pages from elsewhere cannot read it.
  private func sessionData(_ asked: Asked) throws -> Response {
    struct Value: Encodable { let csrfToken, by: String }
    _ = try APIQuery(asked.query, [])
    let (session, isNew) = session(asked)
    var response = ReviewHeaders.response(
      type: "application/json",
      try APIJSON.bytes(Value(csrfToken: session.csrfToken, by: options.author)))
    if isNew { response.headers[.setCookie] = cookie(session.id, asked.port) }
    return response
  }

  private static func bytes(
    _ route: APIRoute, _ text: Substring, _ archive: Archive
  ) throws -> [UInt8] {
    switch route {
    case .alerts: return try alerts(text, archive)
    case .alert(let id):
      _ = try APIQuery(text, [])
      let detail = try archive.alert(id)
      guard detail.alert.id == id else { throw ArchiveError.noAlert(id, matches: 0) }
      return try APIJSON.bytes(AlertDetailValue(detail))
    case .matrix: return try matrix(text, archive)
    case .host(let address): return try host(address, text, archive)
    case .runs:
      struct Value: Encodable { let runs: [RunValue]; let next: Int64? }
      let page = try Page(text)
      let runs = try archive.runs(before: page.before, limit: page.limit + 1)
      return try APIJSON.bytes(
        Value(
          runs: runs.prefix(page.limit).map(RunValue.init),
          next: runs.count > page.limit ? runs[page.limit - 1].id : nil))
    case .audit:
      struct Value: Encodable { let audit: [AuditValue]; let next: Int64? }
      let page = try Page(text)
      let entries = try archive.audit(before: page.before, limit: page.limit + 1)
      return try APIJSON.bytes(
        Value(
          audit: entries.prefix(page.limit).map(AuditValue.init),
          next: entries.count > page.limit ? entries[page.limit - 1].id : nil))
    case .rules:
      struct Value: Encodable { let rules: [RuleValue] }
      _ = try APIQuery(text, [])
      return try APIJSON.bytes(Value(rules: try archive.rules().map(RuleValue.init)))
    case .stats:
      struct Value: Encodable { let detectors: [DetectorValue] }
      _ = try APIQuery(text, [])
      return try APIJSON.bytes(
        Value(detectors: try archive.statistics().map(DetectorValue.init)))
    case .session, .verdict: return []
    }
  }

  /// Where a list by number goes on, and how long a page of it is.
  private struct Page {
    let before: Int64?
    let limit: Int

    init(_ text: Substring) throws(RequestProblem) {
      let query = try APIQuery(text, ["after", "limit"])
      before = try query.number("after", 1...1 << 53)
      limit = Int(try query.number("limit", 1...200) ?? standardPage)
    }
  }

  private static func alerts(_ text: Substring, _ archive: Archive) throws -> [UInt8] {
    struct Value: Encodable { let alerts: [AlertValue]; let next: String? }
    let query = try APIQuery(
      text, ["kind", "status", "zone", "host", "since", "severity", "after", "limit"])
    let filter = AlertFilter(
      kind: try query.choice("kind", AlertDraft.Kind.self),
      states: Set([try query.choice("status", AlertState.self)].compactMap { $0 }),
      zone: try query.text("zone"), host: try query.address("host"),
      since: try query.time("since"), severity: try query.choice("severity", Severity.self))
    let limit = Int(try query.number("limit", 1...200) ?? standardPage)
    let alerts = try archive.alerts(filter, after: query.cursor("after"), limit: limit + 1)
    return try APIJSON.bytes(
      Value(
        alerts: alerts.prefix(limit).map(AlertValue.init),
        next: alerts.count > limit ? alerts[limit - 1].cursor.text : nil))
  }

  /// The last week there is, or the time asked for.
  private static func matrix(_ text: Substring, _ archive: Archive) throws -> [UInt8] {
    struct Value: Encodable { let from, to: String; let cells: [CellValue]; let truncated: Bool }
    let query = try APIQuery(text, ["from", "to"])
    let last = try archive.windows().last?.start ?? Timestamp(microseconds: 0)
    let day: Int64 = 86_400_000_000
    let from = try query.time("from")
    let to =
      try query.time("to")
      ?? from?.advanced(byMicroseconds: longestRange) ?? last.advanced(byMicroseconds: day)
    let start = from ?? to.advanced(byMicroseconds: -7 * day)
    guard start < to, to.microseconds - start.microseconds <= longestRange else {
      throw RequestProblem(
        status: .unprocessableContent, text: "from must be before to, by at most 31 days")
    }
    let cells = try archive.cells(in: TimeRange(start, to))
    return try APIJSON.bytes(
      Value(
        from: start.description, to: to.description,
        cells: cells.prefix(mostRows).map(CellValue.init), truncated: cells.count > mostRows))
  }

  private static func host(
    _ address: IPAddress, _ text: Substring, _ archive: Archive
  ) throws -> [UInt8] {
    struct Value: Encodable {
      let host: String; let windows: [ProfileValue]; let alerts: [AlertValue]
    }
    _ = try APIQuery(text, [])
    let history = try archive.history(of: address)
    let alerts = try archive.alerts(AlertFilter(host: address), limit: 200)
    guard !history.isEmpty || !alerts.isEmpty else {
      throw RequestProblem.notFound("nothing is known of \(address)")
    }
    return try APIJSON.bytes(
      Value(
        host: address.description, windows: history.suffix(400).map(ProfileValue.init),
        alerts: alerts.map(AlertValue.init)))
  }
}
