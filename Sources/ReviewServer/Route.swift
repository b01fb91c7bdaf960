// SPDX-License-Identifier: Apache-2.0

import Flows
import HTTPTypes

/// Everything the server answers.
///
/// What is not here is not found: no path reaches the file system.
enum Route: Hashable, Sendable {
  case inbox
  case alert(String)
  case verdict(String)
  case matrix
  case host(IPAddress)
  case runs
  case rules
  case loginPage
  case login
  case logout
  case asset(String)
  case events
  case openAPI
  case api(APIRoute)

  /// What is asked for.
  ///
  /// - Throws: ``RequestProblem`` if there is no such thing, or it cannot be done to it.
  static func find(_ method: HTTPRequest.Method, path: Substring) throws(RequestProblem) -> Route {
    let known = routes(try segments(path))
    guard !known.isEmpty else { throw .notFound("there is no such page") }
    if let route = known[method == .head ? .get : method] { return route }
    let allowed = known.keys.map(\.rawValue) + (known[.get] == nil ? [] : ["HEAD"])
    throw RequestProblem(
      status: .methodNotAllowed, text: "this cannot be asked for with \(method.rawValue)",
      fields: [.allow: allowed.sorted().joined(separator: ", ")])
  }

  private static let longestSegment = 100

  private static func segments(_ path: Substring) throws(RequestProblem) -> [String] {
    guard path.first == "/" else { throw .badRequest("the request does not name a page") }
    guard path != "/" else { return [] }
    var segments: [String] = []
    for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard let text = PercentDecoding.decode(part.utf8, plusIsSpace: false) else {
        throw .badRequest("the address is not written as it must be")
      }
      segments.append(text)
    }
    return segments
  }

  private static func routes(_ path: [String]) -> [HTTPRequest.Method: Route] {
    switch path.first {
    case nil: return [.get: .inbox]
    case "api" where path.count >= 3 && path[1] == "v1":
      return APIRoute.routes(path.dropFirst(2)).mapValues(Route.api)
    default: break
    }
    switch (path.count, path[0]) {
    case (1, "matrix"): return [.get: .matrix]
    case (1, "runs"): return [.get: .runs]
    case (1, "rules"): return [.get: .rules]
    case (1, "login"): return [.get: .loginPage, .post: .login]
    case (1, "logout"): return [.post: .logout]
    case (1, "events"): return [.get: .events]
    case (1, "openapi.json"): return [.get: .openAPI]
    case (2, "assets"): return [.get: .asset(path[1])]
    case (2, "alerts"): return alertID(path[1]).map { [.get: .alert($0)] } ?? [:]
    case (3, "alerts") where path[2] == "verdict":
      return alertID(path[1]).map { [.post: .verdict($0)] } ?? [:]
    case (2, "hosts"): return IPAddress(path[1]).map { [.get: .host($0)] } ?? [:]
    default: return [:]
    }
  }

  /// `text` if an alert could have this id.
  static func alertID(_ text: String) -> String? {
    let isPlain = text.utf8.allSatisfy {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
    }
    return isPlain && (1...longestSegment).contains(text.utf8.count) ? text : nil
  }
}

/// What `/api/v1` has.
enum APIRoute: Hashable, Sendable {
  case session
  case alerts
  case alert(String)
  case verdict(String)
  case matrix
  case host(IPAddress)
  case runs
  case rules
  case stats
  case audit

  static func routes(_ path: ArraySlice<String>) -> [HTTPRequest.Method: APIRoute] {
    let path = Array(path)
    switch (path.count, path[0]) {
    case (1, "session"): return [.get: .session]
    case (1, "alerts"): return [.get: .alerts]
    case (1, "matrix"): return [.get: .matrix]
    case (1, "runs"): return [.get: .runs]
    case (1, "rules"): return [.get: .rules]
    case (1, "stats"): return [.get: .stats]
    case (1, "audit"): return [.get: .audit]
    case (2, "alerts"): return Route.alertID(path[1]).map { [.get: .alert($0)] } ?? [:]
    case (3, "alerts") where path[2] == "verdict":
      return Route.alertID(path[1]).map { [.post: .verdict($0)] } ?? [:]
    case (2, "hosts"): return IPAddress(path[1]).map { [.get: .host($0)] } ?? [:]
    default: return [:]
    }
  }
}
