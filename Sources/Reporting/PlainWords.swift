// SPDX-License-Identifier: Apache-2.0

package import Flows
private import Foundation

/// Numbers and times as people read them.
package enum PlainWords {
  /// `1,214`.
  package static func count(_ number: some BinaryInteger) -> String {
    let digits = Array(String(number.magnitude))
    var result = number < 0 ? "−" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return result
  }

  /// `1 host`, `1,214 hosts`.
  package static func count(_ number: some BinaryInteger, _ noun: String) -> String {
    let endsInVowelAndY = ["ay", "ey", "oy", "uy"].contains { noun.hasSuffix($0) }
    let plural =
      noun.hasSuffix("y") && !endsInVowelAndY ? noun.dropLast() + "ies" : noun + "s"
    return "\(count(number)) \(number == 1 ? noun : String(plural))"
  }

  /// `12.4 MB`, in powers of 1,000.
  package static func bytes(_ number: Int64) -> String {
    guard number >= 1_000 else { return "\(number) B" }
    var value = Double(number)
    for unit in ["kB", "MB", "GB", "TB", "PB"] {
      value /= 1_000
      if value < 999.95 {
        return String(format: value < 9.95 ? "%.1f" : "%.0f", value) + " " + unit
      }
    }
    return String(format: "%.0f EB", value / 1_000)
  }

  /// `50 %`; never `100 %` for less than certain, never `0 %` for more than impossible.
  package static func percent(_ share: Double) -> String {
    guard share.isFinite else { return "unknown" }
    let whole = (share * 100).rounded()
    if share < 1, whole >= 100 { return "over 99 %" }
    if share > 0, whole < 1 { return "under 1 %" }
    return "\(Int(min(max(whole, 0), 100))) %"
  }

  /// `0.98`.
  package static func score(_ value: Double) -> String {
    value.isFinite ? String(format: "%.2f", value) : "unknown"
  }

  /// Two significant digits: `0.00041`, `3.1e-07`.
  package static func probability(_ value: Double) -> String {
    value.isFinite ? String(format: "%.2g", value) : "unknown"
  }

  /// `a, b and c`.
  package static func list(_ items: [String]) -> String {
    guard let last = items.last else { return "" }
    return items.count == 1 ? last : items.dropLast().joined(separator: ", ") + " and " + last
  }

  /// `2026-03-02 09:15:00 UTC`.
  package static func moment(_ time: Timestamp) -> String { "\(time.date) \(time.clock) UTC" }

  /// `2 days 3 h`, `47 min`, `12 s`.
  package static func duration(microseconds: Int64) -> String {
    let seconds = max(0, microseconds) / 1_000_000
    switch seconds {
    case ..<120: return "\(seconds) s"
    case ..<7_200: return "\(seconds / 60) min"
    case ..<172_800: return "\(seconds / 3_600) h \(seconds / 60 % 60) min"
    default: return "\(seconds / 86_400) days \(seconds / 3_600 % 24) h"
    }
  }
}
