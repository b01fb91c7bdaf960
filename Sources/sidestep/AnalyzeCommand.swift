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
      Writes report.html, report.md, map.svg, hosts.csv, crossings.csv and
      findings.json; with --pdf also report.pdf.

      Example:
        sidestep analyze flows/ --baseline-until 2026-03-12 -o reports/incident
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Baseline") var baseline: BaselineOptions
  @OptionGroup(title: "Judging") var judging: JudgingOptions
  @OptionGroup(title: "Judging") var indicators: IndicatorOption

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where the report goes.", valueName: "folder"))
  var output = "reports/latest"

  @Option(
    help: ArgumentHelp(
      "Also write the findings into the folder in these formats of sidestep export.",
      valueName: "format,…"))
  var export: ExportList?

  @Flag(
    help: """
      Put other addresses, subnets, zones, host and file names in place of the real ones, the same \
      in every file, for sharing; what is printed here keeps them.
      """)
  var redact = false

  @Flag(help: "Also print the page as report.pdf; needs chromium.")
  var pdf = false

  @OptionGroup(title: "Output") var failing: FailOption

  func run() async throws {
    try await Console.reportingErrors {
      let printer = try pdf ? Self.printer() : nil
      let run = try await AnalysisRun(input, baseline, judging, indicators: indicators)
      let outcome = try ReportFolder.write(
        run.result, provenance: run.provenance, subnets: run.source.subnets,
        indicators: run.indicators, edges: run.source.edges, exports: export?.formats ?? [],
        isRedacted: redact, worker: MapWorker.ofThisProgram,
        printer: printer, to: output)
      if let failure = outcome.mapFailure { Console.note(failure) }
      for line in Summary(run.result).lines { try Console.say(line) }
      try Console.say("Report: \(output)/report.html")
      for format in export?.formats ?? [] where format != .json {
        try Console.say("Export: \(output)/\(format.fileName)")
      }
      if outcome.mapFailure == nil { try Console.say("Map:    \(output)/map.svg") }
      if let failure = outcome.printFailure { throw failure }
      if pdf { try Console.say("PDF:    \(output)/report.pdf") }
      try failing.check(run.result)
    }
  }

  /// The program that prints, before anything is read.
  ///
  /// - Throws: `ExitCode(69)` if there is none.
  private static func printer() throws -> PagePrinter {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    guard let printer = PagePrinter.installed(path: path) else {
      Console.note("error: --pdf: \(PagePrinter.absence)")
      throw ExitCode(69)
    }
    return printer
  }
}

extension MapWorker {
  /// The worker that is this very program.
  static var ofThisProgram: MapWorker? {
    Bundle.main.executablePath.map { MapWorker(executable: $0) }
  }
}
