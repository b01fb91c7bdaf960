// SPDX-License-Identifier: Apache-2.0

import Archive
import Flows
import HTTPTypes
import HummingbirdCore

extension ReviewResponder {
  /// Waits after a wrong token, so that trying many takes long.
  private static let penalty = Duration.milliseconds(500)

  /// Whatever changes something: signing in and out, and verdicts.
  func change(_ asked: Asked) async throws -> Response {
    try RequestGuard.checkOrigin(asked.head)
    let isData = if case .api = asked.route { true } else { false }
    let type =
      asked.head.headerFields[.contentType]?.split(separator: ";").first?.lowercased() ?? ""
    let wanted = isData ? "application/json" : "application/x-www-form-urlencoded"
    guard type.trimmingPrefix(" ") == wanted else {
      throw RequestProblem(
        status: .unsupportedMediaType, text: "the request must be of type \(wanted)")
    }
    guard asked.route == .login || asked.visitor.isWelcome else { throw notSignedIn }
    let body = asked.body
    switch asked.route {
    case .api(.verdict(let id)): return try await verdict(asked, id, json: body)
    case .verdict(let id): return try await verdict(asked, id, form: FormFields(body))
    case .login: return try await login(asked, FormFields(body))
    default: return try logout(asked, FormFields(body))
    }
  }

  private func verdict(_ asked: Asked, _ id: String, form: FormFields) async throws -> Response {
    try asked.visitor.checkCSRF(form["csrf"])
    try form.allow(["csrf", "verdict", "note", "expires", "scope", "then"])
    let fields = VerdictFields(
      verdict: form["verdict"], note: form["note"], expires: form["expires"], scope: form["scope"])
    let alert = try await judge(
      asked, id, fields.request(author: options.author, origin: "review page", isForm: true))
    if let session = asked.visitor.session {
      sessions.note("\(alert.id) is \(alert.state.rawValue) now.", for: session.id)
    }
    return ReviewHeaders.seeOther(form["then"] == "stay" ? "/alerts/\(alert.id)" : "/")
  }

  private func verdict(_ asked: Asked, _ id: String, json: [UInt8]) async throws -> Response {
    if !asked.visitor.hasBearerToken {
      try asked.visitor.checkCSRF(asked.head.headerFields.text("x-csrf-token"))
    }
    let fields = try VerdictBody.fields(json)
    let alert = try await judge(
      asked, id, fields.request(author: options.author, origin: "page's interface", isForm: false))
    return ReviewHeaders.response(type: "application/json", try APIJSON.bytes(AlertValue(alert)))
  }

  private func judge(
    _ asked: Asked, _ id: String, _ request: VerdictRequest
  ) async throws -> Alert {
    let (archive, now) = (archive, options.now)
    return try await blocking(asked, within: Self.changeLimit) {
      // The start of an id is for people at a terminal, who see which alert was meant.
      guard try archive.alert(id).alert.id == id else {
        throw RequestProblem.notFound("there is no such alert")
      }
      return try archive.judge(id, request, at: now())
    }
  }

  private func login(_ asked: Asked, _ form: FormFields) async throws -> Response {
    guard let token = options.token else { return ReviewHeaders.seeOther("/") }
    try asked.visitor.checkCSRF(form["csrf"])
    guard token.matches(form["token"] ?? "") else {
      options.note("a wrong access token was given")
      try await Task.sleep(for: Self.penalty)
      return loginPage(asked, "That is not the access token of this server.")
    }
    // Another id than before, so that nobody can have put it there.
    if let session = asked.visitor.session { sessions.end(session.id) }
    var response = ReviewHeaders.seeOther("/")
    response.headers[.setCookie] = cookie(sessions.make(isSignedIn: true).id, asked.port)
    return response
  }

  private func logout(_ asked: Asked, _ form: FormFields) throws -> Response {
    try asked.visitor.checkCSRF(form["csrf"])
    if let session = asked.visitor.session { sessions.end(session.id) }
    var response = ReviewHeaders.seeOther(options.token == nil ? "/" : "/login")
    response.headers[.setCookie] = cookie(nil, asked.port)
    return response
  }
}
