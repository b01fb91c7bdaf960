// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import Testing

@testable import Simulation

@Suite struct TextTests {
  private func text(_ write: (inout [UInt8]) -> Void) -> String {
    var bytes: [UInt8] = []
    write(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("numbers read as Swift prints them", arguments: UInt64(0)..<200)
  func numbers(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let shift = UInt64.random(in: 0..<64, using: &generator)
    let number = Int64(bitPattern: generator.next()) >> Int64(shift)
    #expect(text { $0.add(number) } == String(number))
    let seconds = number / 1_000
    let magnitude = seconds.magnitude
    let fraction = String(String(magnitude % 1_000_000 + 1_000_000).dropFirst())
    let sign = seconds < 0 ? "-" : ""
    #expect(text { $0.add(seconds: seconds) } == "\(sign)\(magnitude / 1_000_000).\(fraction)")
  }

  @Test("the ends of the range of numbers read right", arguments: [0, 9, 10, .max, .min, -1])
  func extremes(number: Int64) {
    #expect(text { $0.add(number) } == String(number))
  }

  @Test(
    "a decimal is within half a millionth, without zeros at its end", arguments: UInt64(0)..<200)
  func decimals(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let value = generator.unit() * Double(UInt64(1) << UInt64.random(in: 0..<38, using: &generator))
    let written = text { $0.add(decimal: value) }
    let read = try #require(Double(written))
    #expect(abs(read - value) <= 0.000_000_5 + value * 1e-15)
    #expect(!written.contains(".") || written.last != "0")
  }

  @Test(
    "decimals at the edges",
    arguments: [
      (0.0, "0"), (1.5, "1.5"), (0.000_001, "0.000001"), (0.1, "0.1"), (34, "34"),
      (999_999.999_999_9, "1000000"), (.infinity, "Infinity"),
    ])
  func decimalEdges(value: Double, expected: String) {
    #expect(text { $0.add(decimal: value) } == expected)
  }

  @Test("addresses read as they print", arguments: ["10.0.0.1", "255.0.100.99", "2001:db8::1"])
  func addresses(address: String) throws {
    let parsed = try #require(IPAddress(address))
    #expect(text { $0.add(parsed) } == address)
  }

  @Test("dates are right on both sides of midnight, and back again", arguments: UInt64(0)..<50)
  func dates(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var calendar = CalendarText()
    var moment = Int64.random(in: 0...4_000_000_000_000_000, using: &generator)
    for _ in 0..<6 {
      let at = Timestamp(microseconds: moment).calendar
      let iso = String(
        format: "%04d-%02d-%02dT%02d:%02d:%02d.%06d+0000", at.year, at.month, at.day, at.hour,
        at.minute, at.second, at.microsecond)
      #expect(text { calendar.addISO(moment, to: &$0) } == iso)
      let dayFirst = String(
        format: "%02d/%02d/%04d %02d:%02d:%02d", at.day, at.month, at.year, at.hour, at.minute,
        at.second)
      #expect(text { calendar.addDayFirst(moment, to: &$0) } == dayFirst)
      moment += Int64.random(in: -90_000_000_000...200_000_000_000, using: &generator)
    }
  }
}
