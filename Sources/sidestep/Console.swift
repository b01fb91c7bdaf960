// SPDX-License-Identifier: Apache-2.0

import Archive
import ArgumentParser
import Detection
import Foundation
import Glibc
import Ingest
import Reporting
import ReviewServer
import Simulation
import Synchronization

/// The terminal: results on standard output, everything else on standard error.
enum Console {
  /// Writes a remark.
  static func note(_ text: String) { write("sidestep: \(text)\n", to: .standardError) }

  /// Writes a line of a result.
  ///
  /// - Throws: `ReportError.cannotWrite`.
  static func say(_ text: String) throws(ReportError) { try output(Array("\(text)\n".utf8)) }

  /// Writes results; a reader that has gone away ends the program quietly.
  ///
  /// - Throws: `ReportError.cannotWrite`.
  static func output(_ bytes: [UInt8]) throws(ReportError) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    } catch {
      let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
      if cause?.code == Int(EPIPE) { exit(EXIT_SUCCESS) }
      throw ReportError.cannotWrite(
        path: "standard output", why: (cause ?? error as NSError).localizedDescription)
    }
  }

  private static func write(_ text: String, to file: FileHandle) {
    try? file.write(contentsOf: Data(text.utf8))
  }

  /// Runs a command's work and turns its errors into a message and an exit status.
  static func reportingErrors(_ work: () async throws -> Void) async throws {
    do {
      try await work()
    } catch let error as IngestError {
      try fail(error.description, error.exitStatus)
    } catch let error as ValidationError {
      try fail(error.message, 64)
    } catch let error as OptionsError {
      try fail(error.description, 64)
    } catch let error as SimulationError {
      try fail(error.description, 64)
    } catch let error as StoredModel.Failure {
      try fail(error.description, error.exitStatus)
    } catch let error as ArchiveError {
      try fail(Printable.text(error.description), error.exitStatus)
    } catch let error as ReviewServerError {
      try fail(error.description, error.exitStatus)
    } catch let error as ModelError {
      try fail(error.description, 65)
    } catch let error as DetectionError {
      try fail(error.description, 66)
    } catch let error as ReportError {
      try fail(error.description, error.exitStatus)
    }
  }

  private static func fail(_ message: String, _ status: Int32) throws -> Never {
    write("sidestep: error: \(message)\n", to: .standardError)
    throw ExitCode(status)
  }
}

extension ReportError {
  /// By sysexits.h.
  var exitStatus: Int32 {
    switch self {
    case .cannotWrite, .drawing, .printing, .template, .encoding: 73
    case .cannotRead: 66
    case .notAReport: 65
    }
  }
}

extension IngestError {
  /// By sysexits.h.
  var exitStatus: Int32 {
    switch self {
    case .badRecord, .expandsTooMuch: 65
    case .unknownFormat: 64
    case .noInput, .unreadable, .unrecognised, .noUsableRecord: 66
    }
  }
}

/// A bar on standard error for reading that takes more than a second, if somebody watches.
final class Progress: Sendable {
  private struct State {
    let started = ContinuousClock.now
    var shown: ContinuousClock.Instant?
  }

  private let state = Mutex(State())
  private let isWatched = isatty(STDERR_FILENO) == 1
  private static let width = 24

  /// Shows how far reading has come, at most ten times a second.
  func show(_ progress: ReadProgress) {
    guard isWatched else { return }
    let isDue = state.withLock { state in
      let now = ContinuousClock.now
      guard now - state.started > .seconds(1),
        state.shown.map({ now - $0 > .milliseconds(100) }) ?? true
      else { return false }
      state.shown = now
      return true
    }
    if isDue { draw(progress) }
  }

  private func draw(_ progress: ReadProgress) {
    var text = "\(progress.records) records"
    if let total = progress.bytesTotal, total > 0 {
      let share = min(1, Double(progress.bytesRead) / Double(total))
      let full = Int(share * Double(Self.width))
      let bar =
        String(repeating: "#", count: full)
        + String(repeating: ".", count: Self.width - full)
      text = "[\(bar)] \(Int(share * 100)) %  " + text
    }
    try? FileHandle.standardError.write(contentsOf: Data("\r\u{1b}[Kreading \(text)".utf8))
  }

  /// Takes the bar away.
  func end() {
    guard state.withLock({ $0.shown != nil }) else { return }
    try? FileHandle.standardError.write(contentsOf: Data("\r\u{1b}[K".utf8))
  }
}
