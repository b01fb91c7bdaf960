// SPDX-License-Identifier: Apache-2.0
import Flows
import Foundation
import Testing

@testable import Ingest

@Suite struct NumberScannerTests {
  private func fixed(_ text: String, places: Int) -> Int64? {
    let bytes = Array(text.utf8)
    return NumberScanner.fixedPoint(bytes.span, 0..<bytes.count, places: places)
  }

  @Test(
    "decimals are read exactly, rounded half away from zero, as Foundation's decimal type does",
    arguments: UInt64(0)..<20)
  func decimal(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let whole = Int64.random(in: 0...4_000_000_000, using: &generator)
      let digits = Int.random(in: 0...9, using: &generator)
      let fraction = (0..<digits).map { _ in String(generator.next() % 10) }.joined()
      let sign = ["", "-", "+"][Int(generator.next() % 3)]
      let exponent = ["", "e0", "E+2", "e-3"][Int(generator.next() % 4)]
      let text = sign + "\(whole)" + (digits > 0 ? "." + fraction : "") + exponent
      var value = try #require(Decimal(string: text)) * 1_000_000
      var rounded = Decimal()
      NSDecimalRound(&rounded, &value, 0, .plain)
      #expect(fixed(text, places: 6) == NSDecimalNumber(decimal: rounded).int64Value, "\(text)")
    }
  }

  @Test(
    "what is no number is refused",
    arguments: [
      "", "-", "+", ".", "e5", "1e", "1e+", "1e99999", "1.2.3", "0x10", "NaN", "Infinity",
      "-Infinity", "1 2", "１",
    ])
  func refused(text: String) { #expect(fixed(text, places: 6) == nil) }

  @Test("numbers too large are refused and tiny ones are 0")
  func extremes() {
    #expect(fixed("9223372036854", places: 6) == 9_223_372_036_854_000_000)
    #expect(fixed("9223372036855", places: 6) == nil)
    #expect(fixed("1e400", places: 0) == nil)
    #expect(fixed("1e-400", places: 6) == 0)
    #expect(fixed("0e999", places: 6) == 0)
    #expect(fixed("0." + String(repeating: "0", count: 50) + "1", places: 6) == 0)
    #expect(fixed(String(repeating: "0", count: 50) + "7", places: 0) == 7)
    #expect(fixed(".5", places: 0) == 1)
    #expect(fixed("5.", places: 0) == 5)
  }

  @Test("ports are read in decimal and hexadecimal up to 65535")
  func ports() {
    func port(_ text: String) -> UInt16? {
      let bytes = Array(text.utf8)
      return NumberScanner.port(bytes.span, 0..<bytes.count)
    }
    #expect(port("0") == 0 && port("65535") == 65535 && port("65536") == nil)
    #expect(port("0x0bea") == 3050 && port("0xFFFF") == 65535 && port("0x10000") == nil)
    #expect(port("443.0") == 443 && port("-1") == nil && port("") == nil && port("0x") == nil)
  }
}

@Suite struct TimeScannerTests {
  private func moment(_ text: String, unit: Dialect.TimeUnit = .seconds, isAfternoon: Bool = false)
    -> TimeScanner.Moment?
  {
    let bytes = Array(text.utf8)
    return TimeScanner.moment(bytes.span, 0..<bytes.count, unit: unit, isAfternoon: isAfternoon)
  }

  @Test(
    "each form is told by its bytes",
    arguments: [
      ("928.943457", "1970-01-01T00:15:28.943457Z", false),
      ("1588205199.82437", "2020-04-30T00:06:39.82437Z", false),
      ("0", "1970-01-01T00:00:00Z", false),
      ("2021-06-06T16:38:55.855844+0200", "2021-06-06T14:38:55.855844Z", false),
      ("2013/10/21 13:22:59.340835", "2013-10-21T13:22:59.340835Z", true),
      ("7/7/2017 3:30", "2017-07-07T03:30:00Z", true),
      ("03/07/2017 08:55:58", "2017-07-03T08:55:58Z", true),
      ("15/07/2019 01:55:21 PM", "2019-07-15T13:55:21Z", true),
      ("15/07/2019 12:00:00 AM", "2019-07-15T00:00:00Z", true),
      ("15/07/2019 12:30 pm", "2019-07-15T12:30:00Z", true),
      ("1/12/2017 23:59:59.5", "2017-12-01T23:59:59.5Z", true),
      ("2026-03-02", "2026-03-02T00:00:00Z", true),
    ])
  func forms(text: String, meaning: String, lacksZone: Bool) throws {
    let read = try #require(moment(text))
    #expect(Timestamp(microseconds: read.microseconds).description == meaning)
    #expect(read.lacksZone == lacksZone)
  }

  @Test("every minute of a day in the day-first form is what Foundation says")
  func dayFirst() throws {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "d/M/yyyy h:mm:ss a"
    for minute in stride(from: 0, to: 1440, by: 7) {
      let date = Date(timeIntervalSince1970: Double(1_499_299_200 + minute * 60))
      let read = try #require(moment(formatter.string(from: date)))
      #expect(read.microseconds == Int64(1_499_299_200 + minute * 60) * 1_000_000)
    }
  }

  @Test("hours 1 to 7 move to the afternoon when so told, AM and PM stay", arguments: 0...23)
  func afternoon(hour: Int) throws {
    let read = try #require(moment("7/7/2017 \(hour):00", isAfternoon: true))
    let expected = (1...7).contains(hour) ? hour + 12 : hour
    #expect(Timestamp(microseconds: read.microseconds).calendar.hour == expected)
    if (1...12).contains(hour) {
      let am = try #require(moment("7/7/2017 \(hour):00 AM", isAfternoon: true))
      #expect(Timestamp(microseconds: am.microseconds).calendar.hour == hour % 12)
    }
  }

  @Test("numbers come in the unit told")
  func units() {
    #expect(moment("1588205199824", unit: .milliseconds)?.microseconds == 1_588_205_199_824_000)
    #expect(moment("1588205199824370", unit: .microseconds)?.microseconds == 1_588_205_199_824_370)
  }

  @Test(
    "what is no time is refused",
    arguments: [
      "", "x", "7/7/2017", "7/7/17 3:30", "32/1/2017 3:30", "1/13/2017 3:30", "7/7/2017 24:00",
      "7/7/2017 3:60",
      "7/7/2017 13:00 PM", "7/7/2017 0:00 AM", "7/7/2017 3:30 XM", "7/7/2017 3:30 PMx",
      "7/7/2017  3:30", "//////////",
      "2017-07-07T", "12:30:00", "1588205199.8.2",
    ])
  func refused(text: String) { #expect(moment(text) == nil) }
}

@Suite struct JSONScannerTests {
  private static let tree = NameTree([
    ("a", 0, 0), ("b.c", 1, 0), ("b.d.e", 2, 0), ("F", 3, 1), ("g", 3, 0),
  ])

  private func scan(_ text: String) -> (JSONScanner.Outcome, [Int: String]) {
    let bytes = Array(text.utf8)
    var fields = FieldRanges()
    let outcome = JSONScanner.scan(bytes.span, 0..<bytes.count, for: Self.tree, into: &fields)
    var values: [Int: String] = [:]
    for slot in 0..<4 {
      if let range = fields[slot] { values[slot] = String(decoding: bytes[range], as: UTF8.self) }
    }
    return (outcome, values)
  }

  @Test("paths are found nested, flat and in any case, and only where they belong")
  func paths() {
    #expect(scan(#"{"a":1,"b":{"c":"x","d":{"e":true}}}"#).1 == [0: "1", 1: "x", 2: "true"])
    #expect(scan(#"{ "b.c" : "x" , "b.d.e" : -1.5e3 }"#).1 == [1: "x", 2: "-1.5e3"])
    #expect(scan(#"{"b":{"d.e":1,"a":2},"c":3,"e":4,"x":{"a":5}}"#).1 == [:])
    #expect(scan(#"{"A":1,"B":{"C":2}}"#).1 == [0: "1", 1: "2"])
    #expect(scan(#"{"x":[{"a":1},[2,{"b":3}]],"a":4}"#).1 == [0: "4"])
  }

  @Test("the first of repeated names wins, and the better name before the other")
  func precedence() {
    #expect(scan(#"{"a":1,"a":2}"#).1 == [0: "1"])
    #expect(scan(#"{"f":1,"g":2}"#).1 == [3: "2"])
    #expect(scan(#"{"g":2,"f":1}"#).1 == [3: "2"])
    #expect(scan(#"{"a":null,"b":{"c":{}}}"#).1 == [:])
  }

  @Test("escapes in strings are taken out, quotes in them end nothing")
  func escapes() {
    let text = #"{"x":"}\"{","a":"1\u0030.\/\"\n\\é","y":"\\"}"#
    let bytes = Array(text.utf8)
    var fields = FieldRanges()
    guard
      case .objectWithEscapes = JSONScanner.scan(
        bytes.span, 0..<bytes.count, for: Self.tree, into: &fields)
    else {
      Issue.record("escapes not seen")
      return
    }
    let (resolved, moved) = JSONEscapes.resolved(bytes.span, fields)
    #expect(moved[0].map { String(decoding: resolved[$0], as: UTF8.self) } == "10./\"\n\\é")
  }

  @Test(
    "what is not one whole object is malformed",
    arguments: [
      "", "{", "}", "[]", "1", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{\"a\":1 \"b\":2}",
      "{\"a\":1}}", "{\"a\":1}x",
      "{\"a\":[1,2}", "{\"a\":[1 2]}", "{\"a\":{]}", "{\"a\":\"x}", "{\"a\":\"x\\", "{a:1}",
      "{\"a\":1", "{\"a\":[}", "{\"a\":[,]}",
    ])
  func malformed(text: String) {
    guard case .malformed = scan(text).0 else {
      Issue.record("accepted \(text)")
      return
    }
    // Foundation takes a comma before a closing brace.
    guard text != "{\"a\":1,}" else { return }
    #expect((try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]) == nil)
  }

  @Test("nesting is bounded")
  func depth() {
    func nested(_ depth: Int) -> String {
      "{\"x\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        + ",\"a\":1}"
    }
    #expect(scan(nested(31)).1 == [0: "1"])
    guard case .malformed = scan(nested(32)).0, case .malformed = scan(nested(100_000)).0 else {
      Issue.record("too deep and accepted")
      return
    }
  }

  @Test("random objects give the values Foundation finds", arguments: UInt64(0)..<100)
  func random(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    func value(_ depth: Int) -> Any {
      let keys = ["a", "b", "c", "d", "e", "x", "b.c", "y\"z"]
      switch generator.next() % (depth > 3 ? 2 : 5) {
      case 0: return Int.random(in: -9999...9999, using: &generator)
      case 1: return ["", "text", "}{", "[,]", "a:b"][Int(generator.next() % 5)]
      case 2: return (0..<Int(generator.next() % 4)).map { _ in value(depth + 1) }
      default:
        return Dictionary(
          (0..<Int(generator.next() % 5)).map { _ in
            (keys[Int(generator.next() % 8)], value(depth + 1))
          }
        ) { first, _ in first }
      }
    }
    var object: [String: Any] = ["x": value(0)]
    for key in ["a", "b"] { object[key] = value(0) }
    let data = try JSONSerialization.data(
      withJSONObject: object, options: seed % 2 == 0 ? [] : [.prettyPrinted])
    let found = scan(String(decoding: data, as: UTF8.self))
    guard case .object = found.0 else {
      Issue.record("refused \(String(decoding: data, as: UTF8.self))")
      return
    }
    func text(_ value: Any?) -> String? {
      if let number = value as? Int { return String(number) }
      return value as? String
    }
    #expect(found.1[0] == text(object["a"]))
    #expect(found.1[1] == text((object["b"] as? [String: Any])?["c"]))
  }
}

@Suite struct DelimitedHeaderTests {
  private func split(_ line: String, _ names: [String], separator: UInt8 = 44) -> [FlowField:
    String]?
  {
    var dialect = Dialect()
    dialect.columns = [.start: ["t", "time"], .source: ["s"], .target: ["d"], .state: ["st"]]
    let header = DelimitedHeader(names: names, separator: separator, dialect: dialect)
    let bytes = Array(line.utf8)
    var fields = FieldRanges()
    guard header.split(bytes.span, 0..<bytes.count, into: &fields) else { return nil }
    var values: [FlowField: String] = [:]
    for field in FlowField.allCases {
      if let range = fields[field] { values[field] = String(decoding: bytes[range], as: UTF8.self) }
    }
    return values
  }

  @Test("columns are found by name in any order, the first of equal names and the best of several")
  func order() {
    #expect(split("1,2,3", ["d", "t", "s"]) == [.target: "1", .start: "2", .source: "3"])
    #expect(split("1,2,3", ["s", "s", "t"]) == [.source: "1", .start: "3"])
    #expect(split("1,2,3", ["time", "x", "t"]) == [.start: "3"])
    #expect(split("1,2,3", ["x", "y", "z"]) == [:])
  }

  @Test("quotes hold separators and doubled quotes, and end with the line")
  func quotes() {
    #expect(
      split("\"a,b\",\"c\"\"d\",e", ["t", "s", "d"]) == [
        .start: "a,b", .source: "c\"\"d", .target: "e",
      ])
    #expect(split("\"a,b", ["t"]) == [.start: "a,b"])
    #expect(split("\"\",x", ["t", "s"]) == [.start: "", .source: "x"])
    #expect(split("a\"b,c", ["t", "s"]) == [.start: "a\"b", .source: "c"])
  }

  @Test("a line with too few columns is told, empty columns at the end are not missing")
  func truncated() {
    #expect(split("1", ["t", "s"]) == nil)
    #expect(split("1,", ["t", "s"]) == [.start: "1", .source: ""])
    #expect(split("1,2,3,4", ["t", "s"]) == [.start: "1", .source: "2"])
    #expect(split("", ["t", "s"]) == nil)
  }

  @Test("names are trimmed, unquoted and compared in lower case; the separator is the commonest")
  func names() {
    #expect(
      DelimitedHeader.names(in: Array(" A,\"B c\" ,D\r".utf8), separator: 44) == ["a", "b c", "d"])
    #expect(DelimitedHeader.separator(of: Array("a;b;c,d".utf8)) == UInt8(ascii: ";"))
    #expect(DelimitedHeader.separator(of: Array("a\tb\tc".utf8)) == 9)
    #expect(DelimitedHeader.separator(of: Array("abc".utf8)) == 44)
  }
}
