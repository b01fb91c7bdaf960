// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// Who asks, as far as a request tells.
struct Visitor {
  /// The session of the request's cookie.
  var session: ReviewSessions.Session?
  /// Whether the access token came with the request itself, as programs send it.
  var hasBearerToken: Bool
  /// Whether the page's content may be shown.
  var isWelcome: Bool

  /// Reads cookie and authorization.
  init(_ head: HTTPRequest, cookie: String, sessions: ReviewSessions, token: AccessToken?) {
    session = Self.values(ofCookie: cookie, head).lazy.compactMap(sessions.session).first
    let authorization = head.headerFields[.authorization] ?? ""
    let isBearer = authorization.lowercased().hasPrefix("bearer ")
    hasBearerToken =
      isBearer && token?.matches(String(authorization.dropFirst("bearer ".count))) ?? false
    isWelcome = token == nil || hasBearerToken || session?.isSignedIn == true
  }

  /// - Throws: ``RequestProblem`` if a change does not hold the session's secret.
  func checkCSRF(_ given: String?) throws(RequestProblem) {
    guard let session, let given,
      ConstantTime.areEqual(Array(given.utf8), Array(session.csrfToken.utf8))
    else {
      throw .forbidden(
        "this form is too old, or not of this session: reload the page and try again")
    }
  }

  private static func values(ofCookie name: String, _ head: HTTPRequest) -> [String] {
    head.headerFields[values: .cookie].flatMap { $0.split(separator: ";") }.prefix(50).compactMap {
      let parts = $0.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, parts[0].drop(while: { $0 == " " }) == name else { return nil }
      return String(parts[1])
    }
  }
}
