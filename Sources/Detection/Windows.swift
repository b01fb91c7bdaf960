// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// Cuts the time an edge table covers into windows.
enum Windows {
  /// Windows of `hours` each from the first to the last flow, without those that have none.
  ///
  /// Windows start at whole multiples of their length since `anchor`, or since 1970 without one
  /// (days at midnight UTC). Without one, data that fits into one window is one window, starting
  /// at its first full hour.
  static func covering(_ edges: EdgeTable, hours: Int, anchor: Timestamp? = nil) -> [TimeRange] {
    guard let first = edges.firstFlow, let last = edges.lastFlow else { return [] }
    let length = Int64(hours) * EdgeTable.tickLength
    let firstHour = first.floored(toMultipleOf: EdgeTable.tickLength)
    if anchor == nil, last < firstHour.advanced(byMicroseconds: length) {
      return [TimeRange(firstHour, firstHour.advanced(byMicroseconds: length))]
    }
    var windows: [TimeRange] = []
    let offset = anchor?.microseconds ?? 0
    func start(around moment: Timestamp) -> Timestamp {
      moment.advanced(byMicroseconds: -offset).floored(toMultipleOf: length)
        .advanced(byMicroseconds: offset)
    }
    var next = start(around: first)
    while next <= last {
      let window = TimeRange(next, next.advanced(byMicroseconds: length))
      if !edges.rows(in: window).isEmpty {
        windows.append(window)
        next = window.end
      } else {
        guard let flow = nextFlow(after: next, edges) else { break }
        next = start(around: flow)
      }
    }
    return windows
  }

  /// The first full hour at or after `start` that has rows.
  private static func nextFlow(after start: Timestamp, _ edges: EdgeTable) -> Timestamp? {
    let row = edges.rows(in: TimeRange(start, start)).lowerBound
    guard row < edges.count else { return nil }
    return Timestamp(microseconds: Int64(edges.ticks[row]) * EdgeTable.tickLength)
  }
}
