// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What files of one `ingest` do to one another.
@Suite struct IngestRunTests {
  private static let start = 1_772_442_000

  /// Connections to port 443 that begin at these seconds.
  private static func log(_ seconds: [Int]) -> String {
    SmallLog.header
      + seconds.map {
        SmallLog.line(start + $0, "10.1.0.\($0 % 200 + 1)", "10.2.0.3", 443)
      }.joined()
  }

  /// Flows in the archive, which `db check` finds nothing wrong with.
  private static func flows(_ database: String) throws -> Int? {
    let check = try Tool.run(["db", "check", "--db", database])
    #expect(check.status == 0, "\(check.text)")
    // The archive is any SQLite file to others.
    let query = "SELECT SUM(flows) FROM window"
    let count = try Tool.shell(
      "python3 -c 'import sqlite3; "
        + "print(sqlite3.connect(\"\(database)\").execute(\"\(query)\").fetchone()[0])'")
    return Int(count.text.filter(\.isNumber))
  }

  private static let hasPython =
    (try? Tool.shell("python3 -c 'import sqlite3'").status == 0) == true

  @Test(
    "a connection that two files of a call report counts once, and nothing changes later",
    .enabled(if: hasPython, "flows are counted by Python's sqlite3"))
  func overlapping() throws {
    let folder = try Place()
    let one = try folder.write(Self.log(Array(0..<40)).utf8, to: "one.log")
    let two = try folder.write(Self.log(Array(20..<60)).utf8, to: "two.log")
    #expect(try Tool.shell("gzip -k two.log", in: folder.path).status == 0)
    let packed = two + ".gz"
    let database = folder.path + "/run.db"
    let first = try Tool.run(["ingest", one, two, "--db", database])
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.text.contains("Took in 2 files"))
    #expect(first.errors.contains("20 duplicates dropped"))
    #expect(try Self.flows(database) == 60)
    // As it was, in other bytes, and both.
    for again in [[two], [packed], [one, packed, two]] {
      let run = try Tool.run(["ingest"] + again + ["--db", database])
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.lines.count { $0.contains("known already") } == again.count, "\(run.text)")
      #expect(run.text.contains("Nothing new."))
      #expect(try Self.flows(database) == 60)
    }
    // What is known is not held against what is new: what is known is there already.
    let three = try folder.write(Self.log(Array(50..<70)).utf8, to: "three.log")
    let more = try Tool.run(["ingest", packed, three, "--db", database])
    #expect(more.status == 0 && more.text.contains("Took in 1 file"), "\(more.text)")
    #expect(try Self.flows(database) == 80)
  }

  @Test("of a folder what has no flows is passed over, by name it is an error")
  func others() throws {
    let folder = try Place()
    _ = try folder.write(Self.log([1, 2]).utf8, to: "logs/conn.log")
    let none = try folder.write(
      (SmallLog.header + "soon\tx\n").utf8, to: "logs/none.log")
    _ = try folder.write("words\n".utf8, to: "logs/readme.txt")
    let database = folder.path + "/run.db"
    let run = try Tool.run(["ingest", folder.path + "/logs", "--db", database])
    #expect(run.status == 0 && run.text.contains("Took in 1 file"), "\(run.text) \(run.errors)")
    #expect(run.errors.contains("passed over"))
    let named = try Tool.run(
      ["ingest", none, folder.path + "/logs/conn.log", "--db", folder.path + "/other.db"])
    #expect(named.status == 66, "\(named.text) \(named.errors)")
  }
}
