// SPDX-License-Identifier: Apache-2.0

import Archive
import Detection
import Flows

/// What the fields behind `?` ask for, each checked before it is used.
struct APIQuery {
  private let fields: FormFields

  /// - Throws: ``RequestProblem`` if there are fields not named here.
  init(_ text: Substring, _ names: Set<String>) throws(RequestProblem) {
    fields = try FormFields(text.utf8)
    try fields.allow(names)
  }

  /// A field that must be written as `read` reads it.
  private func value<Value>(
    _ name: String, _ what: String, _ read: (String) -> Value?
  ) throws(RequestProblem) -> Value? {
    guard let text = fields.values[name] else { return nil }
    guard let value = read(text) else {
      throw .badRequest("\(name) must be \(what), not \(Shown.text(text))")
    }
    return value
  }

  func choice<Value: RawRepresentable & CaseIterable>(
    _ name: String, _ type: Value.Type
  ) throws(RequestProblem) -> Value? where Value.RawValue == String {
    try value(name, "one of " + Value.allCases.map(\.rawValue).joined(separator: ", ")) {
      Value(rawValue: $0)
    }
  }

  func time(_ name: String) throws(RequestProblem) -> Timestamp? {
    try value(name, "a time like 2026-03-12T09:15:00Z") { Timestamp($0) }
  }

  func address(_ name: String) throws(RequestProblem) -> IPAddress? {
    try value(name, "an IPv4 or IPv6 address") { IPAddress($0) }
  }

  func text(_ name: String) throws(RequestProblem) -> String? {
    try value(name, "a text of 1 to 200 characters") {
      (1...200).contains($0.unicodeScalars.count) ? $0 : nil
    }
  }

  /// A whole number, digits alone.
  func number(_ name: String, _ range: ClosedRange<Int64>) throws(RequestProblem) -> Int64? {
    try value(name, "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
      guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }),
        let number = Int64(text), range.contains(number)
      else { return nil }
      return number
    }
  }

  func cursor(_ name: String) throws(RequestProblem) -> AlertCursor? {
    try value(name, "the next of the page before") { AlertCursor(text: $0) }
  }
}

extension AlertCursor {
  /// `critical.1772409600000000.crossing-0123456789abcdef`.
  var text: String { "\(severity.rawValue).\(lastSeen.microseconds).\(id)" }

  init?(text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let severity = Severity(rawValue: parts[0]),
      let microseconds = Int64(parts[1]), "\(microseconds)" == parts[1],
      let id = Route.alertID(parts[2])
    else { return nil }
    self.init(severity: severity, lastSeen: Timestamp(microseconds: microseconds), id: id)
  }
}
