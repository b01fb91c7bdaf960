// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The ways of naming input, and where output goes.
@Suite struct InputTests {
  private let edges = ["edges", "--output-format", "csv"]

  @Test("results go to standard output and remarks to standard error")
  func streams() throws {
    let (_, log) = try SmallLog.folder()
    let run = try Tool.run(edges + [log])
    #expect(run.text == SmallLog.edges)
    #expect(run.errors.contains("4 records, 4 used, 0 ignored, 0 rejected"))
    #expect(run.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("sidestep: ") })
    #expect(!run.errors.contains("\u{1b}"))
  }

  @Test("a file, its folder, a pattern, a compressed copy and standard input say the same")
  func kinds() throws {
    let (folder, log) = try SmallLog.folder()
    #expect(try Tool.run(edges + [folder.path]).text == SmallLog.edges)
    #expect(try Tool.run(edges + [folder.path + "/c*.log"]).text == SmallLog.edges)
    #expect(try Tool.run(edges + ["-"], input: log).text == SmallLog.edges)
    let zipped = folder.path + "/conn.log.gz"
    #expect(try Tool.shell("gzip -c '\(log)' > '\(zipped)'").status == 0)
    #expect(try Tool.run(edges + [zipped]).text == SmallLog.edges)
    #expect(try Tool.run(edges + ["-"], input: zipped).text == SmallLog.edges)
    #expect(
      try Tool.shell("cat '\(log)' | sidestep edges - --output-format csv").text == SmallLog.edges)
  }

  @Test("a map and flows written to - are on standard output, and no file is made")
  func standardOutput() throws {
    let (folder, log) = try SmallLog.folder()
    let map = try Tool.run(["map", log, "--host", "10.1.0.1", "-o", "-"], in: folder.path)
    #expect(map.status == 0, "\(map.errors)")
    #expect(try SVGText(map.output).groups.contains { $0.texts.contains("10.1.0.1") })
    let flows = try Tool.shell("sidestep simulate -o - | head -n 50", in: folder.path)
    #expect(flows.text.hasPrefix("#separator"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["conn.log"])
  }

  @Test("flags may come before, between and after inputs")
  func order() throws {
    let (_, log) = try SmallLog.folder()
    #expect(try Tool.run(["edges", log, "--output-format", "csv"]).text == SmallLog.edges)
    #expect(
      try Tool.run(["edges", "--threads", "1", log, "--output-format=csv"]).text == SmallLog.edges)
  }

  @Test("the same file named twice is read once")
  func twice() throws {
    let (folder, log) = try SmallLog.folder()
    #expect(try Tool.run(edges + [log, log, folder.path]).text == SmallLog.edges)
  }

  @Test("a reader that stops after one line ends the program without a word of failure")
  func closedPipe() throws {
    let log = try #require(try Office.firstDays.get().first)
    let run = try Tool.shell("sidestep edges '\(log)' --output-format csv | head -1")
    #expect(run.lines.count == 1)
    // 141 is what the shell says of a program ended by SIGPIPE, as cat or grep would be.
    #expect([0, 141].contains(run.status))
    #expect(run.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("sidestep: ") })
    #expect(!run.errors.contains("error"))
  }

  @Test("a baseline that reaches into the input is cut, and that is said")
  func overlap() throws {
    let (_, log) = try SmallLog.folder()
    let run = try Tool.run(["edges", log, "--baseline", log])
    #expect(run.status == 0)
    #expect(run.errors.contains("4 baseline flows start at or after"))
  }

  @Test("an edge of the baseline is not new, another is")
  func new() throws {
    let folder = try Place()
    let day = 86_400
    let past = SmallLog.header + SmallLog.line(1_772_442_000 - day, "10.1.0.2", "10.2.0.3", 3389)
    let run = try Tool.run(
      edges + [
        try folder.write(SmallLog.text.utf8, to: "conn.log"), "--baseline",
        try folder.write(past.utf8, to: "past.log"),
      ])
    let marks = run.lines.dropFirst().map { $0.split(separator: ",").dropLast().last ?? "" }
    #expect(marks == ["true", "false", "true"])
  }
}
