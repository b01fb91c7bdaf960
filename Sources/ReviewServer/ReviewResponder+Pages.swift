// SPDX-License-Identifier: Apache-2.0

import Archive
import HTTPTypes
import HummingbirdCore
import Review

extension ReviewResponder {
  /// A page for people.
  func page(_ asked: Asked) async throws -> Response {
    if case .loginPage = asked.route { return loginPage(asked) }
    guard asked.visitor.isWelcome else { return ReviewHeaders.seeOther("/login") }
    let (session, isNew) = session(asked)
    let frame = PageFrame(
      csrfToken: session.csrfToken, notice: sessions.takeNotice(of: session.id), mayChange: true,
      hasSession: session.isSignedIn)
    let (pages, archive, route) = (pages, archive, asked.route)
    let fields = try FormFields(asked.query.utf8)
    let text = try await blocking(asked) {
      try Self.text(of: route, fields.values, pages, archive, frame)
    }
    guard let text else { throw RequestProblem.notFound(Self.missing(asked.route)) }
    var response = ReviewHeaders.page(.ok, text)
    if isNew { response.headers[.setCookie] = cookie(session.id, asked.port) }
    return response
  }

  private static func text(
    of route: Route, _ fields: [String: String], _ pages: ReviewPages, _ archive: Archive,
    _ frame: PageFrame
  ) throws -> String? {
    do {
      switch route {
      case .inbox:
        return try pages.inbox(archive, query: InboxQuery(fields: fields), frame: frame)
      case .matrix:
        return try pages.matrix(archive, query: MatrixQuery(fields: fields), frame: frame)
      case .alert(let id): return try pages.alert(archive, id: id, frame: frame)
      case .host(let address):
        let query = try HostQuery(fields: fields)
        return try pages.host(archive, address: address, query: query, frame: frame)
      case .runs: return try pages.runs(archive, query: PageQuery(fields: fields), frame: frame)
      case .rules: return try pages.rules(archive, query: PageQuery(fields: fields), frame: frame)
      default: return nil
      }
    } catch ReviewError.query(let why) {
      throw RequestProblem.badRequest(why)
    }
  }

  private static func missing(_ route: Route) -> String {
    switch route {
    case .alert: "there is no such alert"
    case .host(let address): "nothing is known of \(address)"
    default: "there is no such page"
    }
  }

  /// The page that asks for the access token.
  func loginPage(_ asked: Asked, _ message: String? = nil) -> Response {
    guard options.token != nil, message != nil || asked.visitor.session?.isSignedIn != true else {
      return ReviewHeaders.seeOther("/")
    }
    let (session, isNew) = session(asked)
    let text = pages.login(
      message,
      frame: PageFrame(csrfToken: session.csrfToken, notice: nil, mayChange: false))
    var response = ReviewHeaders.page(message == nil ? .ok : .forbidden, text)
    if isNew { response.headers[.setCookie] = cookie(session.id, asked.port) }
    return response
  }

  /// The session of the request, or one for it.
  func session(_ asked: Asked) -> (ReviewSessions.Session, isNew: Bool) {
    if let session = asked.visitor.session { return (session, false) }
    return (sessions.make(isSignedIn: false), true)
  }

  /// The cookie of a session; nil ends it.
  func cookie(_ id: String?, _ port: Int) -> String {
    let secure = requestGuard.proxyName == nil ? "" : "; Secure"
    let end = id == nil ? "; Max-Age=0" : ""
    return "\(cookieName(port))=\(id ?? ""); Path=/; HttpOnly; SameSite=Strict\(secure)\(end)"
  }
}
