// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// The findings of the example office in every format.
@Suite struct ExportTests {
  /// Formats and their files, but for `json`, which is `findings.json` itself.
  private static let files = [
    "ecs": "findings.ecs.ndjson", "ocsf": "findings.ocsf.ndjson",
    "ocsf-1.8": "findings.ocsf-1.8.ndjson", "stix": "findings.stix.json",
    "navigator": "findings.navigator.json", "attack-flow": "findings.attack-flow.json",
    "cef": "findings.cef", "leef": "findings.leef", "syslog": "findings.syslog",
    "splunk-hec": "findings.splunk-hec.ndjson", "elastic-bulk": "findings.elastic-bulk.ndjson",
    "opengraph": "findings.opengraph.json", "markdown": "report.md", "csv": "findings.csv",
  ]

  private static let schema = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Resources/findings.schema.json").path

  private func export(_ report: String) throws -> String {
    let folder = try Place().path
    for (format, name) in Self.files.merging(["json": "findings.json"], uniquingKeysWith: { $1 }) {
      let run = try Tool.run(["export", report, "--to", format, "-o", "\(folder)/\(name)"])
      #expect(run.status == 0, "\(run.errors)")
    }
    return folder
  }

  @Test(
    "every export of the example, and of a quiet office, passes the validators of others",
    .enabled(if: Python.hasPeers, "\(Python.peersReason)"))
  func validators() throws {
    let folders = [
      try export(Office.demo.get().report),
      try export(Office.quiet.get().report + "/findings.json"),
    ]
    let text = try Python.run(
      [Python.oracle("exports.py", of: "ReportingTests"), Self.schema] + folders)
    #expect(text == "5 findings, 0 disagreements\n0 findings, 0 disagreements\n")
  }

  @Test("analyze --export leaves the same bytes beside the report")
  func analyze() throws {
    let folder = try Place().path
    let formats = Self.files.keys.sorted() + ["json"]
    let run = try Tool.run(
      ["analyze", "-o", folder, "--export", formats.joined(separator: ",")]
        + Office.demo.get().options + ["--threads", "1"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("Export: \(folder)/findings.stix.json\n"))
    let written = try contents(of: folder)
    #expect(Set(written.keys) == reportFiles.union(Self.files.values))
    let exported = try contents(of: export(folder))
    #expect(exported.count == 15)
    for (name, bytes) in exported { #expect(written[name] == bytes, "\(name)") }
  }

  @Test("without a file the findings go to standard output, and a pipe into head ends well")
  func standardOutput() throws {
    let report = try Office.demo.get().report
    let run = try Tool.run(["export", report, "--to", "ecs"])
    #expect(run.status == 0 && run.lines.count == 5 && run.errors.isEmpty)
    #expect(
      try Tool.run(["export", report, "--to", "json"]).output
        == contents(of: report)["findings.json"])
    #expect(try Tool.shell("sidestep export '\(report)' --to stix | head -1").status == 0)
  }

  @Test(
    "--redact leaves no address and no name of the office", arguments: ["json", "stix", "markdown"])
  func redact(format: String) throws {
    let office = try Office.demo.get()
    let plain = try Tool.run(["export", office.report, "--to", format]).text
    let redacted = try Tool.run(["export", office.report, "--to", format, "--redact"]).text
    let assets = try String(contentsOfFile: office.assets, encoding: .utf8).split(separator: "\n")
    var found = 0
    for fields in assets.dropFirst().map({ $0.split(separator: ",") }) {
      for secret in fields.prefix(2) {
        found += plain.contains(secret) ? 1 : 0
        #expect(!redacted.contains(secret), "\(secret)")
      }
    }
    #expect(found >= 8)
  }

  @Test("what cannot be read, understood or written says so")
  func failures() throws {
    let place = try Place()
    let report = try Office.demo.get().report
    #expect(try Tool.run(["export", report]).status == 64)
    #expect(try Tool.run(["export", report, "--to", "xml"]).status == 64)
    #expect(try Tool.run(["analyze", report, "--export", "ecs,xml"]).status == 64)
    let missing = try Tool.run(["export", place.path + "/none", "--to", "ecs"])
    #expect(missing.status == 66 && missing.errors.contains("cannot read \(place.path)/none"))
    let empty = try Tool.run(["export", place.path, "--to", "ecs"])
    #expect(empty.status == 66 && empty.errors.contains("name a report folder"))
    let later = try place.write(#"{"schema":"7.1"}"#.utf8, to: "findings.json")
    let refused = try Tool.run(["export", later, "--to", "ecs"])
    #expect(refused.status == 65 && refused.errors.contains("its schema is 7.1"))
    #expect(refused.output.isEmpty)
    #expect(
      try Tool.run(["export", report, "--to", "ecs", "-o", "/nowhere/findings"]).status == 73)
  }
}
