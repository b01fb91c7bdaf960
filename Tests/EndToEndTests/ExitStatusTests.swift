// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// How each kind of failure ends: its status, its words on standard error, nothing on standard output.
@Suite struct ExitStatusTests {
  @Test("findings at or above --fail-on end with 1, and everything is still written")
  func failOn() throws {
    let office = try Office.demo.get()
    let folder = try Place()
    let report = folder.path + "/report"
    let run = try Tool.run(
      ["analyze", "--fail-on", "critical", "-o", report] + office.options)
    #expect(run.status == 1)
    #expect(Set(try contents(of: report).keys) == reportFiles)
  }

  @Test("without findings --fail-on ends with 0")
  func nothingToFailOn() throws {
    let office = try Office.quiet.get()
    #expect(try Tool.run(["score", "--fail-on", "low"] + office.options).status == 0)
  }

  @Test(
    "wrong usage ends with 64 and names what is wrong",
    arguments: [
      (["--thread", "2"], "--threads"), (["--window", "5x"], "5x"), (["--window", "0d"], "0d"),
      (["--fdr", "2"], "--fdr 2"), (["--fdr", "0"], "--fdr 0"),
      (["--fdr", "0.1", "--alerts-per-day", "3"], "not both"),
      (["--alerts-per-day", "0"], "--alerts-per-day 0"), (["--threads", "0"], "--threads 0"),
      (["--internal", "10.0.0.0/33"], "10.0.0.0/33"), (["--format", "excel"], "zeek"),
      (["--baseline-until", "yesterday"], "yesterday"), (["--seed", "-1"], "--seed"),
      (["--fail-on", "catastrophic"], "catastrophic"), (["--horizon", "0"], "--horizon 0"),
      (["--minimum-history", "0"], "--minimum-history 0"),
      (["--minimum-reference", "1"], "--minimum-reference 1"), (["--port", "65536"], "65536"),
      (["--port", "445", "--model", "office.model"], "not both"),
      (["--detectors", "kmeans,oracle"], "kmeans,oracle"),
    ])
  func usage(arguments: [String], word: String) throws {
    let (folder, log) = try SmallLog.folder()
    let run = try Tool.run(["analyze", log, "-o", folder.path + "/report"] + arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(word), "\(run.errors)")
    #expect(run.output.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/report"))
  }

  @Test("a host that is not there and a map too wide are wrong usage")
  func map() throws {
    let (folder, log) = try SmallLog.folder()
    let path = folder.path + "/map.svg"
    let absent = try Tool.run(["map", log, "--host", "10.9.9.9", "-o", path])
    #expect(absent.status == 64)
    #expect(absent.errors.contains("--host 10.9.9.9: no flow of this host"))
    let wide = try Tool.run(["map", log, "--host", "10.1.0.1", "--hops", "11", "-o", path])
    #expect(wide.status == 64)
    #expect(wide.errors.contains("--hops 11"))
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("with --strict the first bad record ends with 65 and says path, line, field and why")
  func strict() throws {
    let folder = try Place()
    let bad = SmallLog.text + SmallLog.line(1_772_442_300, "10.1.0.1", "10.1.0.300", 445)
    let log = try folder.write(bad.utf8, to: "conn.log")
    let strict = try Tool.run(["edges", "--strict", log])
    #expect(strict.status == 65)
    #expect(strict.errors.contains("\(log):7: target address: not an address"), "\(strict.errors)")
    #expect(strict.output.isEmpty)
    let lenient = try Tool.run(["edges", log, "--output-format", "csv"])
    #expect(lenient.status == 0)
    #expect(lenient.text == SmallLog.edges)
    #expect(lenient.errors.contains("rejected \(log):7: target address: not an address"))
  }

  @Test("a bad line of the subnets or the assets file ends with 65 and names it")
  func badTables() throws {
    let (folder, log) = try SmallLog.folder()
    let subnets = try folder.write("cidr,name\n10.0.0.0/8,a\noffice,b\n".utf8, to: "subnets.csv")
    let run = try Tool.run(["edges", log, "--subnets", subnets])
    #expect(run.status == 65)
    #expect(run.errors.contains("\(subnets):3: cidr:"))
    let assets = try folder.write("ip,name\nhere,a\n".utf8, to: "assets.csv")
    let other = try Tool.run(["score", log, "--assets", assets])
    #expect(other.status == 65)
    #expect(other.errors.contains("\(assets):2: ip:"))
  }

  @Test(
    "input that is missing, empty, or of no known format ends with 66",
    arguments: ["absent.log", "empty.log", "notes", "bare", "bare/*.log", "notes/todo.txt"])
  func noInput(name: String) throws {
    let folder = try Place()
    _ = try folder.write([], to: "empty.log")
    _ = try folder.write("buy milk\n".utf8, to: "notes/todo.txt")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/bare", withIntermediateDirectories: true)
    let run = try Tool.run(["edges", name], in: folder.path)
    #expect(run.status == 66)
    #expect(run.errors.contains(name.hasSuffix("*.log") ? "bare/*.log" : name), "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  @Test("flows without an internal host end with 66 and say how to name the networks")
  func noInternalHosts() throws {
    let (folder, log) = try SmallLog.folder()
    for command in [["edges"], ["score"], ["analyze", "-o", folder.path + "/report"]] {
      let run = try Tool.run(command + [log, "--internal", "192.0.2.0/24"])
      #expect(run.status == 66)
      #expect(run.errors.contains("--internal CIDR"))
      #expect(run.output.isEmpty)
    }
  }

  @Test("a place that cannot be written ends with 73")
  func cannotWrite() throws {
    let (folder, log) = try SmallLog.folder()
    let file = try folder.write("mine".utf8, to: "report")
    for place in [file, file + "/below"] {
      let run = try Tool.run(["analyze", log, "-o", place])
      #expect(run.status == 73)
      #expect(run.errors.contains("cannot write \(place)"))
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data("mine".utf8))
    let map = try Tool.run(["map", log, "--host", "10.1.0.1", "-o", file + "/map.svg"])
    #expect(map.status == 73)
    #expect(try Tool.run(["simulate", "-o", file + "/office.log"]).status == 73)
  }

  @Test(
    "results that cannot be printed end with 73",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
  func fullDisk() throws {
    let (folder, log) = try SmallLog.folder()
    for command in ["edges '\(log)'", "analyze '\(log)' -o '\(folder.path)/report'"] {
      let run = try Tool.shell("sidestep \(command) > /dev/full")
      #expect(run.status == 73, "\(command)")
      #expect(run.errors.contains("cannot write standard output"))
    }
  }
}
