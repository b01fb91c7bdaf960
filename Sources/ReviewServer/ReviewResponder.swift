// SPDX-License-Identifier: Apache-2.0

import Archive
import Flows
import HTTPTypes
import HummingbirdCore
import NIOCore
import Review

/// Answers requests: who may ask, what is asked for, and then the page, change or data.
struct ReviewResponder: Sendable {
  let archive: Archive
  let pages: ReviewPages
  let options: ReviewServerOptions
  let sessions = ReviewSessions()
  let work: BlockingWork
  let hub: EventHub
  let requestGuard: RequestGuard

  private static let longestTarget = 4_096
  /// Seconds a page may take to be made.
  static let pageLimit: Int64 = 20
  /// Seconds a verdict may wait for another process that writes.
  static let changeLimit: Int64 = 45

  /// Who asks what, over which connection.
  struct Asked {
    var head: HTTPRequest
    var route: Route
    var query: Substring
    var visitor: Visitor
    var body: [UInt8]
    var port: Int
    var loop: any EventLoop
  }

  /// The answer to a request; whatever goes wrong has one too.
  func respond(to request: Request, over channel: any Channel) async -> Response {
    var response: Response
    do {
      response = try await answer(request, channel)
    } catch {
      response = failure(RequestProblem(error), request, channel)
    }
    ReviewHeaders.complete(&response, at: options.now())
    return request.method == .head ? response.createHeadResponse() : response
  }

  private func answer(_ request: Request, _ channel: any Channel) async throws -> Response {
    let head = request.head
    // Whatever is asked for: a body that is left would be waited for, however long it is.
    let body = try await BodyReader.read(request, within: options.patience)
    let port = channel.localAddress?.port ?? Int(options.listen.port)
    try requestGuard.checkHost(head, port: port)
    let target = head.path ?? ""
    guard target.utf8.count <= Self.longestTarget else {
      throw RequestProblem(
        status: .uriTooLong, text: "the address has more than \(Self.longestTarget) bytes")
    }
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let route = try Route.find(head.method, path: parts.first ?? "")
    let asked = Asked(
      head: head, route: route, query: parts.count > 1 ? parts[1] : "",
      visitor: Visitor(
        head, cookie: cookieName(port), sessions: sessions, token: options.token), body: body,
      port: port, loop: channel.eventLoop)
    if let answer = try foreign(asked) { return answer }
    switch route {
    case .login, .logout, .verdict, .api(.verdict): return try await change(asked)
    case .api(let route): return try await data(asked, route)
    case .asset(let name):
      guard let asset = ReviewAssets.bytes(named: name) else {
        throw RequestProblem.notFound("there is no such file")
      }
      return ReviewHeaders.response(type: asset.type, asset.bytes, cache: ReviewHeaders.ask)
    case .openAPI:
      return ReviewHeaders.response(type: "application/json", OpenAPI.bytes)
    case .events: return try events(asked, request.body)
    default: return try await page(asked)
    }
  }

  /// Requests that pages from elsewhere had a browser send.
  private func foreign(_ asked: Asked) throws(RequestProblem) -> Response? {
    guard RequestGuard.isForeign(asked.head), asked.head.method != .post else { return nil }
    guard RequestGuard.isNavigation(asked.head) else {
      throw .forbidden("pages from elsewhere may not load anything from here")
    }
    // The cookie does not come with a link on another site: the same link from here has it.
    guard asked.visitor.session == nil else { return nil }
    let path = HTMLText.escaped(asked.head.path ?? "/")
    return ReviewHeaders.page(
      .ok,
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"/><title>Sidestep</title>
      <meta http-equiv="refresh" content="0; url=\(path)"/></head>
      <body><p><a href="\(path)">Go on</a></p></body></html>

      """)
  }

  private func events(_ asked: Asked, _ body: RequestBody) throws -> Response {
    guard asked.visitor.isWelcome else { throw notSignedIn }
    let session = asked.visitor.session?.id
    if let session, hub.isEnough(for: session) {
      // By this answer a browser knows that it need not ask again.
      return Response(status: .noContent, headers: [.cacheControl: ReviewHeaders.never])
    }
    guard !hub.isFull else { throw RequestProblem.tooBusy }
    return Response(
      status: .ok,
      headers: [.contentType: "text/event-stream", .cacheControl: ReviewHeaders.never],
      body: ResponseBody { [hub] writer in
        if let (number, events) = hub.subscribe(session) {
          defer { hub.leave(number) }
          // Time for the browser to wait before it asks again.
          try await writer.write(ByteBuffer(string: "retry: 3000\n\n"))
          // Who has gone away says nothing more, and would be missed with the next event only.
          try await body.consumeWithInboundCloseHandler { _ in
            for await event in events { try await writer.write(ByteBuffer(string: event.text)) }
          } onInboundClosed: {
            hub.leave(number)
          }
        }
        try await writer.finish(nil)
      })
  }

  var notSignedIn: RequestProblem {
    RequestProblem(
      status: .unauthorized, text: "this needs the access token of the server: sign in at /login",
      fields: [.wwwAuthenticate: "Bearer"])
  }

  /// The cookie's name: those of a host are shared by all its ports.
  func cookieName(_ port: Int) -> String { "sidestep-\(port)" }

  /// Does work that blocks.
  func blocking<Value: Sendable>(
    _ asked: Asked, within seconds: Int64 = pageLimit,
    _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await self.work.run(within: seconds, on: asked.loop, work)
  }

  private func failure(
    _ problem: RequestProblem, _ request: Request, _ channel: any Channel
  ) -> Response {
    if let log = problem.log {
      options.note("\(request.method.rawValue) answered \(problem.status.code): \(log)")
    }
    let isData = request.head.path?.hasPrefix("/api/") ?? false
    var response: Response
    if isData {
      response = ReviewHeaders.response(
        problem.status, type: "application/problem+json", ProblemDetails(problem).bytes)
    } else {
      let frame = PageFrame(csrfToken: "", notice: nil, mayChange: false)
      response = ReviewHeaders.page(
        problem.status,
        pages.problem(
          status: problem.status.code, title: problem.status.reasonPhrase, text: problem.text,
          frame: frame))
    }
    for field in problem.fields { response.headers[field.name] = field.value }
    return response
  }
}

/// Text within a page that no template writes.
enum HTMLText {
  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
  }
}
