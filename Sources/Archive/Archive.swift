// SPDX-License-Identifier: Apache-2.0

private import Foundation
internal import GRDB

/// What is remembered from day to day, in one SQLite file: who talked to whom, what is normal,
/// what was judged, alerts, and what analysts said of them.
///
/// Several processes may use a file at once. Whatever a method has returned from is on disk, and
/// what it was doing when the process was ended is not there at all.
public final class Archive: Sendable {
  /// Turns bytes into the text of their SHA-256, which this module cannot do.
  public typealias Hash = @Sendable ([UInt8]) -> String

  /// Where archives are if nobody says otherwise.
  public static let standardPath = "sidestep.db"
  /// "SDST": what tells the file from other databases.
  static let applicationID: Int32 = 0x5344_5354
  private static let busySeconds = 30.0

  /// Where it is.
  public let path: String
  let pool: DatabasePool
  let hash: Hash

  /// Opens an archive, and brings it to the present schema.
  ///
  /// - Parameters:
  ///   - path: Where it is.
  ///   - create: Whether it is made if it is not there.
  ///   - hash: SHA-256.
  /// - Throws: ``ArchiveError``.
  public init(_ path: String, create: Bool = false, hash: @escaping Hash) throws {
    self.path = path
    self.hash = hash
    let exists = FileManager.default.fileExists(atPath: path)
    guard exists || create else { throw ArchiveError.missing(path: path) }
    if exists, URL(fileURLWithPath: path).hasDirectoryPath {
      throw ArchiveError.notAnArchive(path: path, why: "it is a folder")
    }
    var configuration = Configuration()
    configuration.busyMode = .timeout(Self.busySeconds)
    pool = try Self.translating(path) {
      // Asked first: a pool would turn somebody else's database into one with a log.
      if exists { try Self.check(path, create: create) }
      if exists, !FileManager.default.isWritableFile(atPath: path) {
        throw ArchiveError.readOnly(path: path)
      }
      let pool = try DatabasePool(path: path, configuration: configuration)
      // Every commit reaches the disk before it is reported; the pool itself is content with less.
      try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
      try Self.migrate(pool)
      return pool
    }
  }

  /// Brings the schema up; another process may do so at the same time, and be first.
  private static func migrate(_ pool: DatabasePool) throws {
    var attempt = 1
    while true {
      do {
        return try Schema.migrator.migrate(pool)
      } catch let error as DatabaseError
        where error.resultCode == .SQLITE_ERROR && attempt < migrationAttempts
      {
        attempt += 1
      }
    }
  }

  private static let migrationAttempts = 5

  /// Refuses a file that is something else, or too new.
  private static func check(_ path: String, create: Bool) throws {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(busySeconds)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.read { database in
      let id = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
      // The list of migrations is there before the first of them is.
      let tables =
        try Int.fetchOne(
          database,
          sql: "SELECT COUNT(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'") ?? 0
      guard id == applicationID || id == 0 && tables == 0 && create else {
        throw ArchiveError.notAnArchive(
          path: path,
          why: tables == 0 && id == 0 ? "it is empty" : "it is another program's database")
      }
      guard try !Schema.migrator.hasBeenSuperseded(database) else {
        throw ArchiveError.newerSchema(path: path)
      }
    }
  }

  /// Reads a state of the archive that nobody changes meanwhile.
  func read<Value>(_ work: (Database) throws -> Value) throws -> Value {
    try Self.translating(path) { try pool.read(work) }
  }

  /// Writes all or nothing.
  func write<Value>(_ work: (Database) throws -> Value) throws -> Value {
    try Self.translating(path) { try pool.write(work) }
  }

  static func translating<Value>(_ path: String, _ work: () throws -> Value) throws -> Value {
    do {
      return try work()
    } catch let error as DatabaseError {
      throw ArchiveError(error, path: path)
    }
  }

  /// Lets the file grow to so many pages and no more, as a full disk would.
  package func limit(pages: Int) throws {
    try Self.translating(path) {
      try pool.writeWithoutTransaction { database in
        _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(pages)")
      }
    }
  }
}
