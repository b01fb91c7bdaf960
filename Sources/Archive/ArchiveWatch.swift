// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// Tells whether anybody, this process or another, has changed an archive.
public final class ArchiveWatch: Sendable {
  private let path: String
  private let queue: DatabaseQueue

  /// Watches the file of an archive, over a connection of its own.
  ///
  /// - Throws: ``ArchiveError``.
  public init(_ archive: Archive) throws {
    path = archive.path
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(1)
    queue = try Archive.translating(archive.path) { [configuration] in
      try DatabaseQueue(path: archive.path, configuration: configuration)
    }
  }

  /// A number that is another one after each change; it means nothing in another process.
  ///
  /// - Throws: ``ArchiveError``.
  public func version() throws -> Int64 {
    // SQLite compares what this connection knew with what others have written since.
    try Archive.translating(path) {
      try queue.read { try Int64.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
    }
  }
}
