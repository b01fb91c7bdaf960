// SPDX-License-Identifier: Apache-2.0

import Archive
import ArgumentParser
import Detection
import Flows
import Foundation
import Ingest
import Topology

/// Reads files one by one, as an archive takes them in.
///
/// What a file gives must not depend on the files beside it: then it does not matter in which
/// order and in how many portions they come.
struct FlowIngest {
  private let input: InputOptions
  private let archive: Archive

  private static let pieceSize = 1 << 20

  init(_ input: InputOptions, into archive: Archive) {
    self.input = input
    self.archive = archive
  }

  /// Takes in what the options name.
  ///
  /// - Parameters:
  ///   - window: Length of a window; nil for the archive's, or a day.
  ///   - protected: Zones to protect; nil for what is known.
  /// - Returns: What changed.
  /// - Throws: `IngestError`, `ArchiveError`, `ValidationError`.
  func callAsFunction(
    window: WindowLength? = nil, protected: Set<String>? = nil
  ) async throws -> IngestOutcome {
    let known = try archive.settings()
    let context = try archive.context()
    let subnets = input.subnets == nil ? context.subnets : try input.subnetMap()
    let scope =
      input.internalBlocks == nil && known != nil
      ? InternalScope(known?.internalBlocks ?? []) : input.internalScope
    let settings = ArchiveSettings(
      windowHours: window?.hours ?? known?.windowHours ?? AnalysisOptions().windowHours,
      internalScope: scope, subnets: subnets)
    var options = AnalysisOptions()
    options.windowHours = settings.windowHours
    try options.validate()
    try known?.check(settings)
    var files: [ReadFile] = []
    var passedOver: IngestError?
    for file in try InputFile.resolve(input.inputs) {
      do {
        files.append(
          try await read(file, EdgeScope(internalScope: scope, subnets: subnets)))
      } catch IngestError.noUsableRecord(let path, let why, let expected) where !file.isNamed {
        // Beside flow logs a folder holds much else.
        passedOver = .noUsableRecord(path: path, why: why, expected: expected)
        Console.note("\(Printable.text(path)): passed over, \(why)")
      }
    }
    if files.isEmpty, let passedOver { throw passedOver }
    return try archive.ingest(
      files, settings: settings,
      knowledge: ArchiveKnowledge(
        subnets: input.subnets == nil ? nil : try input.subnetList(),
        assets: input.assets == nil ? nil : try input.assetTable().assets,
        protectedZones: protected), at: .now)
  }

  private func read(_ file: InputFile, _ scope: EdgeScope) async throws -> ReadFile {
    guard file.path != InputFile.standardInputPath else {
      let copy = try StandardInput()
      defer { copy.remove() }
      return try await read(InputFile(copy.path), "standard input", scope)
    }
    return try await read(file, URL(fileURLWithPath: file.path).lastPathComponent, scope)
  }

  private func read(
    _ file: InputFile, _ name: String, _ scope: EdgeScope
  ) async throws -> ReadFile {
    guard let before = ContentHash.sha256(ofFile: file.path) else {
      throw IngestError.unreadable(path: file.path, why: "no permission, or no file")
    }
    let (summary, builder) = try await flows(of: file, scope)
    for line in summary.coverageLines() { Console.note(line) }
    guard ContentHash.sha256(ofFile: file.path) == before else {
      throw ValidationError(
        "\(file.path) changed while it was read: take it in when it is complete")
    }
    var counts = ReadFile.Counts()
    counts.records = summary.records
    counts.used = summary.used
    counts.ignored = summary.ignored.values.reduce(0, +)
    counts.rejected = summary.rejected.values.reduce(0, +)
    counts.turned = summary.orientation.turnedByPorts + summary.orientation.turnedByPopularity
    counts.omitted = builder.omissions.values.reduce(0, +)
    return ReadFile(
      name: name, hash: before, format: summary.files.first?.format ?? "", counts: counts,
      edges: builder.table())
  }

  private func flows(
    of file: InputFile, _ scope: EdgeScope
  ) async throws -> (ReadSummary, EdgeTableBuilder) {
    let progress = Progress()
    defer { progress.end() }
    var builder = EdgeTableBuilder(scope: scope)
    let summary = try await FlowSource.read(
      [file], options: try input.readOptions(), progress: { progress.show($0) },
      transform: { EdgeTableBuilder($0, scope: scope) },
      fold: { builder.merge($0) })
    return (summary, builder)
  }

  /// A copy of standard input, as its hash is needed before its flows.
  private struct StandardInput {
    let path: String

    init() throws {
      path =
        FileManager.default.temporaryDirectory
        .appendingPathComponent("sidestep-input-\(UUID().uuidString)").path
      guard
        FileManager.default.createFile(
          atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
        let file = FileHandle(forWritingAtPath: path)
      else { throw IngestError.unreadable(path: "-", why: "no room for a copy at \(path)") }
      do {
        while let piece = try FileHandle.standardInput.read(upToCount: FlowIngest.pieceSize),
          !piece.isEmpty
        { try file.write(contentsOf: piece) }
        try file.close()
      } catch {
        remove()
        throw IngestError.unreadable(path: "-", why: error.localizedDescription)
      }
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
  }
}

extension IngestOutcome {
  /// What was done, in lines for people.
  func lines(_ windowHours: Int) -> [String] {
    func count(_ number: Int, _ noun: String) -> String {
      "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
    var lines: [String] = []
    for file in known {
      let other = file.as == file.name ? "" : " as \(Printable.text(file.as))"
      lines.append("\(Printable.text(file.name)): known already\(other), nothing changed")
    }
    if added.isEmpty {
      lines.append("Nothing new.")
    } else {
      let range =
        windows.isEmpty
        ? "" : ", from \(windows[0]) to \(windows[windows.count - 1])"
      lines.append(
        "Took in \(count(added.count, "file")) into \(count(windows.count, "window")) of "
          + "\(WindowLength(hours: windowHours).text)\(range).")
    }
    if !judgedAnew.isEmpty {
      lines.append(
        "\(count(judgedAnew.count, "window")) had been judged before and will be judged again, "
          + "with all later ones.")
    }
    if tooOld > 0 {
      lines.append("\(tooOld) flows are older than what is kept and were left out.")
    }
    return lines
  }
}
