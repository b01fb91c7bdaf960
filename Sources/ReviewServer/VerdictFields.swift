// SPDX-License-Identifier: Apache-2.0

import Archive
import Detection

/// What an analyst says of an alert, as a form or a program sends it.
struct VerdictFields: Sendable {
  var verdict: String?
  var note: String?
  var expires: String?
  var scope: String?

  /// What the archive keeps of it.
  ///
  /// - Parameters:
  ///   - author: Who says so.
  ///   - origin: Through what, for the audit.
  ///   - isForm: Whether fields that go with `accept` alone are there whatever is said.
  /// - Returns: The verdict, as far as it can be checked without the alert.
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
        throw .badRequest("expires must be like 30d or 12h")
      }
    }
    var part: AlertException.Scope?
    if let scope {
      part = AlertException.Scope(rawValue: scope)
      guard part != nil else {
        throw .badRequest("scope must be one of \(Self.list(AlertException.Scope.self))")
      }
    }
    guard !(note ?? "").unicodeScalars.contains("\0") else {
      throw .badRequest("the note holds a character that is no text")
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
    guard let parts = text.wholeMatch(of: #/([1-9][0-9]{0,3})d|([1-9][0-9]{0,4})h/#)?.output else {
      return nil
    }
    let days = parts.1.flatMap { Int64($0) } ?? 0
    let hours = parts.2.flatMap { Int64($0) } ?? 0
    return (days * 24 + hours) * 3_600_000_000
  }
}
