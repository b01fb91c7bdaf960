// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import TestSupport
import Testing

/// Whatever moment an archive's user is ended at, nothing that was acknowledged is lost.
@Suite(.serialized) struct ArchiveKillTests {
  /// How often each command is killed; more if `SIDESTEP_KILLS` says so.
  private static let kills =
    ProcessInfo.processInfo.environment["SIDESTEP_KILLS"].flatMap { Int($0) } ?? 100

  /// Runs the program and kills it after some microseconds; what it had said by then.
  private func said(
    _ arguments: [String], killedAfter microseconds: UInt32, in folder: Place
  ) throws -> String {
    let output = try folder.write([], to: "said")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Tool.path())
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    process.standardError = FileHandle.nullDevice
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    if ended.wait(timeout: .now() + .microseconds(Int(microseconds))) == .timedOut {
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
    }
    return try String(contentsOfFile: output, encoding: .utf8)
  }

  /// How long a command takes, in microseconds.
  private func duration(_ arguments: [String]) throws -> UInt32 {
    let start = ContinuousClock.now
    let run = try Tool.run(arguments)
    #expect(run.status == 0, "\(run.errors)")
    return UInt32((ContinuousClock.now - start) / .microseconds(1))
  }

  @Test("killed at any moment of taking in flows, everything acknowledged is there")
  func ingest() throws {
    let folder = try Place()
    let database = folder.path + "/killed.db"
    func log(_ number: Int) throws -> String {
      try folder.write(
        (SmallLog.header
          + SmallLog.line(
            1_772_442_000 + number % 5 * 86_400 + number, "10.1.0.\(number % 200 + 1)", "10.2.0.3",
            443)).utf8, to: "flow-\(number).log")
    }
    let usual = try duration(["ingest", log(0), "--db", database])
    var generator = SeededGenerator(seed: 7)
    var acknowledged: Set<String> = ["flow-0.log"]
    for number in 1...Self.kills {
      let text = try said(
        ["ingest", log(number), "--db", database],
        killedAfter: UInt32.random(in: 0...(usual + usual / 4), using: &generator), in: folder)
      if text.contains("Took in 1 file") { acknowledged.insert("flow-\(number).log") }
      if number % 25 == 0 {
        let check = try Tool.run(["db", "check", "--db", database])
        #expect(check.status == 0, "\(check.text) \(check.errors)")
      }
    }
    let files = try Tool.run(["db", "export", "files", "--db", database, "--output-format", "csv"])
    let kept = Set(files.lines.dropFirst().map { String($0.prefix { $0 != "," }) })
    #expect(acknowledged.isSubset(of: kept))
    // Taken in again, each is there once.
    let again = try Tool.run(
      ["ingest", "--db", database] + (0...Self.kills).map { folder.path + "/flow-\($0).log" })
    #expect(again.lines.count { $0.contains("known already") } == kept.count)
    let cells = try Tool.run(["db", "export", "cells", "--db", database, "--output-format", "csv"])
    let flows = cells.lines.dropFirst().map { Int($0.split(separator: ",")[5]) ?? 0 }
    #expect(flows.reduce(0, +) == Self.kills + 1)
    print(
      "ingest killed \(Self.kills) times: \(acknowledged.count) acknowledged, \(kept.count) kept")
  }

  @Test("killed at any moment of a verdict, everything acknowledged is there")
  func verdicts() throws {
    let inbox = try Inbox(alerts: 12)
    var generator = SeededGenerator(seed: 8)
    let usual = try duration(
      ["alerts", "dismiss", inbox.ids[0], "--note", "first", "--db", inbox.database])
    var acknowledged: [Int] = []
    for number in 1...Self.kills {
      let text = try said(
        [
          "alerts", number % 2 == 0 ? "accept" : "escalate",
          inbox.ids[number % inbox.ids.count], "--note", "note \(number) end", "--db",
          inbox.database,
        ], killedAfter: UInt32.random(in: 0...(usual + usual / 4), using: &generator),
        in: inbox.folder)
      if text.contains(number % 2 == 0 ? ": accepted" : ": escalated") {
        acknowledged.append(number)
      }
      if number % 25 == 0 {
        let check = try Tool.run(["db", "check", "--db", inbox.database])
        #expect(check.status == 0, "\(check.text) \(check.errors)")
      }
    }
    let verdicts = try Tool.run(
      ["db", "export", "verdicts", "--db", inbox.database, "--output-format", "csv"]
    ).text
    for number in acknowledged { #expect(verdicts.contains(",note \(number) end,")) }
    let audit = try Tool.run(
      ["db", "export", "audit", "--db", inbox.database, "--output-format", "csv"])
    #expect(audit.lines.count == verdicts.split(separator: "\n").count)
    print("verdicts killed \(Self.kills) times: \(acknowledged.count) acknowledged")
  }
}

/// An archive with alerts: four quiet days, and one on which hosts open new ways.
struct Inbox {
  let folder: Place
  let database: String
  let ids: [String]

  init(alerts count: Int) throws {
    folder = try Place()
    database = folder.path + "/inbox.db"
    var text = SmallLog.header
    for day in 0..<5 {
      text += SmallLog.line(1_772_442_000 + day * 86_400, "10.1.0.1", "10.2.0.3", 443)
    }
    for host in 0..<count {
      text += SmallLog.line(1_772_787_700 + host, "10.1.0.\(host + 10)", "10.2.0.9", 6_000 + host)
    }
    let log = try folder.write(text.utf8, to: "conn.log")
    let run = try Tool.run(
      ["analyze", log, "--db", database, "-o", folder.path + "/report"])
    try #require(run.status == 0, "\(run.errors)")
    let list = try Tool.run(["alerts", "list", "--db", database, "--output-format", "csv"])
    ids = list.lines.dropFirst().map { String($0.prefix { $0 != "," }) }
    try #require(ids.count == count, "\(list.text)")
  }
}
