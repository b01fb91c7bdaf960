// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Ingest
import Reporting

/// The findings of a report in another format.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the findings of a report for a SIEM or another tool.",
    discussion: """
      Reads what analyze left; the same finding has the same id in every export.

        ecs, elastic-bulk    Elastic, OpenSearch
        ocsf, ocsf-1.8       OCSF Detection Findings 1.5 and 1.8: security lakes
        splunk-hec           Splunk's HTTP Event Collector
        cef, leef, syslog    ArcSight and Sentinel, QRadar, any collector
        stix, attack-flow    MISP, OpenCTI, Attack Flow Builder
        navigator            ATT&CK Navigator
        opengraph            BloodHound
        markdown             a ticket
        csv, json            spreadsheets, scripts

      Example:
        sidestep export reports/incident --to ecs -o findings.ndjson
      """)

  @Argument(
    help: ArgumentHelp("A report folder, or its findings.json.", valueName: "report"))
  var report: String

  @Option(help: ArgumentHelp("What to write.", valueName: "format"))
  var to: Report.ExportFormat

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where the findings go (default: standard output).", valueName: "file"))
  var output: String?

  @Flag(
    help: "With --to syslog: each message with its length in front (RFC 6587), for TCP and TLS.")
  var octetCounting = false

  @Flag(
    help: """
      Put other addresses, subnets, zones, host and file names in place of the real ones, the same \
      everywhere, for sharing.
      """)
  var redact = false

  func validate() throws {
    guard !octetCounting || to == .syslog else {
      throw ValidationError("--octet-counting is of --to syslog, not of --to \(to.rawValue)")
    }
  }

  func run() async throws {
    try await Console.reportingErrors {
      let whole = try ReportFolder.read(report)
      let shown = redact ? whole.redacted() : whole
      let bytes = try octetCounting ? shown.octetCountedSyslog : shown.bytes(as: to)
      guard let output, output != InputFile.standardInputPath else {
        return try Console.output(bytes)
      }
      try ReportFolder.write(bytes, to: output)
      try Console.say("Findings: \(output)")
    }
  }
}
