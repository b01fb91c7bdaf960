// SPDX-License-Identifier: Apache-2.0

private import Foundation
internal import GRDB

/// Why the archive cannot be used, or does not do what was asked.
public enum ArchiveError: Error, Equatable, Sendable {
  /// There is no file.
  case missing(path: String)
  /// The file is something else.
  case notAnArchive(path: String, why: String)
  /// A later version of the program made it.
  case newerSchema(path: String)
  /// What is read is not what was written.
  case damaged(path: String, what: String)
  /// It may be read and not written.
  case readOnly(path: String)
  /// There is no room; nothing of what was to be written is there, everything else is.
  case full(path: String)
  /// Another process has been writing for longer than one waits.
  case busy(path: String)
  /// The system refuses; `why` is its reason.
  case inaccessible(path: String, why: String)
  /// What is fixed when the archive is made is given otherwise.
  case otherSettings(String, archive: String, given: String, advice: String)
  /// Nothing has been taken in yet.
  case empty(path: String)
  /// No alert has this id, or several start with it.
  case noAlert(String, matches: Int)
  /// Another process has changed the windows that were judged meanwhile.
  case changed
  /// A verdict that makes no sense for the alert.
  case verdict(String)
}

extension ArchiveError: CustomStringConvertible {
  /// What, where, and what to do.
  public var description: String {
    switch self {
    case .missing(let path):
      "no archive at \(path): make one with sidestep ingest, or name another with --db"
    case .notAnArchive(let path, let why): "\(path) is no archive: \(why); name another with --db"
    case .newerSchema(let path):
      "\(path) was written by a later version of sidestep: use that version"
    case .damaged(let path, let what):
      "\(path) is damaged: \(what); restore a copy, or see sidestep db check"
    case .readOnly(let path): "\(path) cannot be written: give yourself permission, or copy it"
    case .full(let path):
      "no room to write \(path): nothing was changed; make room, or shrink it with sidestep db "
        + "vacuum --keep-days N"
    case .busy(let path): "another process is writing \(path): try again when it is done"
    case .inaccessible(let path, let why): "cannot use \(path): \(why)"
    case .otherSettings(let what, let archive, let given, let advice):
      "the archive was made with other \(what) (\(archive)) than given (\(given)); \(advice)"
    case .empty(let path): "\(path) has no flows yet: add some with sidestep ingest"
    case .noAlert(let id, let matches):
      matches == 0
        ? "no alert \(id): see sidestep alerts list"
        : "\(matches) alerts start with \(id): give more of the id"
    case .changed: "another process changed the days being judged: run again"
    case .verdict(let why): why
    }
  }

  /// By sysexits.h.
  public var exitStatus: Int32 {
    switch self {
    case .missing, .empty: 66
    case .notAnArchive, .newerSchema, .damaged: 65
    case .readOnly, .full, .inaccessible: 73
    case .busy, .changed: 75
    case .otherSettings, .noAlert, .verdict: 64
    }
  }

  init(_ error: DatabaseError, path: String) {
    switch error.resultCode {
    case .SQLITE_FULL: self = .full(path: path)
    case .SQLITE_READONLY: self = .readOnly(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
    case .SQLITE_NOTADB: self = .notAnArchive(path: path, why: "it is no SQLite database")
    case .SQLITE_CORRUPT:
      self = .damaged(path: path, what: error.message ?? "a page makes no sense")
    default: self = .inaccessible(path: path, why: error.message ?? "\(error.resultCode)")
    }
  }
}
