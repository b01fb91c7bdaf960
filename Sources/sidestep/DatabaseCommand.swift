// SPDX-License-Identifier: Apache-2.0

import Archive
import ArgumentParser
import Ingest
import Reporting

/// Care of an archive.
struct DatabaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "db", abstract: "Checks an archive, shrinks it, takes tables out of it.",
    discussion: """
      Example:
        sidestep db check --db office.db
        sidestep db vacuum --db office.db --keep-days 90
        sidestep db export alerts --db office.db --output-format csv
      """,
    subcommands: [
      CheckArchiveCommand.self, VacuumArchiveCommand.self, ExportArchiveCommand.self,
    ])
}

/// Says whether everything is as it must be.
struct CheckArchiveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks that an archive is undamaged; exit status 65 if it is not.")

  @OptionGroup(title: "Archive") var options: ArchiveOptions

  func run() async throws {
    try await Console.reportingErrors {
      let archive = try options.archive()
      let problems = try archive.problems()
      guard problems.isEmpty else {
        for problem in problems { try Console.say(Printable.text(problem)) }
        throw ExitCode(65)
      }
      for line in try archive.summary() { try Console.say(line) }
      try Console.say("ok")
    }
  }
}

/// Less room.
struct VacuumArchiveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vacuum", abstract: "Forgets old days if asked to, and gives back unused room.")

  @OptionGroup(title: "Archive") var options: ArchiveOptions

  @Option(
    help: ArgumentHelp(
      "Forget flows and profiles but for the last days, this many; alerts and verdicts stay.",
      valueName: "number"))
  var keepDays: Int?

  func validate() throws {
    if let keepDays, keepDays < 1 {
      throw ValidationError("--keep-days \(keepDays): must be 1 or more")
    }
  }

  func run() async throws {
    try await Console.reportingErrors {
      let archive = try options.archive()
      if let keepDays {
        let count = try archive.forget(allButDays: keepDays)
        try Console.say("Forgot \(count) \(count == 1 ? "window" : "windows").")
      }
      try archive.vacuum()
      for line in try archive.summary() { try Console.say(line) }
    }
  }
}

/// A table.
struct ExportArchiveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Prints everything of one kind as a table, CSV or JSON.")

  @Argument(
    help: "What: \(ArchiveExport.allCases.map(\.rawValue).joined(separator: ", ")).")
  var what: ArchiveExport

  @OptionGroup(title: "Archive") var options: ArchiveOptions
  @OptionGroup(title: "Output") var output: TableOptions

  func run() async throws {
    try await Console.reportingErrors {
      try Console.output(try options.archive().table(what).bytes(as: output.outputFormat))
    }
  }
}
