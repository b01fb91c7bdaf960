// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Reporting

@Suite struct ReportReadingTests {
  private let report = Report(
    result: Cases.fourHops, provenance: Cases.provenance, subnets: Cases.subnets)

  private func why(_ bytes: [UInt8]) -> String {
    do {
      _ = try Report(json: bytes)
      return "read"
    } catch ReportError.notAReport(let why) {
      return why
    } catch {
      return "\(error)"
    }
  }

  private func why(_ change: (inout Report) -> Void) throws -> String {
    var changed = report
    change(&changed)
    return why(try changed.json())
  }

  @Test("what is no report, or of another layout, is refused with its reason")
  func layout() throws {
    #expect(why([]) == "it is not JSON")
    #expect(why(Array("{".utf8)) == "it is not JSON")
    #expect(why(Array("{}".utf8)) == "schema is missing")
    #expect(why(Array("[1]".utf8)) == "the whole is of the wrong type")
    #expect(why(Array(#"{"schema":"0.1"}"#.utf8)) == "provenance is missing")
    #expect(
      why(Array(#"{"schema":"9.0","other":1}"#.utf8))
        == "its schema is 9.0, this version reads 0.1; analyze again")
    let text = String(decoding: try report.json(), as: UTF8.self)
    #expect(
      why(Array(text.replacing("\"p_value\"", with: "\"p\"").utf8))
        .hasSuffix("p_value is missing"))
    #expect(
      why(Array(text.replacing("\"port\" : 445", with: "\"port\" : \"445\"").utf8))
        .hasSuffix(".port is of the wrong type"))
    #expect(why(Array(String(repeating: "[", count: 100_000).utf8)) == "it is not JSON")
  }

  @Test("a report of before figures, indicators and allow lists is still read")
  func earlier() throws {
    var old = report
    old.figures = nil
    let text = String(decoding: try old.json(), as: UTF8.self)
    #expect(!text.contains("figures") && !text.contains("intelligence"))
    #expect(try Report(json: Array(text.utf8)) == old)
  }

  @Test("members of later versions of the layout are passed over")
  func additions() throws {
    let text = String(decoding: try report.json(), as: UTF8.self)
    let more = text.replacing("\"p_value\"", with: "\"new_member\" : [{}],\n\"p_value\"")
    #expect(try Report(json: Array(more.utf8)) == report)
  }

  @Test("values no analysis writes are refused with their place")
  func values() throws {
    #expect(
      try why { $0.findings[1].severity = "urgent" }
        == "findings[1].severity is \"urgent\", which is not low, medium, high and critical")
    #expect(
      try why { $0.findings[0].host.address = "fs01" }
        == "findings[0].host.address is \"fs01\", which is no address")
    let nan = try why { $0.findings[0].pValue = .nan }
    #expect(nan.hasPrefix("findings[0].p_value is "), "\(nan)")
    #expect(
      try why { $0.findings[0].score = 1.5 } == "findings[0].score is 1.5, which is not in 0...1")
    #expect(try why { $0.findings[0].firstSeen = "2026-03-02" }.contains("not a time in UTC"))
    #expect(try why { $0.windows[0].end = "soon" }.hasPrefix("windows[0].end is \"soon\""))
    #expect(try why { $0.paths[0].hops[2].kind = "x" }.hasPrefix("paths[0].hops[2].kind"))
    #expect(try why { $0.paths[0].hops[2].edge.port = 65_536 }.contains("port is 65536"))
    #expect(try why { $0.paths[0].hops[2].edge.transport = "TCP" }.contains("no protocol"))
    #expect(try why { $0.paths[0].hops[2].edge.flows = -1 }.contains("negative"))
    #expect(try why { $0.crossings.listed[3].edge.source.address = "" }.contains("listed[3]"))
    #expect(
      try why { $0.findings[2].id = $0.findings[0].id }.hasPrefix(
        "findings[2].id is that of findings[0]"))
    #expect(
      try why { $0.windows[0].end = "2026-03-01T00:00:00Z" }
        == "windows[0].end is \"2026-03-01T00:00:00Z\", before windows[0].start")
    #expect(
      try why { $0.paths[0].hops[1].edge.lastSeen = "2026-03-01T00:00:00Z" }.contains(
        "before paths[0].hops[1].edge.first_seen"))
    #expect(try why { $0.figures?.threshold = 2 }.hasPrefix("figures.threshold"))
    #expect(try why { $0.runnersUp[0].host.address = "10.0.0" }.hasPrefix("runners_up[0].host"))
  }

  @Test("no damage to the bytes crashes reading", arguments: UInt64(0)..<40)
  func damage(seed: UInt64) throws {
    var bytes = try report.json()
    var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    for _ in 0..<3 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 20)
    }
    if let read = try? Report(json: bytes) {
      for format in Report.ExportFormat.allCases { _ = try read.bytes(as: format) }
    }
  }

  @Test("a folder or its file is read; what is not there is named")
  func folder() throws {
    let scratch = try Scratch()
    try ReportFolder.write(report.json(), to: scratch.url.path + "/findings.json")
    #expect(try ReportFolder.read(scratch.url.path) == report)
    #expect(try ReportFolder.read(scratch.url.path + "/findings.json") == report)
    do {
      _ = try ReportFolder.read(scratch.url.path + "/missing")
      Issue.record("a folder that is not there was read")
    } catch ReportError.cannotRead(let path, let why) {
      #expect(path.hasSuffix("/missing") && !why.isEmpty)
    }
    let empty = try scratch.folder("empty")
    #expect(throws: ReportError.self) { try ReportFolder.read(empty.path) }
  }
}
