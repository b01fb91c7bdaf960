// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// Neither threads nor repetition change a byte.
@Suite struct DeterminismTests {
  @Test("the report has the same bytes with 1 thread and with 2", arguments: [1, 2])
  func report(threads: Int) throws {
    let office = try Office.demo.get()
    let folder = try TemporaryFolder()
    let run = try Tool.run(
      ["analyze", "--threads", "\(threads)", "-o", folder.path + "/report"] + office.options)
    #expect(run.status == 0)
    let (one, other) = (
      try contents(of: office.report), try contents(of: folder.path + "/report")
    )
    #expect(Set(other.keys) == reportFiles)
    for (name, bytes) in one { #expect(other[name] == bytes, "\(name)") }
  }

  @Test(
    "scores and edges have the same bytes with 1 thread and with 2", arguments: ["score", "edges"])
  func tables(command: String) throws {
    let office = try Office.demo.get()
    let runs = try ["1", "2"].map { threads in
      try Tool.run([command, "--threads", threads, "--output-format", "csv"] + office.options)
    }
    #expect(runs[0].lines.count > 100)
    #expect(runs[0].output == runs[1].output)
    #expect(runs[0].errors == runs[1].errors)
  }

  @Test(
    "a folder of many formats gives the same report with 1 thread and with 2",
    .enabled(if: SharedData.isPresent, "\(SharedData.reason)"))
  func folder() throws {
    let folder = try TemporaryFolder()
    var runs: [[String: Data]] = []
    for threads in ["1", "2"] {
      let report = folder.path + "/" + threads
      let run = try Tool.run(
        ["analyze", SharedData.folder, "--threads", threads, "-o", report])
      #expect(run.status == 0, "\(run.errors)")
      runs.append(try contents(of: report))
    }
    #expect(Set(runs[0].keys) == reportFiles)
    for (name, bytes) in runs[0] { #expect(runs[1][name] == bytes, "\(name)") }
  }
}
