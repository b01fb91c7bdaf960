// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

@main
struct Sidestep: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sidestep", abstract: "Finds lateral movement in network flows and draws it.",
    discussion: """
      Start with the map and the report of a capture:
        sidestep analyze conn.log -o reports/today

      With a baseline of the past, hosts are judged by what they and their like did before:
        sidestep analyze week.log.gz --baseline-until 2026-03-12T00:00:00Z -o reports/today

      Exit status: 0 ok, 1 findings at or above --fail-on, 64 usage, 65 bad data,
      66 no input, 73 cannot write, 74 cannot listen, 75 another process writes.
      """,
    version: Version.text,
    subcommands: [
      AnalyzeCommand.self, IngestCommand.self, AlertsCommand.self, ServeCommand.self,
      LearnCommand.self, ExplainCommand.self, ScoreCommand.self,
      FeaturesCommand.self, EdgesCommand.self, ExportCommand.self, GraphCommand.self,
      MapCommand.self, RelaysCommand.self, EvaluateCommand.self, SimulateCommand.self,
      FormatsCommand.self, DatabaseCommand.self, DoctorCommand.self,
      RenderMapCommand.self,
    ])
}
