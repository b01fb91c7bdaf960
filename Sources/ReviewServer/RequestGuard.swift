// SPDX-License-Identifier: Apache-2.0

import Flows
import HTTPTypes

/// Who may ask at all: programs that know by which name they reach the server, and pages of its own.
///
/// A page from elsewhere can make a browser send requests here. Host tells those that came over a name
/// of theirs (DNS rebinding); Sec-Fetch-Site and Origin, those that are sent from their pages.
struct RequestGuard: Sendable {
  /// Where the server listens.
  let listen: ListenAddress
  /// The name under which a proxy in front offers it.
  let proxyName: String?

  /// The names that stand for this machine.
  private static let local = ["localhost", "127.0.0.1", "[::1]"]

  /// - Throws: ``RequestProblem`` if the request was not meant for this server.
  func checkHost(_ head: HTTPRequest, port: Int) throws(RequestProblem) {
    guard let authority = head.authority, !authority.isEmpty, head.headerFields.text("host") == nil
    else {
      throw .badRequest("the request does not say which host it is for, or says so twice")
    }
    let host = authority.lowercased()
    if let proxyName, host == proxyName { return }
    // Elsewhere nothing is told without the token, and no other name has its cookie.
    guard listen.isLoopback else { return }
    let known = Self.local.map { "\($0):\(port)" } + [listen.text(port: port)]
    guard known.contains(host) || port == 80 && Self.local.contains(host) else {
      throw RequestProblem(
        status: .misdirectedRequest,
        text: "this server is \(listen.text(port: port)), and answers to no other name")
    }
  }

  /// Whether the request was sent by a page from elsewhere.
  static func isForeign(_ head: HTTPRequest) -> Bool {
    guard let site = head.headerFields.text("sec-fetch-site") else { return false }
    return site != "same-origin" && site != "none"
  }

  /// Whether somebody followed a link, or typed it.
  static func isNavigation(_ head: HTTPRequest) -> Bool {
    head.headerFields.text("sec-fetch-mode") == "navigate"
      && head.headerFields.text("sec-fetch-dest").map { $0 == "document" } ?? true
  }

  /// - Throws: ``RequestProblem`` if a change does not come from a page of this server.
  static func checkOrigin(_ head: HTTPRequest) throws(RequestProblem) {
    let foreign = RequestProblem.forbidden(
      "the request comes from a page of another server: open this page itself and try again")
    if let site = head.headerFields.text("sec-fetch-site"), site != "same-origin" { throw foreign }
    guard let origin = head.headerFields[.origin] else { return }
    guard let authority = head.authority?.lowercased(),
      origin.lowercased() == "http://\(authority)" || origin.lowercased() == "https://\(authority)"
    else { throw foreign }
  }
}

extension HTTPFields {
  /// The first value of a field by its name in small letters.
  func text(_ name: String) -> String? { first { $0.name.canonicalName == name }?.value }
}
