// SPDX-License-Identifier: Apache-2.0
import Flows
import Foundation
import Testing

@Suite struct TimestampTests {
  private func oracle() -> ISO8601DateFormatter {
    let formatter = ISO8601DateFormatter()
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.formatOptions = [.withInternetDateTime]
    return formatter
  }

  @Test("whole seconds print as Foundation prints them and parse back", arguments: UInt64(0)..<10)
  func foundation(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let formatter = oracle()
    for _ in 0..<50 {
      // 1600 to 9999: the proleptic Gregorian calendar, in which both agree.
      let seconds = Int64.random(in: -11_676_096_000..<253_402_300_800, using: &generator)
      let moment = Timestamp(microseconds: seconds * 1_000_000)
      let text = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
      #expect(moment.description == text)
      #expect(Timestamp(text) == moment)
    }
  }

  @Test(
    "any microsecond of the years 1 to 9999 survives printing and parsing",
    arguments: UInt64(0)..<20)
  func inverse(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let moment = Timestamp(
        microseconds: Int64.random(
          in: -62_135_596_800_000_000..<253_402_300_800_000_000, using: &generator))
      #expect(Timestamp(moment.description) == moment)
      let c = moment.calendar
      #expect(
        Timestamp(
          year: c.year, month: c.month, day: c.day, hour: c.hour, minute: c.minute,
          second: c.second, microsecond: c.microsecond) == moment)
    }
  }

  @Test("zones are taken off, and without one the time is UTC")
  func zones() {
    let noon = Timestamp("2026-03-02T12:00:00Z")
    for text in [
      "2026-03-02T14:00:00+02:00", "2026-03-02T14:00:00+0200", "2026-03-02T14:00:00+02",
      "2026-03-02 12:00:00", "2026/03/02 12:00:00.000", "2026-03-02T06:30:00-05:30",
      "2026-03-02T12:00",
    ] { #expect(Timestamp(text) == noon, "\(text)") }
    #expect(
      Timestamp("2026-03-02T12:00:00.1234567Z")?.microseconds == (noon?.microseconds ?? 0) + 123_456
    )
  }

  @Test(
    "what is no time is refused",
    arguments: [
      "", "2026", "2026-13-01", "2026-02-29", "2026-02-28T24:00:00Z", "2026-02-28T10:60:00Z",
      "2026-02-28T10:00:61Z",
      "2026-02-28T10:00:00.Z", "2026-02-28T10:00:00+1", "2026-02-28T10:00:00 Z", "2026-02/28",
      "0000-01-01",
      "2026-02-28T", "2026-02-28T10", "2026-02-28T10:00:00Zx", "XXXX-XX-XX",
    ])
  func refused(text: String) { #expect(Timestamp(text) == nil) }

  @Test("rounding down to a step holds before 1970 too")
  func floored() {
    #expect(Timestamp(microseconds: -1).floored(toMultipleOf: 10).microseconds == -10)
    #expect(Timestamp(microseconds: -10).floored(toMultipleOf: 10).microseconds == -10)
    #expect(Timestamp(microseconds: 19).floored(toMultipleOf: 10).microseconds == 10)
  }

  @Test("moving beyond the ends of time stops there")
  func saturation() {
    #expect(Timestamp(microseconds: .max).advanced(byMicroseconds: 1).microseconds == .max)
    #expect(Timestamp(microseconds: .min).advanced(byMicroseconds: -1).microseconds == .min)
  }
}
