// SPDX-License-Identifier: Apache-2.0
internal import Flows

/// The hours in which something starts; the next best thing to all times, and it takes no room.
struct HourSet: Sendable, Equatable {
  private static let length: Int64 = 3_600_000_000

  private var hours: Set<Int64> = []
  private var last = Int64.min

  /// Adds the hour of a moment in microseconds since 1970.
  mutating func insert(_ moment: Int64) {
    // Most flows start in the hour of the one before.
    guard moment < last || moment >= last + Self.length else { return }
    let hour = moment / Self.length
    last = hour * Self.length
    hours.insert(hour)
  }

  /// Adds the hours of `other`.
  mutating func formUnion(_ other: HourSet) { hours.formUnion(other.hours) }

  /// Stretches of whole hours without any, between the first and the last.
  var gaps: [TimeRange] {
    var gaps: [TimeRange] = []
    let sorted = hours.sorted()
    for (before, after) in zip(sorted, sorted.dropFirst()) where after - before > 1 {
      gaps.append(
        TimeRange(
          Timestamp(microseconds: (before + 1) * Self.length),
          Timestamp(microseconds: after * Self.length)))
    }
    return gaps
  }
}
