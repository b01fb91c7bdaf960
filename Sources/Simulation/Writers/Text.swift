// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// Text as bytes, without a String for each field.
extension [UInt8] {
  /// Adds a literal.
  mutating func add(_ text: String) { append(contentsOf: text.utf8) }

  /// Adds a number in decimal.
  mutating func add(_ number: Int64) {
    if number < 0 { append(UInt8(ascii: "-")) }
    var rest = number.magnitude
    if rest < 10 {
      append(UInt8(truncatingIfNeeded: rest) &+ 48)
      return
    }
    let start = count
    while rest > 0 {
      append(UInt8(truncatingIfNeeded: rest % 10) &+ 48)
      rest /= 10
    }
    var low = start
    var high = count - 1
    while low < high {
      swapAt(low, high)
      low += 1
      high -= 1
    }
  }

  /// Adds the last `width` digits of a number that is at least 0, with leading zeros.
  mutating func add(_ number: Int64, width: Int) {
    var power: Int64 = 1
    for _ in 1..<Swift.max(1, width) { power *= 10 }
    while power > 0 {
      append(UInt8(truncatingIfNeeded: number / power % 10) &+ 48)
      power /= 10
    }
  }

  /// Adds an address; IPv4 without a String.
  mutating func add(_ address: IPAddress) {
    guard let bits = address.v4 else {
      add(address.description)
      return
    }
    add(Int64(bits >> 24))
    append(UInt8(ascii: "."))
    add(Int64(bits >> 16 & 255))
    append(UInt8(ascii: "."))
    add(Int64(bits >> 8 & 255))
    append(UInt8(ascii: "."))
    add(Int64(bits & 255))
  }

  /// Adds microseconds as seconds with six digits after the point.
  mutating func add(seconds microseconds: Int64) {
    if microseconds < 0 { append(UInt8(ascii: "-")) }
    let magnitude = Int64(clamping: microseconds.magnitude)
    add(magnitude / 1_000_000)
    append(UInt8(ascii: "."))
    add(magnitude % 1_000_000, width: 6)
  }

  /// Adds a number of at least 0 with up to six digits after the point, none of them a last 0.
  mutating func add(decimal value: Double) {
    guard value < 1e12 else {
      add(value.isFinite ? "\(value.rounded())" : "Infinity")
      return
    }
    let scaled = Int64((value * 1_000_000).rounded())
    add(scaled / 1_000_000)
    var fraction = scaled % 1_000_000
    guard fraction > 0 else { return }
    append(UInt8(ascii: "."))
    var width = 6
    while fraction % 10 == 0 {
      fraction /= 10
      width -= 1
    }
    add(fraction, width: width)
  }
}

/// Calendar dates of moments that mostly follow each other: the date is worked out once a day.
struct CalendarText: Sendable {
  private var midnight: Int64 = .max
  private var year: Int64 = 0
  private var month: Int64 = 0
  private var day: Int64 = 0

  private static let dayLength: Int64 = 86_400_000_000

  /// The time of day in microseconds; the date is at hand afterwards.
  private mutating func turn(to moment: Int64) -> Int64 {
    if moment < midnight || moment - midnight >= Self.dayLength {
      let date = Timestamp(microseconds: moment).floored(toMultipleOf: Self.dayLength)
      midnight = date.microseconds
      let calendar = date.calendar
      (year, month, day) = (Int64(calendar.year), Int64(calendar.month), Int64(calendar.day))
    }
    return moment - midnight
  }

  /// Adds `02/03/2026 09:15:00`.
  mutating func addDayFirst(_ moment: Int64, to bytes: inout [UInt8]) {
    let time = turn(to: moment)
    bytes.add(day, width: 2)
    bytes.append(UInt8(ascii: "/"))
    bytes.add(month, width: 2)
    bytes.append(UInt8(ascii: "/"))
    bytes.add(year, width: 4)
    bytes.append(UInt8(ascii: " "))
    addClock(time, to: &bytes)
  }

  /// Adds `2026-03-02T09:15:00.250000+0000`.
  mutating func addISO(_ moment: Int64, to bytes: inout [UInt8]) {
    let time = turn(to: moment)
    bytes.add(year, width: 4)
    bytes.append(UInt8(ascii: "-"))
    bytes.add(month, width: 2)
    bytes.append(UInt8(ascii: "-"))
    bytes.add(day, width: 2)
    bytes.append(UInt8(ascii: "T"))
    addClock(time, to: &bytes)
    bytes.append(UInt8(ascii: "."))
    bytes.add(time % 1_000_000, width: 6)
    bytes.add("+0000")
  }

  /// Adds `2026/03/02 09:15:00.250000`.
  mutating func addSlashed(_ moment: Int64, to bytes: inout [UInt8]) {
    let time = turn(to: moment)
    bytes.add(year, width: 4)
    bytes.append(UInt8(ascii: "/"))
    bytes.add(month, width: 2)
    bytes.append(UInt8(ascii: "/"))
    bytes.add(day, width: 2)
    bytes.append(UInt8(ascii: " "))
    addClock(time, to: &bytes)
    bytes.append(UInt8(ascii: "."))
    bytes.add(time % 1_000_000, width: 6)
  }

  private func addClock(_ time: Int64, to bytes: inout [UInt8]) {
    let seconds = time / 1_000_000
    bytes.add(seconds / 3_600, width: 2)
    bytes.append(UInt8(ascii: ":"))
    bytes.add(seconds / 60 % 60, width: 2)
    bytes.append(UInt8(ascii: ":"))
    bytes.add(seconds % 60, width: 2)
  }
}
