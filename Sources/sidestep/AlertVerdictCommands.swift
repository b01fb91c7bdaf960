// SPDX-License-Identifier: Apache-2.0

import Archive
import ArgumentParser
import Detection
import Flows
import Foundation
import Ingest

/// Who says what of which alert.
struct VerdictOptions: ParsableArguments {
  @Argument(help: "The alert's id, or the start of it.")
  var id: String

  @Option(help: ArgumentHelp("Why.", valueName: "text"))
  var note = ""

  @Option(help: ArgumentHelp("Who says so (default: the login name).", valueName: "name"))
  var by: String?

  @OptionGroup(title: "Archive") var archive: ArchiveOptions

  func keep(
    _ action: VerdictAction, scope: AlertException.Scope? = nil, expires: DataDuration? = nil
  ) async throws {
    try await Console.reportingErrors {
      let alert = try archive.archive().judge(
        id,
        VerdictRequest(
          action: action, author: by ?? NSUserName(), note: note, scope: scope,
          expiresAfter: expires?.microseconds), at: .now)
      try Console.say("\(alert.id): \(alert.state.rawValue)")
    }
  }
}

/// It is as it should be.
struct AcceptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept",
    abstract: "Says that an alert is as it should be, and holds back what is like it.")

  @OptionGroup var options: VerdictOptions

  @Option(
    help: ArgumentHelp(
      "How long, in days or hours of the data's time (default: for ever).", valueName: "30d"))
  var expires: DataDuration?

  @Option(
    help:
      "What is expected from now on: pair (these hosts and services), cell (these subnets and services) or host (what this host does); default: cell for crossings, host for hosts, pair for paths."
  )
  var scope: AlertException.Scope?

  func run() async throws { try await options.keep(.accept, scope: scope, expires: expires) }
}

/// It means nothing.
struct DismissCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dismiss",
    abstract: "Says that an alert means nothing; it stays as context of later ones.")

  @OptionGroup var options: VerdictOptions

  func run() async throws { try await options.keep(.dismiss) }
}

/// It is an incident.
struct EscalateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "escalate", abstract: "Says that an alert is an incident.")

  @OptionGroup var options: VerdictOptions

  func run() async throws { try await options.keep(.escalate) }
}

/// It is to be looked at again.
struct ReopenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reopen",
    abstract: "Opens an alert again; an exception it had made ends.")

  @OptionGroup var options: VerdictOptions

  func run() async throws { try await options.keep(.reopen) }
}
