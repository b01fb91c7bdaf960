// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Reporting

/// Text from data ends no field, no line and no record in formats made of lines.
@Suite struct ExportInjectionTests {
  private static let names = [
    "a\nCEF:0|Evil|Evil|1|x|x|10|", "b\r\nLEEF:2.0|Evil|", "c\u{0}\u{1b}[2J\u{7f}",
    "d\tsrc=1.2.3.4",
    "e\u{2028}f\u{2029}g\u{85}h", #"i\"#, "j|k", "l=m", #"n"]"#, "o\u{202e}p", "=cmd|' /C calc'!A0",
    "\u{301}|\u{301}", String(repeating: "q\\|=]\"", count: 20_000), "r \" s=\"t\"] <1>1 -",
  ]

  private func lines(_ report: Report, _ format: Report.ExportFormat) throws -> [Substring] {
    String(decoding: try report.bytes(as: format), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
  }

  @Test("a line a finding, without control characters and of bounded length", arguments: names)
  func lines(name: String) throws {
    let report = ExportTests.hostile(name)
    for format in [Report.ExportFormat.cef, .leef, .syslog] {
      let lines = try lines(report, format)
      #expect(lines.count == report.findings.count + 1 && lines.last == "")
      for line in lines.dropLast() {
        #expect(line.utf8.count < 16_000)
        for scalar in line.unicodeScalars where scalar != "\t" || format != .leef {
          #expect(
            SafeText.clean(String(scalar)) == String(scalar) || scalar.properties.isGraphemeExtend)
        }
      }
    }
    for format in [Report.ExportFormat.ecs, .ocsf, .splunkHEC, .elasticBulk] {
      let each = format == .elasticBulk ? 2 : 1
      let lines = try lines(report, format)
      #expect(lines.count == each * report.findings.count + 1)
      for line in lines.dropLast() {
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
      }
    }
  }

  /// The text before the first `mark` that no backslash escapes, and the rest.
  private func cut(_ text: Substring.UnicodeScalarView, at mark: Unicode.Scalar) -> (
    String, Substring.UnicodeScalarView
  )? {
    var isEscaped = false
    for place in text.indices {
      if !isEscaped, text[place] == mark {
        return (String(text[..<place]), text[text.index(after: place)...])
      }
      isEscaped = !isEscaped && text[place] == "\\"
    }
    return nil
  }

  @Test("CEF has seven header fields and its own keys alone", arguments: names)
  func cef(name: String) throws {
    let keys = Set(
      try lines(ExportTests.hostile("x"), .cef).dropLast().flatMap { line in
        line.split { $0 == " " || $0 == "|" }.compactMap { $0.firstMatch(of: /^(\w+)=/)?.1 }
      })
    for line in try lines(ExportTests.hostile(name), .cef).dropLast() {
      var rest = line.unicodeScalars
      var header: [String] = []
      for _ in 0..<7 {
        let (field, after) = try #require(cut(rest, at: "|"))
        header.append(field)
        rest = after
      }
      #expect(header[0] == "CEF:0" && header[4] == "sidestep-host" && Int(header[6]) != nil)
      // What stands before an unescaped equal sign ends in a key.
      while let (before, after) = cut(rest, at: "=") {
        let key = before.split(separator: " ").last.map(String.init) ?? ""
        #expect(keys.contains { $0 == key }, "\(key)")
        rest = after
      }
    }
  }

  @Test("LEEF has its six header fields, and tabs between fields alone", arguments: names)
  func leef(name: String) throws {
    let fieldCounts = try lines(ExportTests.hostile("x"), .leef).dropLast().map {
      $0.unicodeScalars.split(separator: "\t").count
    }
    for (line, count) in zip(try lines(ExportTests.hostile(name), .leef), fieldCounts) {
      let header = line.unicodeScalars.split(
        separator: "|", maxSplits: 6, omittingEmptySubsequences: false)
      #expect(
        header.count == 7 && String(header[5]) == "x09" && String(header[4]) == "sidestep-host")
      #expect(line.unicodeScalars.split(separator: "\t").count == count)
    }
  }

  @Test("syslog has one element, and the message starts after it", arguments: names)
  func syslog(name: String) throws {
    for line in try lines(ExportTests.hostile(name), .syslog).dropLast() {
      let (head, rest) = try #require(cut(line.unicodeScalars[...], at: "["))
      #expect(head.wholeMatch(of: #/<13\d>1 [0-9T:.Z-]+ - sidestep - finding /#) != nil, "\(head)")
      let (element, message) = try #require(cut(rest, at: "]"))
      #expect(message.starts(with: " Possible lateral movement: ".unicodeScalars))
      var fields = element.unicodeScalars[...]
      let (id, after) = try #require(cut(fields, at: " "))
      #expect(id == "sidestep@32473")
      fields = after
      while let (key, value) = cut(fields, at: "\"") {
        #expect(key.wholeMatch(of: #/ ?[A-Za-z]+=/#) != nil, "\(key)")
        fields = try #require(cut(value, at: "\"")).1
      }
    }
  }

  @Test("CSV starts no formula")
  func csv() throws {
    let text = String(
      decoding: try ExportTests.hostile("=cmd|' /C calc'!A0").bytes(as: .csv), as: UTF8.self)
    #expect(!text.contains(",=cmd") && !text.contains("\"=cmd") && text.contains(",'=cmd"))
  }
}
