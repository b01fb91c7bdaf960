// SPDX-License-Identifier: Apache-2.0

import Archive
import ArgumentParser
import Detection
import Flows
import Foundation
import Ingest
import Topology

/// Reads files as an archive takes them in.
///
/// The new files of a call are read in one run: a connection two of them report counts once, two
/// halves in two of them are one flow. Files the archive knows already, be it in another format or
/// compression, are left out before anything is compared with them.
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
    let files = try await read(
      try InputFile.resolve(input.inputs), EdgeScope(internalScope: scope, subnets: subnets))
    return try archive.ingest(
      files, settings: settings,
      knowledge: ArchiveKnowledge(
        subnets: input.subnets == nil ? nil : try input.subnetList(),
        assets: input.assets == nil ? nil : try input.assetTable().assets,
        protectedZones: protected), at: .now)
  }

  private func read(_ inputs: [InputFile], _ scope: EdgeScope) async throws -> [ReadFile] {
    var copy: StandardInput?
    defer { copy?.remove() }
    var sources: [Source] = []
    var hashes: Set<String> = []
    for file in inputs {
      var source = Source(file: file, name: URL(fileURLWithPath: file.path).lastPathComponent)
      if file.path == InputFile.standardInputPath {
        let made = try StandardInput()
        copy = made
        source = Source(file: InputFile(made.path), name: "standard input")
      }
      source.hash = try Self.hash(source.file)
      let isRepeated = !hashes.insert(source.hash).inserted
      source.isKnown = try isRepeated || archive.knows(hash: source.hash)
      sources.append(source)
    }
    var taken = try await read(sources, scope)
    let copies = try Self.copies(in: taken, archive)
    if !copies.isEmpty {
      for place in sources.indices {
        sources[place].content = taken[sources[place].file.path]?.content
        if copies.contains(sources[place].file.path) { sources[place].isKnown = true }
      }
      taken = try await read(sources, scope)
    }
    for source in sources where try Self.hash(source.file) != source.hash {
      throw ValidationError(
        "\(source.file.path) changed while it was read: take it in when it is complete")
    }
    return sources.compactMap { source in
      if let file = taken[source.file.path] {
        return ReadFile(
          name: source.name, hash: source.hash, format: file.format,
          counts: file.counts, edges: file.edges, content: file.content)
      }
      guard source.isKnown else { return nil }
      return ReadFile(
        name: source.name, hash: source.hash, format: "", counts: ReadFile.Counts(),
        edges: EdgeTable(), content: source.content)
    }
  }

  /// A file to take in.
  private struct Source {
    let file: InputFile
    let name: String
    var hash = ""
    /// Whether its flows are in the archive, or in a file before it.
    var isKnown = false
    var content: String?

    init(file: InputFile, name: String) {
      self.file = file
      self.name = name
    }
  }

  /// What a file gave.
  private struct Taken {
    var format: String
    var content: String?
    var counts = ReadFile.Counts()
    var edges: EdgeTable
  }

  private static func hash(_ file: InputFile) throws -> String {
    guard let hash = ContentHash.sha256(ofFile: file.path) else {
      throw IngestError.unreadable(path: file.path, why: "no permission, or no file")
    }
    return hash
  }

  /// Files that say what others say: the archive's, or ones before them.
  private static func copies(
    in files: [String: Taken], _ archive: Archive
  ) throws -> Set<String> {
    var seen: Set<String> = []
    var copies: Set<String> = []
    for (path, file) in files.sorted(by: { $0.key < $1.key }) {
      guard let content = file.content else { continue }
      let isRepeated = !seen.insert(content).inserted
      if try isRepeated || archive.knows(content: content) { copies.insert(path) }
    }
    return copies
  }

  /// Reads the files that are not known, in one run; what each gave, by path.
  private func read(
    _ sources: [Source], _ scope: EdgeScope
  ) async throws -> [String: Taken] {
    let fresh = sources.filter { !$0.isKnown }.map(\.file)
    guard !fresh.isEmpty else { return [:] }
    let sums = EdgesOfFiles(scope: scope)
    let mayBeNone = fresh.count < sources.count && !fresh.contains { $0.isNamed }
    guard let summary = try await summary(of: fresh, into: sums, mayBeNone: mayBeNone) else {
      return [:]
    }
    let named = Set(fresh.filter(\.isNamed).map(\.path))
    var taken: [String: Taken] = [:]
    for (number, file) in summary.files.enumerated() {
      let builder = sums.take(number)
      if let failure = summary.failure(of: file) {
        guard !named.contains(file.path) else { throw failure }
        // Beside flow logs a folder holds much else.
        Console.note("\(Printable.text(file.path)): passed over, no usable record")
        continue
      }
      var counts = ReadFile.Counts()
      counts.records = file.records
      counts.used = file.used
      counts.ignored = file.ignored.values.reduce(0, +)
      counts.rejected = file.rejected.values.reduce(0, +)
      counts.turned = file.turned
      counts.omitted = builder.omissions.values.reduce(0, +)
      taken[file.path] = Taken(
        format: file.format, content: file.content, counts: counts, edges: builder.table())
    }
    for line in summary.coverageLines() { Console.note(line) }
    return taken
  }

  /// Reads files; nil if there is nothing in them, and that is no error.
  private func summary(
    of files: [InputFile], into sums: EdgesOfFiles, mayBeNone: Bool
  ) async throws -> ReadSummary? {
    var options = try input.readOptions()
    options.takesContent = true
    let progress = Progress()
    defer { progress.end() }
    do throws(IngestError) {
      return try await FlowSource.read(
        files, options: options, progress: { progress.show($0) }, into: sums)
    } catch {
      guard mayBeNone, case .noUsableRecord(let path, let why, _) = error else { throw error }
      progress.end()
      Console.note("\(Printable.text(path)): passed over, \(why)")
      return nil
    }
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
