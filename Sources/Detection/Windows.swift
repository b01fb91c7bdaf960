// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// Cuts the time an edge table covers into windows.
enum Windows {
  /// Windows of `hours` each from the first to the last flow, including those without flows.
  ///
  /// Windows start at whole multiples of their length since 1970 (days at midnight UTC), except
  /// that data which fits into one window is one window, starting at its first full hour.
  static func covering(_ edges: EdgeTable, hours: Int) -> [TimeRange] {
    guard let first = edges.firstFlow, let last = edges.lastFlow else { return [] }
    let length = Int64(hours) * EdgeTable.tickLength
    let firstHour = first.floored(toMultipleOf: EdgeTable.tickLength)
    if last < firstHour.advanced(byMicroseconds: length) {
      return [TimeRange(firstHour, firstHour.advanced(byMicroseconds: length))]
    }
    var windows: [TimeRange] = []
    var start = first.floored(toMultipleOf: length)
    while start <= last, windows.count < limit {
      let end = start.advanced(byMicroseconds: length)
      let window = TimeRange(start, end)
      if !edges.rows(in: window).isEmpty {
        windows.append(window)
        start = end
      } else {
        start = nextStart(after: start, length, edges)
      }
    }
    return windows
  }

  /// Bounds the work a wrong clock can cause.
  private static let limit = 100_000

  /// The start of the first window at or after `start` that has rows.
  private static func nextStart(
    after start: Timestamp, _ length: Int64, _ edges: EdgeTable
  ) -> Timestamp {
    let row = edges.rows(in: TimeRange(start, start)).lowerBound
    guard row < edges.count else { return Timestamp(microseconds: .max) }
    let tick = Timestamp(microseconds: Int64(edges.ticks[row]) * EdgeTable.tickLength)
    return tick.floored(toMultipleOf: length)
  }
}
