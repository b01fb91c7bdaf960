// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Reporting
import Topology

/// How a table is printed.
struct TableOptions: ParsableArguments {
  @Option(help: "How to print: table, csv, json or ndjson.")
  var outputFormat = Table.Format.table
}

/// One row per host and window, with its score.
struct ScoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Prints one row per host and window: score, reasons, features.",
    discussion: """
      Example:
        sidestep score flows/ --baseline-until 2026-03-12 --output-format csv
        sidestep score today.log --db office.db --output-format csv
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Baseline") var baseline: BaselineOptions
  @OptionGroup(title: "Archive") var archive: JudgingArchiveOptions
  @OptionGroup(title: "Judging") var judging: JudgingOptions
  @OptionGroup(title: "Output") var output: TableOptions
  @OptionGroup(title: "Output") var failing: FailOption

  func run() async throws {
    try await Console.reportingErrors {
      let result: AnalysisResult
      if archive.db == nil {
        result = try await AnalysisRun(input, baseline, judging).result
      } else {
        guard
          let run = try await ArchiveRun(input, baseline, judging, archive, command: "score")
        else { return }
        result = run.result
        for line in run.alertLines { Console.note(line) }
      }
      try Console.output(Table.hosts(result).bytes(as: output.outputFormat))
      try failing.check(result)
    }
  }
}

/// The feature matrix alone.
struct FeaturesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Prints the features of every host in every window that is judged.",
    discussion: """
      Example:
        sidestep features conn.log --features degree,subnet --output-format csv
        sidestep features --describe
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Baseline") var baseline: BaselineOptions
  @OptionGroup(title: "Judging") var judging: JudgingOptions
  @OptionGroup(title: "Output") var output: TableOptions

  @Flag(help: "Print what every feature means instead; reads nothing.")
  var describe = false

  @Flag(help: "Print how far each feature has moved from the past instead.")
  var drift = false

  @Option(
    help: ArgumentHelp(
      "Groups to print: \(FeatureGroups.known) (default: all).", valueName: "group,…"))
  var features: FeatureGroups?

  func run() async throws {
    try await Console.reportingErrors {
      let columns = Feature.all.indices.filter { column in
        features?.groups.contains(Feature.all[column].group) ?? true
      }
      guard !describe else {
        let table = Table.features(columns.map { Feature.all[$0] })
        return try Console.output(table.bytes(as: output.outputFormat))
      }
      let run = try await AnalysisRun(input, baseline, judging)
      guard !drift else {
        if run.result.drift.isEmpty {
          Console.note("no window was judged by a past, so nothing can have moved from it")
        }
        let table = Table.drift(run.result.drift, columns: columns)
        return try Console.output(table.bytes(as: output.outputFormat))
      }
      var table = Table(
        columns: ["host", "window_start", "window_end"] + columns.map { Feature.all[$0].name })
      for row in run.result.assessments.sorted(by: { ($0.window, $0.host) < ($1.window, $1.host) })
      {
        table.append(
          [.text(row.host.description), .time(row.window.start), .time(row.window.end)]
            + columns.map { .number(row.features[$0]) })
      }
      try Console.output(table.bytes(as: output.outputFormat))
    }
  }
}

/// `degree,subnet`.
struct FeatureGroups: ExpressibleByArgument {
  let groups: [Feature.Group]

  static var known: String { Feature.Group.allCases.map(\.rawValue).joined(separator: ", ") }

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false)
    let groups = names.compactMap { Feature.Group(rawValue: String($0)) }
    guard groups.count == names.count else { return nil }
    self.groups = groups
  }
}

/// The edge table.
struct EdgesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edges",
    abstract: "Prints the edge table: who talked to whom on what.",
    discussion: """
      One row per source, target and service over the whole input. The column new
      is empty without a baseline. With --per-hour, one row per hour as well, with
      everything that features are made of.

      Example:
        sidestep edges conn.log --output-format csv | sort -t, -k5 -n | tail
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Baseline") var baseline: BaselineOptions
  @OptionGroup(title: "Output") var output: TableOptions

  @Flag(help: "Print one row per hour, source, target and service.")
  var perHour = false

  func run() async throws {
    try await Console.reportingErrors {
      let model = try baseline.model.map { try StoredModel($0).model }
      let source = try await EdgeSource(
        input, baseline, window: WindowLength(hours: 24), model: model)
      for note in source.notes { Console.note(note) }
      guard source.edges.count > 0 else { throw DetectionError.noInternalHosts }
      guard !perHour else {
        return try Console.output(Table.hourly(source.edges).bytes(as: output.outputFormat))
      }
      let (past, present) = source.edges.split(at: source.baselineUntil)
      var profiles = HostProfiles()
      profiles.fold(past.mergingTicks(), features: nil, subnets: source.subnets)
      let merged = present.mergingTicks()
      let edges = (0..<merged.count).map { row in
        var edge = merged.edge(row, isNew: nil, subnets: source.subnets)
        if let model {
          edge.isNew = !model.knowsEdge(edge.source, edge.target, edge.service)
        } else if past.count > 0 {
          edge.isNew = !profiles.knowsEdge(edge.source, edge.target, edge.service)
        }
        return edge
      }
      try Console.output(Table.edges(edges).bytes(as: output.outputFormat))
    }
  }
}

/// The `--fail-on` option.
struct FailOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Exit with status 1 if there is a finding of this severity or above.",
      valueName: "severity"))
  var failOn: Severity?

  /// - Throws: `ExitCode(1)` if there is such a finding.
  func check(_ result: AnalysisResult) throws {
    if let failOn, result.findings.contains(where: { $0.severity >= failOn }) {
      throw ExitCode(1)
    }
  }
}
