// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Foundation
import TestSupport
import Testing

@testable import Reporting

@Suite struct ExportTests {
  /// Reports that between them have every kind of host, edge and finding.
  static let reports: [(name: String, report: Report)] = {
    let make = { (result: AnalysisResult) in
      Report(result: result, provenance: Cases.provenance, subnets: Cases.subnets)
    }
    return [
      ("paths", make(Cases.fourHops)), ("quiet", make(Cases.quiet)), ("odd", odd),
      (
        "hostile",
        hostile(
          #"a|b=c]"d\e[f'g;h<i>%s$(j)"#
            + "|\u{301}]\u{301}\"\u{301}=\u{301} <b>http://x.test www.x.test [l](u) `k` *m* @n #1 - o"
        )
      ),
      ("redacted", odd.redacted()), ("many", make(Cases.manyFlagged(40))),
      ("one window", make(Cases.sixHosts.result)),
    ]
  }()

  /// IPv6, the Internet, protocols without ports, a host without evidence, all severities.
  static let odd: Report = {
    var report = Report(
      result: Cases.fourHops, provenance: Cases.provenance, subnets: Cases.subnets)
    report.findings[0].host.address = "2001:db8::17"
    report.findings[0].host.name = nil
    report.paths[0].hops[0].edge.target.address = "Internet"
    report.paths[0].hops[0].edge.target.name = nil
    report.paths[0].hops[1].edge.source.address = "2001:db8::17"
    report.paths[0].hops[1].edge.transport = "icmp6"
    report.paths[0].hops[1].edge.port = 0
    report.paths[0].hops[2].edge.source.address = "Internet"
    report.paths[0].hops[2].edge.flows = 0
    report.findings[3].severity = "low"
    report.findings[3].host.address = "10.250.0.1"
    report.findings[3].techniques = []
    report.findings[3].benignIf = []
    return report
  }()

  /// A report in which everybody is called `name`.
  static func hostile(_ name: String) -> Report {
    var report = odd
    report.provenance.version = name
    report.provenance.title = name
    for place in report.findings.indices {
      report.findings[place].host.name = name
      report.findings[place].reasons = [Report.Reason(kind: "edge", text: name)]
    }
    for place in report.paths[0].hops.indices {
      report.paths[0].hops[place].edge.source.name = name
      report.paths[0].hops[place].edge.target.name = name
      report.paths[0].hops[place].edge.service = name
      report.paths[0].hops[place].reason.text = name
    }
    return report
  }

  /// Writes a report in every format.
  private func write(
    _ report: Report, to folder: URL, changing change: (Report.ExportFormat, String) -> String
  ) throws {
    for format in Report.ExportFormat.allCases {
      let text = String(decoding: try report.bytes(as: format), as: UTF8.self)
      try ReportFolder.write(
        Array(change(format, text).utf8), to: folder.appendingPathComponent(format.fileName).path)
    }
  }

  private func verdicts(_ folders: [URL]) throws -> [String] {
    let schema = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Resources/findings.schema.json")
    return try Python.run(
      [Python.oracle("exports.py", of: "ReportingTests"), schema.path] + folders.map(\.path)
    ).split(separator: "\n").map(String.init)
  }

  @Test(
    "every format passes the validators and readers of others",
    .enabled(if: Python.hasPeers, "\(Python.peersReason)"))
  func validators() throws {
    let scratch = try Scratch()
    var folders: [URL] = []
    for (name, report) in Self.reports {
      let folder = try scratch.folder(name)
      try write(report, to: folder) { $1 }
      folders.append(folder)
    }
    let lines = try verdicts(folders)
    let expected = Self.reports.map { "\($0.report.findings.count) findings, 0 disagreements" }
    #expect(lines == expected, "\(lines.joined(separator: "\n"))")
  }

  /// One fault a format, each of which its validator must see.
  private static let faults: [(format: Report.ExportFormat, right: String, wrong: String)] = [
    (.ecs, "\"kind\":\"alert\"", "\"kind\":\"event\""), (.ocsf, ":200401", ":200402"),
    (.ocsf18, "\"type_id\":2,", ""), (.stix, "\"is_active\": false", "\"is_active\": true"),
    (.navigator, "\"score\": 4", "\"score\": 4.5"),
    (.attackFlow, "\"effect_refs\"", "\"effects\""),
    (.cef, "externalId=", "externalId"), (.leef, "devTime=", "devtime="),
    (.syslog, ">1 ", "> "), (.splunkHEC, "\"time\":", "\"at\":"),
    (.elasticBulk, "\"_id\":\"", "\"_id\":\"0"), (.opengraph, "\"kind\":", "\"sort\":"),
    (.csv, "0.99", "0.98"), (.markdown, "### `", "### "), (.json, "\"benign_if\"", "\"benign\""),
  ]

  @Test(
    "a fault in a format is seen by its validator",
    .enabled(if: Python.hasPeers, "\(Python.peersReason)"))
  func faults() throws {
    let scratch = try Scratch()
    let report = Self.reports[0].report
    var folders: [URL] = []
    for fault in Self.faults {
      let folder = try scratch.folder(fault.format.rawValue)
      try write(report, to: folder) { format, text in
        guard format == fault.format else { return text }
        #expect(text.contains(fault.right), "\(format)")
        return text.replacing(fault.right, with: fault.wrong)
      }
      folders.append(folder)
    }
    let totals = try verdicts(folders).filter { $0.hasSuffix(" disagreements") }
    #expect(totals.count == Self.faults.count)
    for (fault, total) in zip(Self.faults, totals) {
      #expect(!total.hasSuffix(", 0 disagreements"), "\(fault.format)")
    }
  }

  @Test("twice the same bytes, and a report read back gives the same exports")
  func deterministic() throws {
    for (_, report) in Self.reports {
      let again = try Report(json: report.json())
      for format in Report.ExportFormat.allCases {
        #expect(try report.bytes(as: format) == report.bytes(as: format))
        #expect(try report.bytes(as: format) == again.bytes(as: format))
      }
    }
  }

  @Test("a finding keeps its ids when others come and go")
  func stableIDs() throws {
    let report = Self.reports[0].report
    var fewer = report
    fewer.findings = [report.findings[1]]
    let all = ExportedFinding.all(report)[1]
    #expect(ExportedFinding.all(fewer)[0].uuid == all.uuid)
    let lines = { (report: Report) in
      String(decoding: ECSExport.bytes(report), as: UTF8.self).split(separator: "\n")
    }
    #expect(lines(fewer)[0] == lines(report)[1])
    #expect(Set(ExportedFinding.all(report).map(\.uuid)).count == report.findings.count)
  }

  @Test("file names differ")
  func fileNames() {
    let formats = Report.ExportFormat.allCases
    #expect(Set(formats.map(\.fileName)).count == formats.count)
  }

  @Test("a worm over 800 hosts is written in time")
  func large() throws {
    var report = Self.reports[0].report
    let hop = report.paths[0].hops[0]
    report.paths[0].hops = (0..<800).map { number in
      var next = hop
      next.number = number + 1
      next.edge.source.address = "10.7.\(number / 250).\(number % 250)"
      next.edge.target.address = "10.7.\((number + 1) / 250).\((number + 1) % 250)"
      return next
    }
    report.findings = (0..<800).map { number in
      var finding = report.findings[0]
      finding.id = "finding-\(number)"
      finding.host.address = "10.7.\(number / 250).\(number % 250)"
      return finding
    }
    let start = ContinuousClock.now
    for format in [Report.ExportFormat.ecs, .stix, .attackFlow] {
      #expect(try report.bytes(as: format).count > 100_000)
    }
    #expect(try report.bytes(as: .markdown).count > 10_000)
    #expect(ContinuousClock.now - start < .seconds(20))
  }
}
