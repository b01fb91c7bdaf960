// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Offices made to measure.
@Suite struct SimulateTests {
  @Test("intruders go as far as asked, and assets say whose lease changed when")
  func options() throws {
    let folder = try Place().path
    let run = try Tool.run([
      "simulate", "--hosts", "60", "--days", "8", "--flows", "300", "--difficulty", "hard",
      "--scenario", "known_edges", "--hops", "3", "--pace", "600", "--lease-changes", "0.1",
      "--truth", folder + "/truth.csv", "--assets", folder + "/assets.csv",
      "-o", folder + "/conn.log",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let truth = try String(contentsOfFile: folder + "/truth.csv", encoding: .utf8)
    let steps = truth.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(steps.map { $0[3] } == ["1", "2", "3"])
    #expect(steps.allSatisfy { $0[0].hasPrefix("2026-03-09") && $0[2] == "known_edges" })
    let times = steps.compactMap { ISO8601DateFormatter.lenient.date(from: String($0[0])) }
    #expect(times.count == 3)
    #expect(zip(times, times.dropFirst()).allSatisfy { $1.timeIntervalSince($0) < 1_600 })
    let read = try Tool.run([
      "edges", folder + "/conn.log", "--assets", folder + "/assets.csv", "--output-format", "csv",
    ])
    #expect(read.status == 0, "\(read.errors)")
    let assets = try String(contentsOfFile: folder + "/assets.csv", encoding: .utf8)
    #expect(assets.contains(",2026-03-0"))
  }

  @Test(
    "an option out of range is wrong usage",
    arguments: [
      (["--hops", "13"], "hops"), (["--pace", "59"], "pace"),
      (["--lease-changes", "1.5"], "lease changes"), (["--scenario", "magic"], "relay"),
    ])
  func wrong(arguments: [String], word: String) throws {
    let run = try Tool.run(["simulate", "-o", "-"] + arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(word), "\(run.errors)")
    #expect(run.output.isEmpty)
  }
}

extension ISO8601DateFormatter {
  fileprivate static var lenient: ISO8601DateFormatter {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
    return formatter
  }
}
