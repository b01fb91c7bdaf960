// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Reporting
import Topology

/// The fields of a form or an address, read one by one; an empty one is one that is not given.
struct Fields {
  private let values: [String: String]
  /// Longer values are no value of anything.
  private static let longest = 300

  /// - Throws: ``ReviewError/query(_:)`` for a field there is not.
  init(_ values: [String: String], known: Set<String>) throws(ReviewError) {
    if let other = values.keys.filter({ !known.contains($0) }).min() {
      throw .query(
        "there is no “\(Self.shown(other))” to filter by: use \(known.sorted().joined(separator: ", "))"
      )
    }
    self.values = values
  }

  /// A value without space around it; nil if it is empty.
  subscript(name: String) -> String? {
    guard let value = values[name] else { return nil }
    let text = value.drop(while: \.isWhitespace)
    let end = text.lastIndex { !$0.isWhitespace }
    return end.map { String(text[...$0]) }
  }

  /// A value read by `read`.
  func value<Value>(
    _ name: String, _ what: String, _ read: (String) -> Value?
  ) throws(ReviewError) -> Value? {
    guard let text = self[name] else { return nil }
    guard text.unicodeScalars.count <= Self.longest, let value = read(text) else {
      throw .query("\(name) “\(Self.shown(text))” is no \(what)")
    }
    return value
  }

  private static func shown(_ text: String) -> String { SafeText.clean(text, limit: 60) }
}

extension Fields {
  func address(_ name: String) throws(ReviewError) -> IPAddress? {
    try value(name, "address: write it like 10.1.2.3 or fd00::5") { IPAddress($0) }
  }

  func moment(_ name: String) throws(ReviewError) -> Timestamp? {
    try value(name, "time: write it like 2026-03-02 or 2026-03-02T09:15, in UTC") { Timestamp($0) }
  }

  func subnet(_ name: String) throws(ReviewError) -> Subnet? {
    try value(name, "subnet: write it like 10.1.2.0/24") { Subnet($0) }
  }

  func number(_ name: String) throws(ReviewError) -> Int64? {
    try value(name, "number above 0") { Int64($0).flatMap { $0 > 0 ? $0 : nil } }
  }

  func choice<Value: RawRepresentable & CaseIterable>(
    _ name: String, of type: Value.Type
  ) throws(ReviewError) -> Value? where Value.RawValue == String {
    let all = Value.allCases.map(\.rawValue)
    return try value(name, "choice: take one of \(all.joined(separator: ", "))") {
      Value(rawValue: $0)
    }
  }
}
