// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Reporting

@Suite struct ReportFolderTests {
  private func write(_ folder: String) throws -> ReportFolder.Outcome {
    try ReportFolder.write(
      Cases.fourHops, provenance: Cases.provenance, subnets: Cases.subnets, worker: nil, to: folder)
  }

  @Test("all six files are there, nothing else, and twice the same")
  func files() throws {
    let scratch = try Scratch()
    let (a, b) = (scratch.url.path + "/new/a", scratch.url.path + "/b")
    let outcome = try write(a)
    #expect(outcome.mapFailure == nil)
    #expect(
      outcome.files.map { URL(fileURLWithPath: $0).lastPathComponent } == [
        "hosts.csv", "crossings.csv", "findings.json", "report.md", "map.svg", "report.html",
      ])
    _ = try write(b)
    _ = try write(b)
    let names = try FileManager.default.contentsOfDirectory(atPath: a).sorted()
    #expect(
      names == [
        "crossings.csv", "findings.json", "hosts.csv", "map.svg", "report.html", "report.md",
      ])
    #expect(try FileManager.default.contentsOfDirectory(atPath: b).sorted() == names)
    for name in names {
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: a + "/" + name))
          == Data(contentsOf: URL(fileURLWithPath: b + "/" + name)), "\(name)")
    }
  }

  @Test("exports of an earlier run do not stay beside a new report, other files do")
  func stale() throws {
    let scratch = try Scratch()
    let folder = scratch.url.path + "/report"
    _ = try ReportFolder.write(
      Cases.fourHops, provenance: Cases.provenance, subnets: Cases.subnets,
      exports: [.stix, .cef], worker: nil, to: folder)
    try Data([7]).write(to: URL(fileURLWithPath: folder + "/notes.txt"))
    let before = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
    #expect(before.isSuperset(of: [Report.ExportFormat.stix.fileName, "notes.txt"]))
    _ = try write(folder)
    let after = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
    #expect(
      before.subtracting(after)
        == [Report.ExportFormat.stix.fileName, Report.ExportFormat.cef.fileName])
  }

  @Test("files can be read by others, as the umask has it")
  func mode() throws {
    let scratch = try Scratch()
    try Data().write(to: scratch.url.appendingPathComponent("plain"))
    try ReportFolder.write([1], to: scratch.url.path + "/ours")
    let mode = {
      try FileManager.default.attributesOfItem(atPath: scratch.url.path + $0)[.posixPermissions]
        as? Int
    }
    #expect(try mode("/ours") == mode("/plain"))
  }

  @Test("where a folder cannot be, the error names it and nothing is left")
  func cannotWrite() throws {
    let scratch = try Scratch()
    let file = try scratch.file("taken", [1, 2])
    do {
      _ = try write(file.path + "/reports")
      Issue.record("a folder was made inside a file")
    } catch ReportError.cannotWrite(let path, let why) {
      #expect(path == file.path + "/reports" && !why.isEmpty)
    }
    #expect(try Data(contentsOf: file) == Data([1, 2]))
    #expect(throws: ReportError.self) { try ReportFolder.write([1], to: scratch.url.path) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path) == ["taken"])
  }

  @Test("a map that cannot be drawn costs the map alone, and the page says so")
  func noMap() throws {
    let scratch = try Scratch()
    _ = try scratch.file("map.svg", [1])
    let outcome = try ReportFolder.write(
      Cases.manyFlagged(60), provenance: Cases.provenance,
      worker: MapWorker(executable: "/bin/false"), to: scratch.url.path)
    #expect(outcome.mapFailure?.hasPrefix("cannot draw the map") == true)
    #expect(!FileManager.default.fileExists(atPath: scratch.url.path + "/map.svg"))
    let page = try String(
      contentsOf: scratch.url.appendingPathComponent("report.html"), encoding: .utf8)
    #expect(page.contains("cannot draw the map"))
  }
}
