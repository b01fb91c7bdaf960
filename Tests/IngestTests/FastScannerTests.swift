// SPDX-License-Identifier: Apache-2.0
import Flows
import Testing

@testable import Ingest

/// What reads several bytes at once, beside what reads one after the other.
@Suite struct FastScannerTests {
  /// Text of a few characters that look like a number, an address or a time.
  private static func text(
    of characters: String, upTo length: Int, using generator: inout SeededGenerator
  ) -> [UInt8] {
    let bytes = Array(characters.utf8)
    return (0...generator.below(length)).map { _ in bytes[generator.below(bytes.count)] }
  }

  /// `text` between other text, sometimes at the very end of the bytes.
  private static func surrounded(
    _ text: [UInt8], using generator: inout SeededGenerator
  ) -> (bytes: [UInt8], range: Range<Int>) {
    let before = [UInt8](repeating: 57, count: generator.below(9))
    let after = [UInt8](repeating: 46, count: generator.below(2) * generator.below(90))
    return (before + text + after, before.count..<before.count + text.count)
  }

  @Test("numbers are those read byte by byte", arguments: UInt64(0)..<20)
  func numbers(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for round in 0..<500 {
      let characters = ["0123456789", "0123456789.", "019.-+e:/;\u{30}"][round % 3]
      let text = Self.text(of: characters, upTo: 20, using: &generator)
      let (bytes, range) = Self.surrounded(text, using: &generator)
      for places in [-3, 0, 3, 6] {
        let found = NumberScanner.fixedPoint(bytes.span, range, places: places)
        let plain = NumberScanner.any(bytes.span, range, places: places)
        #expect(found == plain, "\(String(decoding: text, as: UTF8.self)) \(places)")
      }
      let whole = text.allSatisfy { 48...57 ~= $0 } && text.count <= 16
      let digits = NumberScanner.digits(bytes.span, range)
      #expect(digits == (whole ? Int64(String(decoding: text, as: UTF8.self)) : nil))
    }
  }

  @Test("dotted addresses are those read byte by byte", arguments: UInt64(0)..<20)
  func addresses(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for round in 0..<500 {
      var text: [UInt8] = []
      for part in 0..<4 + generator.below(12) / 11 {
        if part > 0 { text.append(UInt8(ascii: ".")) }
        text += Array(String(generator.below(round % 2 == 0 ? 256 : 300)).utf8)
      }
      if generator.below(4) == 0 {
        text[generator.below(text.count)] = [0x2e, 0x30, 0x3a, 0x2f, 0x61][generator.below(5)]
      }
      let (bytes, range) = Self.surrounded(text, using: &generator)
      let plain = IPAddress(ascii: bytes.span.extracting(range))
      let found = AddressScanner.address(bytes.span, range)
      #expect(found == plain, "\(String(decoding: text, as: UTF8.self))")
      if let dotted = AddressScanner.dotted(bytes.span, range) {
        #expect(IPAddress(v4: dotted) == plain)
      }
    }
  }

  @Test("times are the same with and without memory, in any order", arguments: UInt64(0)..<20)
  func times(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var memory = TimeMemory()
    let forms: [String] = [
      "2026-03-02T09:15:07.250000+0000", "2026-03-02T09:15:07.250000Z", "2026-03-02 09:15:07",
      "2026/03/02 09:15:59.999999", "2026-03-02T09:15:60Z", "2026-03-02T09:15:07.25+0200",
      "02/03/2026 09:15:07", "2/3/2026 3:30", "2/3/2026 3:30:01 PM", "1772442907.250000",
      "1772442907", "2026-03-02", "02/03/2026 09:15:07.123456 AM", "2026-03-02T09:15:07-",
    ]
    for _ in 0..<400 {
      var text = Array(forms[generator.below(forms.count)].utf8)
      if generator.below(3) == 0 {
        let digit = UInt8(48 + generator.below(12))
        text[generator.below(text.count)] = digit
      }
      let (bytes, range) = Self.surrounded(text, using: &generator)
      let plain = TimeScanner.moment(bytes.span, range, unit: .seconds, isAfternoon: true)
      let found = memory.moment(
        bytes.span, range, format: .number(.seconds), isAfternoon: true)
      #expect(
        found?.microseconds == plain?.microseconds, "\(String(decoding: text, as: UTF8.self))")
      #expect(found?.lacksZone == plain?.lacksZone, "\(String(decoding: text, as: UTF8.self))")
    }
  }

  @Test("words are the same from bytes and from text", arguments: UInt64(0)..<20)
  func words(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let text = Self.text(of: "@AZ[`az{\u{7f}_0-é", upTo: 15, using: &generator)
      let (bytes, range) = Self.surrounded(text, using: &generator)
      var slow = Word("")
      for byte in text { slow.push(byte) }
      let word = Word(bytes.span, range)
      #expect(word == slow)
    }
  }

  @Test("columns are those between separators, quotes heeded", arguments: UInt64(0)..<20)
  func columns(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var dialect = Dialect.zeek
    dialect.columns = [.start: ["a"], .source: ["c"], .target: ["d"], .transport: ["f"]]
    let header = DelimitedHeader(
      names: ["a", "b", "c", "d", "e", "f"], separator: UInt8(ascii: ","), dialect: dialect)
    for _ in 0..<300 {
      let line = Self.text(of: "xyz0123456789,,,\"", upTo: 150, using: &generator)
      let (bytes, range) = Self.surrounded(line, using: &generator)
      var fields = FieldRanges()
      let isWhole = header.split(bytes.span, range, into: &fields)
      let expected = Self.split(line)
      #expect(isWhole == (expected.count >= 6))
      for (column, field) in [(0, FlowField.start), (2, .source), (3, .target), (5, .transport)]
      where isWhole {
        #expect(fields[field].map { Array(bytes[$0]) } == expected[column])
      }
    }
  }

  /// The columns of a line, byte by byte.
  private static func split(_ line: [UInt8]) -> [[UInt8]] {
    var columns: [[UInt8]] = []
    var rest = line[...]
    while true {
      if rest.first == UInt8(ascii: "\"") {
        var inside = rest.dropFirst()
        var value: [UInt8] = []
        while let byte = inside.first {
          if byte == UInt8(ascii: "\"") {
            guard inside.dropFirst().first == byte else { break }
            value.append(byte)
            inside = inside.dropFirst()
          }
          value.append(byte)
          inside = inside.dropFirst()
        }
        columns.append(value)
        rest = inside.drop { $0 != UInt8(ascii: ",") }
      } else {
        columns.append(Array(rest.prefix { $0 != UInt8(ascii: ",") }))
        rest = rest.drop { $0 != UInt8(ascii: ",") }
      }
      guard !rest.isEmpty else { return columns }
      rest = rest.dropFirst()
    }
  }
}

extension SeededGenerator {
  /// A number of at least 0 and less than `bound`.
  fileprivate mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}
