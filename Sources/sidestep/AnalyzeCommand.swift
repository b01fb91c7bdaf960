// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Foundation
import Reporting
import Topology

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
        sidestep analyze today.log --db office.db -o reports/today
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Baseline") var baseline: BaselineOptions
  @OptionGroup(title: "Archive") var archive: JudgingArchiveOptions
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
      if archive.db == nil {
        let run = try await AnalysisRun(input, baseline, judging, indicators: indicators)
        try write(
          run.result, run.provenance, run.source.subnets, run.source.edges,
          indicators: run.indicators, printer)
      } else {
        try await analyzeByArchive(printer)
      }
    }
  }

  private func analyzeByArchive(_ printer: PagePrinter?) async throws {
    guard indicators.ioc == nil else {
      throw ValidationError(
        "give --db or --ioc, not both: an archive keeps no address outside to look for")
    }
    guard let run = try await ArchiveRun(input, baseline, judging, archive, command: "analyze")
    else { return }
    for line in run.alertLines { Console.note(line) }
    try write(run.result, run.provenance, run.subnets, run.edges, printer)
  }

  private func write(
    _ result: AnalysisResult, _ provenance: Provenance, _ subnets: SubnetMap, _ edges: EdgeTable,
    indicators: IndicatorSightings? = nil, _ printer: PagePrinter?
  ) throws {
    let outcome = try ReportFolder.write(
      result, provenance: provenance, subnets: subnets, indicators: indicators, edges: edges,
      exports: export?.formats ?? [], isRedacted: redact, worker: MapWorker.ofThisProgram,
      printer: printer, to: output)
    if let failure = outcome.mapFailure { Console.note(failure) }
    for line in Summary(result).lines { try Console.say(line) }
    try Console.say("Report: \(output)/report.html")
    for format in export?.formats ?? [] where format != .json {
      try Console.say("Export: \(output)/\(format.fileName)")
    }
    if outcome.mapFailure == nil { try Console.say("Map:    \(output)/map.svg") }
    if let failure = outcome.printFailure { throw failure }
    if pdf { try Console.say("PDF:    \(output)/report.pdf") }
    try failing.check(result)
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
