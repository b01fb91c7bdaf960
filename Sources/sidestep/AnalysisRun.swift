// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Foundation
import Ingest
import Reporting
import Topology

/// Reads, judges, and remembers where the results come from; common to the commands that do.
struct AnalysisRun {
  let source: EdgeSource
  let result: AnalysisResult
  /// What steered the analysis.
  let options: AnalysisOptions
  /// What was seen of indicators; nil if none were named.
  let indicators: IndicatorSightings?
  private let ioc: String?
  private let input: InputOptions
  private let baseline: BaselineOptions
  private let judging: JudgingOptions
  private let model: StoredModel?

  /// - Throws: `IngestError`, `OptionsError`, `DetectionError`, `ValidationError`,
  ///   `StoredModel.Failure`.
  init(
    _ input: InputOptions, _ baseline: BaselineOptions, _ judging: JudgingOptions,
    explained: Set<IPAddress> = [], labels: LabelColumn? = nil,
    indicators: IndicatorOption? = nil
  ) async throws {
    var options = try judging.analysisOptions(
      windowHours: judging.window.hours, threads: input.threadCount)
    options.assets = try input.assetTable()
    options.subnets = try input.subnetMap()
    options.suspects = try judging.suspect.map(input.suspect)
    options.explained = explained
    if let allow = judging.allow { options.allowed = try input.allowList(allow) }
    options.site = judging.site
    guard judging.port == nil || baseline.model == nil else {
      throw ValidationError(
        "give --model or --port, not both: a model is made of all ports; name flows of the past "
          + "with --baseline")
    }
    model = try baseline.model.map { path in
      let model = try StoredModel(path)
      try model.check(ModelSettings(options, internalScope: input.internalScope))
      return model
    }
    let file = try indicators?.file(isStrict: input.strict)
    source = try await EdgeSource(
      input, baseline, window: judging.window, port: judging.port, model: model?.model,
      labels: labels, watching: file?.watchlist)
    self.indicators = file?.sightings(source.sightings)
    ioc = indicators?.ioc
    options.baselineUntil = source.baselineUntil
    for note in source.notes { Console.note(note) }
    result = try await Analysis.run(source.edges, options: options, model: model?.model)
    for warning in result.drift.compactMap(\.warning) { Console.note(warning) }
    let seen = Set(result.assessments.map(\.host))
    for suspect in options.suspects where !seen.contains(suspect.host) {
      Console.note("--suspect \(suspect.host): no flow of this host in the windows judged")
    }
    self.options = options
    self.input = input
    self.baseline = baseline
    self.judging = judging
  }

  /// Where the results come from; the same for the same inputs and options.
  var provenance: Provenance {
    let summaries = [source.summary] + (source.baselineSummary.map { [$0] } ?? [])
    let files = summaries.flatMap(\.files)
    let orientation = summaries.map(\.orientation)
    let options = writtenOptions
    let text = options.map { "\($0.name)=\($0.value)" }.joined(separator: "\n")
    return Provenance(
      title: "Lateral movement report",
      inputs: files.map { file in
        Provenance.Input(
          name: file.path == InputFile.standardInputPath
            ? "standard input" : URL(fileURLWithPath: file.path).lastPathComponent,
          hash: ContentHash.sha256(ofFile: file.path).map { "sha256:\($0)" }
            ?? "",
          flowsRead: file.flows ?? file.used)
      },
      flows: Provenance.FlowCounts(
        read: summaries.reduce(0) { $0 + $1.records - $1.used + $1.flows },
        used: summaries.reduce(0) { $0 + $1.flows },
        turned: orientation.reduce(0) { $0 + $1.turnedByPorts + $1.turnedByPopularity },
        rejected: summaries.reduce(0) { $0 + $1.rejected.values.reduce(0, +) },
        ignored: summaries.reduce(0) { $0 + $1.ignored.values.reduce(0, +) },
        paired: summaries.reduce(0) { $0 + $1.paired },
        duplicates: summaries.reduce(0) { $0 + $1.duplicates }),
      hosts: source.edges.hosts.addresses.count { $0 != .internet },
      edges: source.edges.mergingTicks().count, options: options,
      optionsHash: ContentHash.sha256(of: text) ?? "", seed: judging.seed,
      version: Version.text, notes: notes)
  }

  /// The length of a window as it was written.
  var windowText: String { judging.window.text }

  private var writtenOptions: [Provenance.Option] {
    var options = judging.written(window: judging.window)
    if let until = source.baselineUntil { options.append(("baseline-until", "\(until)")) }
    if input.noDedup { options.append(("no-dedup", "true")) }
    if let format = input.format { options.append(("format", format)) }
    let blocks = input.internalScope.blocks
    options.append(("internal", blocks.map(\.description).joined(separator: ",")))
    if let model { options.append(("model", "sha256:\(model.hash)")) }
    if let map = input.map, map.contains("=") { options.append(("map", map)) }
    let mapping = input.map.flatMap { $0.contains("=") ? nil : $0 }
    if !judging.site.isEmpty { options.append(("site", judging.site)) }
    let files = [
      ("subnets", input.subnets), ("assets", input.assets), ("map", mapping),
      ("allow", judging.allow), ("ioc", ioc),
    ]
    for (name, path) in files {
      guard let path else { continue }
      options.append((name, ContentHash.sha256(ofFile: path).map { "sha256:\($0)" } ?? path))
    }
    return options.map { Provenance.Option(name: $0.0, value: $0.1) }
  }

  private static let gapsTold = 5

  private var notes: [String] {
    var notes = source.notes + result.drift.compactMap(\.warning)
    if let note = source.omissionNote { notes.append(note) }
    notes += source.summary.gaps.prefix(Self.gapsTold).map {
      "No flow starts from \($0.start) to \($0.end)."
    }
    let untold = source.summary.gaps.count - Self.gapsTold
    if untold > 0 { notes.append("There are \(untold) more gaps of an hour or more.") }
    if source.summary.missedDuplicates {
      notes.append("Files overlap by more records than were compared: connections may count twice.")
    }
    for file in source.summary.files {
      notes += file.notes.map { "\(URL(fileURLWithPath: file.path).lastPathComponent): \($0)" }
    }
    // Without their names, which are no inputs and would not be redacted.
    notes += Dictionary(grouping: source.summary.skipped, by: \.why).sorted { $0.key < $1.key }.map
    {
      "\($1.count) \($1.count == 1 ? "file" : "files") skipped: \($0)"
    }
    return notes
  }
}
