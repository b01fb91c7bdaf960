// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// Times as short as the map allows: the clock alone when everything is of one day.
struct MapClock {
  private let isOneDay: Bool

  /// A clock for these moments.
  init(_ moments: some Sequence<Timestamp>) {
    isOneDay = Set(moments.map(\.date)).count <= 1
  }

  /// `09:15:00`, or `03-02 09:15:00`.
  func text(_ time: Timestamp) -> String {
    isOneDay ? time.clock : "\(time.date.dropFirst(5)) \(time.clock)"
  }

  /// `09:15:00 UTC`, or `09:15:00–09:20:10 UTC` when first and last differ by a second.
  func text(_ first: Timestamp, _ last: Timestamp) -> String {
    let (a, b) = (text(first), text(last))
    guard a != b else { return a + " UTC" }
    return "\(a)–\(first.date == last.date ? last.clock : b) UTC"
  }
}
