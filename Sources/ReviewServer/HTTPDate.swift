// SPDX-License-Identifier: Apache-2.0

import Flows

/// Moments as header fields have them (RFC 9110, section 5.6.7).
enum HTTPDate {
  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// `Thu, 12 Mar 2026 09:15:00 GMT`.
  static func text(of time: Timestamp) -> String {
    let calendar = time.calendar
    let midnight = time.floored(toMultipleOf: 86_400_000_000)
    // The epoch was a Thursday.
    let weekday = Int(midnight.microseconds / 86_400_000_000 % 7 + 7) % 7
    let day = calendar.day < 10 ? "0\(calendar.day)" : "\(calendar.day)"
    return
      "\(days[weekday]), \(day) \(months[calendar.month - 1]) \(calendar.year) \(time.clock) GMT"
  }
}
