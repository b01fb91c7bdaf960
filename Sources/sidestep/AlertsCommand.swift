// SPDX-License-Identifier: Apache-2.0

import Archive
import ArgumentParser
import Detection
import Flows
import Reporting

/// The inbox of an archive, and what analysts say of it.
struct AlertsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alerts",
    abstract: "Lists alerts of an archive, shows them, and keeps verdicts.",
    discussion: """
      analyze and score with --db make alerts: of hosts, attack paths and crossings
      between subnets. Accepting one holds back what is like it until the exception
      expires, or until it is much more or more severe than what was accepted.

      Example:
        sidestep alerts list --status open
        sidestep alerts show crossing-0123456789abcdef --map alert.svg
        sidestep alerts accept crossing-0123456789abcdef --note "new backup" --expires 30d
      """,
    subcommands: [
      ListAlertsCommand.self, ShowAlertCommand.self, AcceptCommand.self, DismissCommand.self,
      EscalateCommand.self, ReopenCommand.self, RulesCommand.self, AlertStatisticsCommand.self,
    ])
}

/// A page of the inbox.
struct ListAlertsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists alerts, the most severe first, then the latest.")

  @OptionGroup(title: "Archive") var options: ArchiveOptions

  @Option(
    help:
      "Alerts of this kind: \(AlertDraft.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind: AlertDraft.Kind?

  @Option(
    help:
      "Alerts in this state: \(AlertState.allCases.map(\.rawValue).joined(separator: ", ")); several times for several (default: all)."
  )
  var status: [AlertState] = []

  @Option(help: "Alerts with a host in this zone of the subnets file.")
  var zone: String?

  @Option(help: ArgumentHelp("Alerts with this host.", valueName: "address"))
  var host: IPAddress?

  @Option(help: ArgumentHelp("Alerts last seen then or later (UTC).", valueName: "time"))
  var since: Timestamp?

  @Option(help: ArgumentHelp("How many at most.", valueName: "number"))
  var limit = 1_000

  @OptionGroup(title: "Output") var output: TableOptions

  func validate() throws {
    guard limit >= 1 else { throw ValidationError("--limit \(limit): must be 1 or more") }
  }

  func run() async throws {
    try await Console.reportingErrors {
      let archive = try options.archive()
      let filter = AlertFilter(
        kind: kind, states: Set(status), zone: zone, host: host, since: since)
      let alerts = try archive.alerts(filter, limit: limit == .max ? limit : limit + 1)
      if alerts.count > limit {
        Console.note("there are more than \(limit) alerts: give a larger --limit, or filters")
      }
      let shown = Array(alerts.prefix(limit))
      if shown.isEmpty { Console.note("no alert is like that") }
      guard output.outputFormat == .table else {
        return try Console.output(Table.alerts(shown).bytes(as: output.outputFormat))
      }
      guard !shown.isEmpty else { return }
      try Console.output(Table.inbox(shown).bytes(as: .table))
    }
  }
}

extension Table {
  /// What of alerts fits a terminal.
  fileprivate static func inbox(_ alerts: [Alert]) -> Table {
    var table = Table(columns: ["id", "severity", "state", "last_seen", "count", "title"])
    table.textLimit = 100
    for alert in alerts {
      table.append([
        .text(alert.id), .text(alert.severity.rawValue), .text(alert.state.rawValue),
        .time(alert.lastSeen.floored(toMultipleOf: 1_000_000)), .integer(Int64(alert.sightings)),
        .text(alert.title),
      ])
    }
    return table
  }
}

/// Every exception.
struct RulesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "Lists every exception: who made it, when, why, until when, and its uses.")

  @OptionGroup(title: "Archive") var options: ArchiveOptions
  @OptionGroup(title: "Output") var output: TableOptions

  func run() async throws {
    try await Console.reportingErrors {
      let rules = try options.archive().rules()
      if rules.isEmpty { Console.note("nothing is held back: no alert has been accepted") }
      guard !rules.isEmpty || output.outputFormat != .table else { return }
      try Console.output(Table.rules(rules).bytes(as: output.outputFormat))
    }
  }
}

/// How often detectors were right.
struct AlertStatisticsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Shows how often each detector was right, by the verdicts so far.",
    discussion: """
      Precision is the share of escalated alerts among those with a verdict, with its 95 %
      interval (Wilson). It says nothing of what was never raised.
      """)

  @OptionGroup(title: "Archive") var options: ArchiveOptions
  @OptionGroup(title: "Output") var output: TableOptions

  @Flag(help: "Also suggest a budget for --alerts-per-day by the verdicts so far.")
  var suggest = false

  @Option(help: "With --suggest: the share of incidents wanted among alerts, above 0, up to 1.")
  var precision = 0.5

  func validate() throws {
    guard precision > 0, precision <= 1 else {
      throw ValidationError("--precision \(precision): must be above 0 and at most 1")
    }
  }

  func run() async throws {
    try await Console.reportingErrors {
      let archive = try options.archive()
      let records = try archive.statistics()
      if records.isEmpty { Console.note("there is no alert yet") }
      if !records.isEmpty || output.outputFormat != .table {
        try Console.output(Table.detectorRecords(records).bytes(as: output.outputFormat))
      }
      guard suggest else { return }
      let suggestion = try archive.suggestedBudget(precision: precision)
      Console.note(
        suggestion.alertsPerDay.map { "--alerts-per-day \($0): \(suggestion.reason)" }
          ?? "no budget to suggest: \(suggestion.reason)")
    }
  }
}
