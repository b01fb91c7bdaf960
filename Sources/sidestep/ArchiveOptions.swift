// SPDX-License-Identifier: Apache-2.0

public import Archive
public import ArgumentParser
public import Detection
import Flows
import Foundation
import Ingest
import Topology

/// Which archive is used.
struct ArchiveOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The archive: a file that remembers from day to day.", valueName: "file"))
  var db = Archive.standardPath

  /// Opens it.
  ///
  /// - Throws: `ArchiveError`.
  func archive(create: Bool = false) throws -> Archive {
    try Archive(db, create: create, hash: { ContentHash.sha256(of: $0) ?? "" })
  }
}

/// An archive in place of a baseline.
struct JudgingArchiveOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Judge by an archive: inputs are taken in, and what it has not judged yet is judged.",
      valueName: "file"))
  var db: String?

  @Option(
    help: ArgumentHelp("With --db: judge windows from this time on (UTC).", valueName: "time"))
  var from: Timestamp?

  @Option(
    help: ArgumentHelp("With --db: leave out windows from this time on (UTC).", valueName: "time"))
  var until: Timestamp?

  func validate() throws {
    guard db != nil || from == nil && until == nil else {
      throw ValidationError("--from and --until go with --db")
    }
    if let from, let until, from >= until {
      throw ValidationError("--from \(from) must be before --until \(until)")
    }
  }
}

/// `30d`, `12h`.
struct DataDuration: ExpressibleByArgument {
  let microseconds: Int64

  init?(argument: String) {
    guard let length = WindowLength(argument: argument) else { return nil }
    microseconds = length.microseconds
  }
}

/// `servers,databases`.
struct ZoneList: ExpressibleByArgument {
  let zones: Set<String>

  init?(argument: String) {
    zones = Set(argument.split(separator: ",").map(String.init))
  }
}

extension AlertDraft.Kind: ExpressibleByArgument {}
extension AlertState: ExpressibleByArgument {}
extension AlertException.Scope: ExpressibleByArgument {}
extension ArchiveExport: ExpressibleByArgument {}

extension Timestamp {
  /// The time of day.
  static var now: Timestamp {
    Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
  }
}
