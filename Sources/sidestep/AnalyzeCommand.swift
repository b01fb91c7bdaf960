// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Foundation
import Reporting

/// Finds hosts and paths, and writes the incident report.
struct AnalyzeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Finds lateral movement and writes the report with its map.",
    discussion: """
      Writes report.html, map.svg, hosts.csv, crossings.csv and findings.json.

      Example:
        sidestep analyze flows/ --baseline-until 2026-03-12 -o reports/incident
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Baseline") var baseline: BaselineOptions
  @OptionGroup(title: "Judging") var judging: JudgingOptions

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where the report goes.", valueName: "folder"))
  var output = "reports/latest"

  @Option(
    help: ArgumentHelp(
      "Also write the findings into the folder in these formats of sidestep export.",
      valueName: "format,…"))
  var export: ExportList?

  @OptionGroup(title: "Output") var failing: FailOption

  func run() async throws {
    try await Console.reportingErrors {
      let run = try await AnalysisRun(input, baseline, judging)
      let outcome = try ReportFolder.write(
        run.result, provenance: run.provenance, subnets: run.source.subnets,
        edges: run.source.edges,
        exports: export?.formats ?? [], worker: MapWorker.ofThisProgram, to: output)
      if let failure = outcome.mapFailure { Console.note(failure) }
      for line in Summary(run.result).lines { try Console.say(line) }
      try Console.say("Report: \(output)/report.html")
      for format in export?.formats ?? [] where format != .json {
        try Console.say("Export: \(output)/\(format.fileName)")
      }
      if outcome.mapFailure == nil { try Console.say("Map:    \(output)/map.svg") }
      try failing.check(run.result)
    }
  }
}

extension MapWorker {
  /// The worker that is this very program.
  static var ofThisProgram: MapWorker? {
    Bundle.main.executablePath.map { MapWorker(executable: $0) }
  }
}
