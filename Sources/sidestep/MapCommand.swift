// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Ingest
import Reporting

/// A map, without the report around it.
struct MapCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map", abstract: "Draws a map as SVG: attack paths, or another view of the flows.",
    discussion: """
      path           flagged hosts and attack paths, as in the report
      blast          what can be reached from --host once it is taken
      neighbourhood  everything within --hops edges of --host
      crossings      services and counts between subnets, new ones marked
      changes        what appeared, grew or vanished since --from, or in what is
                     judged, against what is earlier or --against

      Example:
        sidestep map conn.log --host 10.0.1.4 --hops 1 -o reports/10.0.1.4.svg
        sidestep map conn.log --view blast --host 10.0.1.4@2026-03-12 -o blast.svg
        sidestep map flows/ --view changes --from 2026-03-12 -o changes.svg
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Input") var indicators: IndicatorOption

  @Option(
    help: "What the map shows (default: neighbourhood where --host is given, else path).")
  var view: MapView?

  @Option(
    help: ArgumentHelp(
      "The host in the middle: an address, or a name of the assets file; for a blast radius also "
        + "since when it is taken.", valueName: "host[@time]"))
  var host: String?

  @Option(help: "How many edges away from the host a neighbourhood goes, 1 to 10 (default: 1).")
  var hops: Int?

  @Option(
    help: ArgumentHelp("Leave out earlier hours (UTC).", valueName: "time"))
  var from: Timestamp?

  @Option(
    help: ArgumentHelp("Leave out later hours (UTC).", valueName: "time"))
  var to: Timestamp?

  @Flag(help: "Put other addresses and names in place of the real ones, for sharing.")
  var redact = false

  @Option(
    help: ArgumentHelp(
      "What changes are measured against (UTC; default: everything earlier).",
      valueName: "time/time"))
  var against: Period?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where the map goes; - for standard output.", valueName: "file.svg"))
  var output: String

  @OptionGroup(title: "Baseline") var baseline: BaselineOptions
  @OptionGroup(title: "Judging") var judging: JudgingOptions

  /// What the map is of.
  private var chosen: MapView { view ?? (host == nil ? .path : .neighbourhood) }

  func validate() throws {
    if let hops, !(1...10).contains(hops) {
      throw ValidationError("--hops \(hops): must be 1 to 10")
    }
    if let from, let to, from >= to {
      throw ValidationError("--from \(from) must be before --to \(to)")
    }
    let needsHost = chosen == .blast || chosen == .neighbourhood
    guard needsHost == (host != nil) else {
      throw ValidationError(
        needsHost
          ? "--view \(chosen.rawValue) needs --host: the host in the middle"
          : "--host goes with --view blast or neighbourhood, not with \(chosen.rawValue)")
    }
    guard hops == nil || chosen == .neighbourhood else {
      throw ValidationError("--hops goes with --view neighbourhood, not with \(chosen.rawValue)")
    }
    guard against == nil || chosen == .changes else {
      throw ValidationError("--against goes with --view changes, not with \(chosen.rawValue)")
    }
    guard chosen != .path || from == nil && to == nil else {
      throw ValidationError(
        "--from and --to do not go with --view path, which shows the windows judged: "
          + "--baseline-until says where these start")
    }
  }

  func run() async throws {
    try await Console.reportingErrors {
      let run = try await AnalysisRun(input, baseline, judging, indicators: indicators)
      let drawing = MapRequest(
        run: run, input: input, host: host, hops: hops ?? 1, from: from, to: to,
        against: against?.range)
      var map = try drawing.map(chosen)
      if let seen = run.indicators { map.mark(seen) }
      if redact {
        var redaction = Redaction(
          of: run.result, provenance: run.provenance, subnets: run.source.subnets,
          indicators: run.indicators)
        map.redact(&redaction)
      }
      let svg = try MapDrawing.svg(map, worker: MapWorker.ofThisProgram)
      guard output != InputFile.standardInputPath else {
        return try Console.output(Array(svg.utf8))
      }
      try ReportFolder.write(Array(svg.utf8), to: output)
      try Console.say("Map: \(output)")
    }
  }
}
