// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Foundation
import GRDB
import TestSupport
import Testing
import Topology

@testable import Archive

@Suite struct ArchiveFileTests {
  private func error(_ work: () throws -> Void) -> ArchiveError? {
    do {
      try work()
      return nil
    } catch {
      return error as? ArchiveError
    }
  }

  @Test("what is no archive is told apart, and left as it was")
  func others() throws {
    let place = try Place()
    #expect(error { _ = try place.open(create: false) } == .missing(path: place.path))
    #expect(!FileManager.default.fileExists(atPath: place.path))
    let other = place.folder.path + "/other.db"
    let queue = try DatabaseQueue(path: other)
    try queue.write { try $0.execute(sql: "CREATE TABLE x (y); INSERT INTO x VALUES (1)") }
    try queue.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: other))
    guard case .notAnArchive = error({ _ = try Archive(other, create: true, hash: { _ in "" }) })
    else {
      Issue.record("another database was taken")
      return
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: other)) == before)
    let text = try place.folder.write(Array("ts uid id.orig_h\n".utf8) * 200, to: "conn.log")
    guard case .notAnArchive = error({ _ = try Archive(text, create: true, hash: { _ in "" }) })
    else {
      Issue.record("a text was taken")
      return
    }
    let empty = try place.folder.write([], to: "empty.db")
    guard case .notAnArchive = error({ _ = try Archive(empty, hash: { _ in "" }) }) else {
      Issue.record("an empty file was taken")
      return
    }
    #expect(error { _ = try Archive(empty, create: true, hash: { _ in "" }) } == nil)
    #expect(
      error { _ = try Archive(place.folder.path, hash: { _ in "" }) }
        == .notAnArchive(path: place.folder.path, why: "it is a folder"))
  }

  @Test("the archive of a later version is refused")
  func newer() throws {
    let place = try Place()
    try place.open().write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')") }
    #expect(error { _ = try place.open() } == .newerSchema(path: place.path))
  }

  @Test("commits reach the disk, references hold, the audit cannot be changed")
  func pragmas() throws {
    let place = try Place()
    let archive = try place.open()
    try archive.write { database in
      #expect(try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2)
      #expect(try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal")
      #expect(try Int.fetchOne(database, sql: "PRAGMA foreign_keys") == 1)
      try Archive.audit(
        database, at: Archive.noon, author: "kim", action: "accept", subject: "x", "")
    }
    for sql in ["DELETE FROM audit", "UPDATE audit SET author = 'nobody'"] {
      #expect(error { try archive.write { try $0.execute(sql: sql) } } != nil)
    }
    #expect(try archive.audit().map(\.author) == ["kim"])
  }

  @Test("archives of every released schema are brought to the present one", arguments: ["1"])
  func migrations(version: String) throws {
    let dump = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Schemas/\(version).sql")
    let place = try Place()
    let queue = try DatabaseQueue(path: place.path)
    let sql = try String(contentsOf: dump, encoding: .utf8)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
    let archive = try place.open(create: false)
    #expect(try archive.problems().isEmpty)
    #expect(try archive.windows().count == 6)
    let alerts = try archive.alerts(limit: 100)
    #expect(!alerts.isEmpty)
    for alert in alerts { #expect(try !archive.alert(alert.id).sightings.isEmpty) }
    #expect(try archive.rules().count == 1 && archive.audit().count == 2)
    for export in ArchiveExport.allCases { #expect(try !archive.table(export).rows.isEmpty) }
    // A new archive has the very same tables.
    let other = try Place()
    let fresh = try other.open()
    let tables = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    #expect(
      try archive.read { try String.fetchAll($0, sql: tables) }
        == fresh.read { try String.fetchAll($0, sql: tables) })
  }

  @Test("a full disk costs nothing but what was to be written", arguments: [40, 60, 90])
  func full(pages: Int) throws {
    let office = try SmallOffice.shared.get()
    let place = try Place()
    let archive = try place.open()
    try archive.limit(pages: pages)
    var kept = 0
    var failure: ArchiveError?
    for day in 0..<9 {
      failure = error { try archive.ingest(office, [day]) }
      if failure != nil { break }
      kept += 1
    }
    #expect(failure == .full(path: place.path))
    #expect(try archive.windows().count == kept)
    #expect(try archive.problems().isEmpty)
    try archive.limit(pages: 1_000_000)
    try archive.ingest(office, 0..<9)
    #expect(try archive.windows().count == 9)
    #expect(try archive.problems().isEmpty)
  }

  /// The bytes of an archive.
  private static let whole = Result {
    let place = try Place()
    let archive = try place.open()
    try archive.ingest(try SmallOffice.shared.get(), 0..<3)
    try archive.vacuum()
    try archive.pool.close()
    return try Data(contentsOf: URL(fileURLWithPath: place.path))
  }

  @Test("a changed byte is noticed by the check or changes nothing", arguments: UInt64(0)..<12)
  func corruption(seed: UInt64) throws {
    let place = try Place()
    var bytes = [UInt8](try Self.whole.get())
    var generator = SeededGenerator(seed: seed)
    let page = Int.random(in: 1..<(bytes.count / 4096), using: &generator) * 4096
    for offset in 0..<600 { bytes[page + offset] = UInt8.random(in: 0...255, using: &generator) }
    try Data(bytes).write(to: URL(fileURLWithPath: place.path))
    do {
      let damaged = try place.open(create: false)
      #expect(try !damaged.problems().isEmpty)
    } catch let error as ArchiveError {
      guard case .damaged = error else {
        Issue.record("\(error)")
        return
      }
    }
  }
}

private func * (bytes: [UInt8], count: Int) -> [UInt8] {
  Array(repeating: bytes, count: count).flatMap(\.self)
}
