// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// Neither threads nor repetition change a byte.
@Suite struct DeterminismTests {
  @Test("the report has the same bytes with 1 thread and with 2")
  func report() throws {
    let office = try Office.demo.get()
    let again = try Place().path + "/report"
    let run = try Tool.run(["analyze", "--threads", "2", "-o", again] + office.options)
    #expect(run.status == 0)
    let (one, other) = (try contents(of: office.report), try contents(of: again))
    #expect(Set(other.keys) == reportFiles)
    for (name, bytes) in one { #expect(other[name] == bytes, "\(name)") }
  }

  @Test("scores with 2 threads are the bytes of hosts.csv with 1")
  func scores() throws {
    let office = try Office.demo.get()
    let run = try Tool.run(
      ["score", "--threads", "2", "--output-format", "csv"] + office.options)
    #expect(run.lines.count > 100)
    #expect(try contents(of: office.report)["hosts.csv"] == run.output)
  }

  @Test(
    "edges and features have the same bytes with 1 thread and with 2",
    arguments: ["edges", "features"])
  func tables(command: String) throws {
    let runs = try ["1", "2"].map { threads in
      try Tool.run(
        [command, "--threads", threads, "--output-format", "csv"]
          + (try Office.firstDays.get()))
    }
    #expect(runs[0].lines.count > 100)
    #expect(runs[0].output == runs[1].output)
    #expect(runs[0].errors == runs[1].errors)
  }

  @Test(
    "a folder of many formats gives the same report with 1 thread and with 2",
    .enabled(if: SharedData.isPresent, "\(SharedData.reason)"))
  func folder() throws {
    let folder = try Place()
    var runs: [[String: Data]] = []
    for threads in ["1", "2"] {
      let report = folder.path + "/" + threads
      let run = try Tool.run(
        ["analyze", SharedData.path("slips"), "--threads", threads, "-o", report])
      #expect(run.status == 0, "\(run.errors)")
      runs.append(try contents(of: report))
    }
    #expect(Set(runs[0].keys) == reportFiles)
    for (name, bytes) in runs[0] { #expect(runs[1][name] == bytes, "\(name)") }
  }
}
