// SPDX-License-Identifier: Apache-2.0

import Archive
import Detection

/// What an analyst says of an alert, as a form or a program sends it.
struct VerdictFields: Sendable {
  var verdict: String?
  var note: String?
  var expires: String?
  var scope: String?

  /// The longest time an exception may be given.
  private static let mostDays: Int64 = 3_650

  /// - Parameter isForm: Whether fields that go with `accept` alone are there whatever is said.
  /// - Throws: ``RequestProblem`` if something of it is no verdict.
  func request(
    author: String, origin: String, isForm: Bool
  ) throws(RequestProblem) -> VerdictRequest {
    guard let action = verdict.flatMap(VerdictAction.init(rawValue:)) else {
      throw .badRequest("verdict must be one of \(Self.list(VerdictAction.self))")
    }
    var length: Int64?
    if let expires {
      length = Self.duration(expires)
      guard length != nil else {
        throw .badRequest("expires must be like 30d or 12h, and at most \(Self.mostDays)d")
      }
    }
    var part: AlertException.Scope?
    if let scope {
      part = AlertException.Scope(rawValue: scope)
      guard part != nil else {
        throw .badRequest("scope must be one of \(Self.list(AlertException.Scope.self))")
      }
    }
    let isWhole = action == .accept || !isForm
    return VerdictRequest(
      action: action, author: author, note: (note ?? "").replacing("\r\n", with: "\n"),
      scope: isWhole ? part : nil, expiresAfter: isWhole ? length : nil, origin: origin)
  }

  private static func list<Value: CaseIterable & RawRepresentable>(
    _ type: Value.Type
  ) -> String where Value.RawValue == String {
    Value.allCases.map(\.rawValue).joined(separator: ", ")
  }

  /// Microseconds of `30d` or `12h`.
  static func duration(_ text: String) -> Int64? {
    let hours: Int64
    switch text.last {
    case "d": hours = 24
    case "h": hours = 1
    default: return nil
    }
    let digits = text.dropLast()
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let number = Int64(digits), number > 0, number <= mostDays * 24 / hours
    else { return nil }
    return number * hours * 3_600_000_000
  }
}
