// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// The story of one host, and hosts that are known to be taken.
@Suite struct ExplainTests {
  private func explain(_ host: String, _ more: [String] = []) throws -> Tool.Outcome {
    try Tool.run(["explain", host] + Office.demo.get().options + more)
  }

  @Test("tells the path, the reasons, every detector and what to rule out")
  func story() throws {
    let office = try Office.demo.get()
    let steps = try office.plantedPath()
    let entry = try #require(steps.first)
    let run = try explain(entry.source)
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.lines
    #expect(lines.contains { $0.contains("▶ 1. ") && $0.contains(entry.target) })
    for step in steps { #expect(run.text.contains("(\(step.source)) → ")) }
    for part in [
      "Why:", "What each detector says", "What moved the Isolation Forest", "Could be benign if:",
      "Consistent with:", "Blast radius: from here",
    ] { #expect(run.text.contains(part), "no \(part)") }
    // The hosts of the path lie within reach of its entry.
    let reach = try #require(run.text.range(of: "Blast radius"))
    for step in steps { #expect(run.text[reach.lowerBound...].contains("(\(step.target))")) }
    // What detectors have to say adds up.
    let shares = lines.compactMap { $0.firstMatch(of: /p [0-9.e-]+, (\d+) % of the say/) }
      .compactMap { Int($0.1) }
    #expect(shares.count >= 5)
    #expect(abs(shares.reduce(0, +) - 100) <= shares.count)
  }

  @Test("a host that nothing speaks against has a story too, without a path")
  func quiet() throws {
    let scored = try Tool.run(
      ["score", "--output-format", "csv"] + Office.quiet.get().options)
    let rows = scored.text.split(separator: "\n").dropFirst()
    let host = try #require(rows.last?.split(separator: ",").first.map(String.init))
    let run = try Tool.run(["explain", host] + Office.quiet.get().options)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains(host))
    #expect(!run.text.contains("On a path"))
  }

  @Test("names from the assets file work, and what is unknown is named")
  func names() throws {
    let office = try Office.demo.get()
    let address = try #require(try office.plantedPath().first?.source)
    let assets = try String(contentsOfFile: office.assets, encoding: .utf8).split(separator: "\n")
    let name = try #require(
      assets.map { $0.split(separator: ",") }.first { $0.count > 1 && $0[0] == address }?[1])
    #expect(try explain(String(name)).text == explain(address).text)
    for (host, word) in [
      ("nobody-7", "neither an address nor a name"), ("10.99.99.99", "no flow"),
      (",", "names no host"),
    ] {
      let run = try explain(host)
      #expect(run.status == 64)
      #expect(run.errors.contains(host) && run.errors.contains(word))
      #expect(run.output.isEmpty)
    }
  }

  @Test("a suspect is flagged and followed both ways, though detectors alone saw less")
  func suspect() throws {
    let office = try Office.demo.get()
    let steps = try office.plantedPath()
    let middle = steps[1]
    let run = try Tool.run(
      ["explain", middle.source] + office.options
        + ["--alerts-per-day", "1", "--suspect", "\(middle.source)@\(middle.time.prefix(16)):00Z"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("named as a suspect"))
    // How the intruder came in, and where he went.
    #expect(run.lines.contains { $0.contains("◀") && $0.contains(steps[0].source) })
    #expect(run.lines.contains { $0.contains("▶") && $0.contains(middle.target) })
    #expect(run.text.contains("(\(steps[2].target))"))
  }

  @Test("a quiet office with a suspect has a path around it, and none without")
  func quietSuspect() throws {
    let office = try Office.quiet.get()
    let planted = try Office.demo.get().plantedPath()
    // A jump host works every day: what it opens is known from the baseline.
    let jump = planted[2].source
    let alone = try Tool.run(["explain", jump] + office.options)
    #expect(!alone.text.contains("▶"))
    let run = try Tool.run(["explain", jump] + office.options + ["--suspect", jump])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains(": flagged, ") && run.text.contains("▶"))
  }

  @Test("a suspect that was never seen is said to be so")
  func unseen() throws {
    let run = try Tool.run(
      ["score"] + Office.firstDays.get() + ["--suspect", "10.99.99.99"])
    #expect(run.status == 0)
    #expect(run.errors.contains("--suspect 10.99.99.99: no flow of this host"))
  }

  @Test("a suspect that cannot be read is a usage error", arguments: ["10.0.0.1@noon", "nobody"])
  func unreadable(suspect: String) throws {
    let run = try explain("10.0.0.1", ["--suspect", suspect])
    #expect(run.status == 64)
    #expect(run.errors.contains(suspect.split(separator: "@")[0]))
  }
}
