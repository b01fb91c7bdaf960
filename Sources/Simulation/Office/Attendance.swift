// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// When one workstation is used on one day.
struct Attendance: Sendable {
  /// Minutes after midnight, from coming to leaving; nil when nobody comes.
  var presence: ClosedRange<Double>?
  /// Flows against this person's average.
  var activity = 1.0

  /// Share of weekdays on which a person is in, and of weekend days.
  static let weekdayShare = 0.92
  static let weekendShare = 0.05

  /// The attendance of `host` on `day`, always the same for the same generator.
  init(_ habits: Habits, firstDay: Int, day: Int, isWorkday: Bool, using generator: SeededGenerator)
  {
    var generator = generator
    guard day >= firstDay else { return }
    guard generator.chance(isWorkday ? Self.weekdayShare : Self.weekendShare) else { return }
    let start = habits.startMinute + (isWorkday ? 18 : 90) * generator.gaussian()
    let length =
      isWorkday ? habits.workMinutes + 25 * generator.gaussian() : generator.between(60, 240)
    let coming = min(900, max(300, start))
    presence = coming...min(1_380, coming + max(60, length))
    activity = generator.lognormal(median: 0.956, spread: 0.3)
  }

  /// Share of the day's work done in `hour`, 0...1; lunch halves it.
  func share(ofHour hour: Int) -> Double {
    guard presence != nil else { return 0 }
    let total = (0..<24).reduce(0.0) { $0 + weight($1) }
    return total > 0 ? weight(hour) / total : 0
  }

  /// Minutes of `hour` in which somebody is there.
  func minutes(ofHour hour: Int) -> ClosedRange<Double>? {
    guard let presence else { return nil }
    let low = max(presence.lowerBound, Double(hour) * 60)
    let high = min(presence.upperBound, Double(hour + 1) * 60)
    return low < high ? low...high : nil
  }

  private func weight(_ hour: Int) -> Double {
    guard let minutes = minutes(ofHour: hour) else { return 0 }
    return (minutes.upperBound - minutes.lowerBound) * (hour == 12 ? 0.5 : 1)
  }
}
