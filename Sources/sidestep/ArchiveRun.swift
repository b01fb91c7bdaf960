// SPDX-License-Identifier: Apache-2.0

import Archive
import ArgumentParser
import Detection
import Flows
import Ingest
import Reporting
import Topology

/// Judges what an archive has not judged yet, and keeps what was found in it.
struct ArchiveRun {
  let result: AnalysisResult
  /// Where the results come from; the same for the same windows, verdicts and options.
  let provenance: Provenance
  let subnets: SubnetMap
  /// The edges of the windows judged and of some before them.
  let edges: EdgeTable
  private let outcome: RunOutcome

  /// Another process may change the archive meanwhile; then windows are judged again, this often.
  private static let attempts = 3
  /// Windows of past that the report shows of hosts.
  private static let pastShown = 14

  /// Takes in inputs, if there are any, and judges; nil, having said so, if there is nothing to.
  ///
  /// - Throws: `IngestError`, `ArchiveError`, `OptionsError`, `ValidationError`.
  init?(
    _ input: InputOptions, _ baseline: BaselineOptions, _ judging: JudgingOptions,
    _ choice: JudgingArchiveOptions, command: String
  ) async throws {
    guard baseline.model == nil, baseline.baseline.isEmpty, baseline.baselineUntil == nil else {
      throw ValidationError(
        "give --db or a baseline, not both: the archive is the baseline; --from says where it ends")
    }
    guard judging.port == nil else {
      throw ValidationError("give --db or --port, not both: an archive is made of all ports")
    }
    guard
      !input.inputs.isEmpty
        || (input.subnets, input.assets, input.internalBlocks?.blocks) == (nil, nil, nil)
    else {
      throw ValidationError(
        "--subnets, --assets and --internal are the archive's: give them with inputs, or to ingest")
    }
    let archive = try ArchiveOptions.parse(["--db", choice.db ?? ""])
      .archive(create: !input.inputs.isEmpty)
    if !input.inputs.isEmpty {
      let taken = try await FlowIngest(input, into: archive)()
      for line in taken.lines(try archive.settings()?.windowHours ?? 24) { Console.note(line) }
    }
    guard let settings = try archive.settings() else {
      throw ArchiveError.empty(path: archive.path)
    }
    let usual = WindowLength(hours: AnalysisOptions().windowHours)
    guard [settings.windowHours, usual.hours].contains(judging.window.hours) else {
      try settings.check(
        ArchiveSettings(
          windowHours: judging.window.hours, internalScope: InternalScope(settings.internalBlocks),
          subnets: try archive.context().subnets))
      return nil
    }
    var options = try judging.analysisOptions(
      windowHours: settings.windowHours, threads: input.threadCount)
    let context = try archive.context()
    options.subnets = context.subnets
    options.assets = context.assets
    options.suspects = try judging.suspect.map(input.suspect)
    if let allow = judging.allow { options.allowed = try input.allowList(allow) }
    options.site = judging.site
    var attempt = 1
    while true {
      do {
        guard
          let run = try await Self.judge(
            archive, settings, context, options, judging, choice, command)
        else { return nil }
        (result, provenance, edges, outcome) = run
        subnets = options.subnets
        return
      } catch ArchiveError.changed where attempt < Self.attempts {
        attempt += 1
      }
    }
  }

  private static func judge(
    _ archive: Archive, _ settings: ArchiveSettings, _ context: ArchiveContext,
    _ options: AnalysisOptions, _ judging: JudgingOptions, _ choice: JudgingArchiveOptions,
    _ command: String
  ) async throws -> (AnalysisResult, Provenance, EdgeTable, RunOutcome)? {
    let judge = try ArchiveJudge(archive, options: options)
    let windows = try judge.windowsToJudge(from: choice.from, until: choice.until)
    guard !windows.isEmpty else {
      Console.note(try nothing(archive, options, choice))
      return nil
    }
    let judged = try await judge.judge(windows)
    guard let result = judged.result else { return nil }
    let edges = try edges(archive, before: windows)
    for warning in result.drift.compactMap(\.warning) { Console.note(warning) }
    let sources = try archive.inputs(of: windows.map(\.start))
    var provenance = provenance(
      judged, result, sources, settings, judging, context,
      edges: try windows.reduce(0) {
        $0 + (try archive.edges(of: $1.start)?.mergingTicks().count ?? 0)
      })
    let outcome = try archive.record(
      judged, rules: CrossingRules(protectedZones: context.protectedZones), options: options,
      at: .now
    ) { outcome in
      provenance.notes += outcome.notes
      return RunDescription(
        command: command, optionsHash: provenance.optionsHash,
        options: provenance.options.map { "\($0.name)=\($0.value)" },
        inputs: provenance.inputs.map(\.hash),
        report: try Report(
          result: result, provenance: provenance, subnets: options.subnets, edges: edges
        ).json())
    }
    return (result, provenance, edges, outcome)
  }

  private static func edges(
    _ archive: Archive, before windows: [ArchivedWindow]
  ) throws -> EdgeTable {
    let first = windows.first?.start ?? Timestamp(microseconds: .max)
    let shown = try archive.windows().filter { $0.start < first }.suffix(pastShown) + windows
    return try shown.reduce(EdgeTable()) {
      $0.merging(try archive.edges(of: $1.start) ?? EdgeTable())
    }
  }

  private static func nothing(
    _ archive: Archive, _ options: AnalysisOptions, _ choice: JudgingArchiveOptions
  ) throws -> String {
    let windows = try archive.windows()
    if choice.from != nil || choice.until != nil { return "nothing to judge in the time given" }
    guard windows.contains(where: { $0.judgedHash != nil }) else {
      return "nothing to judge yet: the archive has \(windows.count) "
        + "\(windows.count == 1 ? "window" : "windows"), and \(options.minimumHistory + 1) of past "
        + "are needed; --from judges all the same, comparing hosts with one another"
    }
    return "nothing new: everything in the archive has been judged; --from judges again"
  }

  private static func provenance(
    _ judged: Judged, _ result: AnalysisResult, _ sources: [ArchivedInput],
    _ settings: ArchiveSettings, _ judging: JudgingOptions, _ context: ArchiveContext, edges: Int
  ) -> Provenance {
    let options =
      judging.written(window: WindowLength(hours: settings.windowHours))
      + [
        ("site", judging.site),
        (
          "allow",
          judging.allow.map { path in
            ContentHash.sha256(ofFile: path).map { "sha256:\($0)" } ?? path
          } ?? ""
        ), ("internal", settings.internalBlocks.map(\.description).joined(separator: ",")),
        ("past", "\(judged.history) windows of the archive"),
        ("protect", context.protectedZones.sorted().joined(separator: ",")),
      ].filter { !$0.1.isEmpty }
    let text = options.map { "\($0.0)=\($0.1)" }.joined(separator: "\n")
    return Provenance(
      title: "Lateral movement report",
      inputs: sources.map {
        Provenance.Input(name: $0.name, hash: "sha256:\($0.hash)", flowsRead: $0.counts.used)
      },
      flows: Provenance.FlowCounts(
        read: sources.reduce(0) { $0 + $1.counts.records },
        used: sources.reduce(0) { $0 + $1.counts.used },
        turned: sources.reduce(0) { $0 + $1.counts.turned },
        rejected: sources.reduce(0) { $0 + $1.counts.rejected },
        ignored: sources.reduce(0) { $0 + $1.counts.ignored }),
      hosts: Set(result.assessments.map(\.host)).count,
      edges: edges,
      options: options.map { Provenance.Option(name: $0.0, value: $0.1) },
      optionsHash: ContentHash.sha256(of: text) ?? "", seed: judging.seed, version: Version.text,
      notes: result.drift.compactMap(\.warning))
  }

  /// What became of the alerts, in lines for people.
  var alertLines: [String] {
    var parts = ["\(outcome.new.count) new", "\(outcome.seenAgain.count) seen again"]
    if !outcome.reopened.isEmpty { parts.append("\(outcome.reopened.count) reopened") }
    if !outcome.withdrawn.isEmpty { parts.append("\(outcome.withdrawn.count) withdrawn") }
    let held = outcome.suppressed.values.reduce(0, +)
    if held > 0 { parts.append("\(held) held back by exceptions") }
    return ["Alerts: " + parts.joined(separator: ", ") + "."]
  }
}
