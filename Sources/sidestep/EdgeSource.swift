// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Ingest
import Topology

/// Reads input and baseline into one edge table: the point where Ingest and Topology meet.
struct EdgeSource {
  /// Every edge, baseline included.
  let edges: EdgeTable
  /// What became of the input's records.
  let summary: ReadSummary
  /// What became of the baseline's records; nil without baseline files.
  let baselineSummary: ReadSummary?
  /// Flows that became no edge, by reason.
  let omissions: [EdgeScope.Omission: Int]
  /// Where the baseline, or what a model has learned, ends; nil if there is none.
  let baselineUntil: Timestamp?
  /// What a reader of the results must know.
  let notes: [String]
  let subnets: SubnetMap
  /// The input's sessions that give control, one by one; none unless asked for.
  let relays: RelayTable
  /// What was seen of indicators, baseline included.
  let sightings: [SightingTable.Sighting]

  /// Reads everything the options name.
  ///
  /// Flows of baseline files that are not older than the window the input starts in are left
  /// out: a window is never judged by itself. Of flows a model has learned a note says how many.
  ///
  /// - Throws: `IngestError`, `ValidationError`.
  init(
    _ input: InputOptions, _ baseline: BaselineOptions, window: WindowLength, port: UInt16? = nil,
    model: Model? = nil, collectingRelays: Bool = false, labels: LabelColumn? = nil,
    watching list: Watchlist? = nil
  ) async throws {
    guard !input.inputs.isEmpty else {
      throw ValidationError("name the files, folders or patterns to read, or - for standard input")
    }
    subnets = try input.subnetMap()
    let scope = EdgeScope(internalScope: input.internalScope, subnets: subnets, port: port)
    let read = try await Self.read(
      input.inputs, input, scope, withRelays: collectingRelays, labels: labels, watching: list)
    var seen = read.seen
    summary = read.summary
    relays = read.relays
    var builder = read.builder
    var until = baseline.baselineUntil
    var notes: [String] = []
    if baseline.baseline.isEmpty {
      baselineSummary = nil
    } else {
      let past = try await Self.read(
        baseline.baseline, input, scope, labels: labels, watching: list)
      seen.merge(past.seen)
      baselineSummary = past.summary
      let start = (read.summary.earliest ?? Timestamp(microseconds: 0))
        .floored(toMultipleOf: window.microseconds)
      until = until.map { max($0, start) } ?? start
      let (kept, dropped) = past.builder.cut(before: start)
      if dropped > 0 {
        notes.append(
          "\(dropped) baseline flows start at or after \(start), where the input begins, and were "
            + "left out")
      }
      builder.merge(kept)
    }
    sightings = seen.sightings
    omissions = builder.omissions
    edges = (consume builder).table()
    if let end = model?.end {
      until = end
      let known = edges.split(at: end).before.flows.reduce(0, +)
      if known > 0 {
        notes.append(
          "\(known) flows start before \(end), up to where the model has learned, and were left out"
        )
      }
    }
    baselineUntil = until
    self.notes = notes
  }

  private static func read(
    _ arguments: [String], _ input: InputOptions, _ scope: EdgeScope, withRelays: Bool = false,
    labels: LabelColumn?, watching list: Watchlist? = nil
  ) async throws -> (
    builder: EdgeTableBuilder, relays: RelayTable, seen: SightingTable, summary: ReadSummary
  ) {
    let files = try InputFile.resolve(arguments)
    var options = try input.readOptions()
    options.labels = labels
    let progress = Progress()
    defer { progress.end() }
    let sums = EdgeSums(scope: scope)
    var relays = RelayTable()
    var seen = SightingTable()
    let summary = try await FlowSource.read(
      files, options: options, progress: { progress.show($0) },
      transform: { flows, file in
        sums.add(flows, ofFile: file)
        var sessions = RelayTable()
        if withRelays { sessions.add(flows, scope: scope) }
        var part = SightingTable()
        if let list { part.add(flows, scope: scope, list: list) }
        return (sessions, part)
      },
      fold: { part in
        relays.merge(part.0)
        seen.merge(part.1)
      })
    // Before anything is said; once more does no harm.
    progress.end()
    let builder = sums.take()
    for line in summary.coverageLines(noEdges: Self.omissionNote(builder.omissions)) {
      Console.note(line)
    }
    return (builder, relays, seen, summary)
  }

  /// Flows that became no edge, in words; nil if all did.
  var omissionNote: String? { Self.omissionNote(omissions) }

  private static func omissionNote(_ omissions: [EdgeScope.Omission: Int]) -> String? {
    let parts = EdgeScope.Omission.allCases.compactMap { reason in
      omissions[reason].map { "\($0) \(reason.rawValue)" }
    }
    return parts.isEmpty ? nil : "flows that are no edges: " + parts.joined(separator: ", ")
  }
}
