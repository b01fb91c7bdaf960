// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Reporting

/// Identities and sizes of what is exported.
@Suite struct ExportLimitTests {
  private let report = ExportTests.odd

  @Test("every OCSF observable is named by an attribute that holds its value")
  func observables() throws {
    let text = String(decoding: try report.bytes(as: .ocsf), as: UTF8.self)
    var checked = 0
    for line in text.split(separator: "\n") {
      let event = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let evidences = try #require(event["evidences"] as? [[String: Any]])
      for observable in try #require(event["observables"] as? [[String: Any]]) {
        let name = try #require(observable["name"] as? String)
        let parts = name.split { "[].".contains($0) }.map(String.init)
        #expect(parts.count == 4 && parts[0] == "evidences")
        let place = try #require(Int(parts[1]))
        let endpoint = try #require(evidences[place][parts[2]] as? [String: Any])
        #expect(endpoint[parts[3]] as? String == observable["value"] as? String)
        checked += 1
      }
    }
    #expect(checked > 10)
  }

  @Test("flows of other data are other objects, of the same data the same")
  func identities() throws {
    var other = report
    other.provenance.inputs[0].hash = "sha256:ffff"
    var quiet = report
    quiet.paths = []
    var otherQuiet = other
    otherQuiet.paths = []
    let ids = { (report: Report, kind: String) in
      let text = String(decoding: try report.bytes(as: .attackFlow), as: UTF8.self)
      return Set(
        text.matches(of: /"id": "([^"]+)"/).map { String($0.output.1) }.filter {
          $0.hasPrefix(kind + "--")
        })
    }
    for kind in ["attack-flow", "attack-asset"] {
      #expect(try ids(report, kind) == ids(report, kind))
      #expect(try ids(report, kind).isDisjoint(with: ids(other, kind)), "\(kind)")
    }
    for kind in ["attack-flow", "attack-condition"] {
      #expect(try !ids(quiet, kind).isEmpty)
      #expect(try ids(quiet, kind).isDisjoint(with: ids(otherQuiet, kind)), "\(kind)")
    }
    // Other options of the same data: the same hosts.
    var options = report
    options.provenance.optionsHash = "other"
    #expect(try ids(options, "attack-asset") == ids(report, "attack-asset"))
  }

  @Test(
    "a syslog message has at most 2,048 bytes, whatever is in it",
    arguments: [
      "short", String(repeating: "\"]\\", count: 2_000), String(repeating: "日", count: 9_000),
    ])
  func syslog(name: String) throws {
    let report = ExportTests.hostile(name)
    let lines = try report.bytes(as: .syslog).split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == report.findings.count)
    for line in lines {
      #expect(line.count <= 2_048)
      let text = String(decoding: line, as: UTF8.self)
      #expect(!text.contains("\u{fffd}") && text.contains("Possible lateral movement"))
    }
    var rest = report.octetCountedSyslog[...]
    var messages: [ArraySlice<UInt8>] = []
    while let space = rest.firstIndex(of: UInt8(ascii: " ")) {
      let length = try #require(Int(String(decoding: rest[..<space], as: UTF8.self)))
      messages.append(rest[(space + 1)...].prefix(length))
      rest = rest[(space + 1)...].dropFirst(length)
    }
    #expect(rest.isEmpty && messages == lines)
  }

  @Test("a finding carries at most a hundred hops, and how many there were")
  func hops() throws {
    var report = report
    let hop = report.paths[0].hops[1]
    for number in 8..<400 {
      var more = hop
      more.number = number
      report.paths[0].hops.append(more)
    }
    let text = String(decoding: try report.bytes(as: .ecs), as: UTF8.self)
    for line in text.split(separator: "\n") {
      #expect(line.matches(of: /"certainty":/).count <= 100)
    }
    #expect(text.contains("\"hops_total\":39"))
  }
}
