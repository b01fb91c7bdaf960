// SPDX-License-Identifier: Apache-2.0

import Archive
import ArgumentParser
import Ingest
import Topology

/// Takes flows into an archive.
struct IngestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Takes flows into an archive, which remembers from day to day.",
    discussion: """
      The same file twice changes nothing; files of one day add up. All files of a
      call are taken in, or none. The first call fixes --window, --internal and the
      blocks of --subnets; names, zones and --assets may change, the latest count.
      A connection that several files of a call report counts once; in files of
      different calls it counts twice.

      Example:
        sidestep ingest conn.2026-03-12.log --db office.db
        sidestep analyze --db office.db -o reports/2026-03-12
        sidestep alerts list --db office.db
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Archive") var options: ArchiveOptions

  @Option(
    help: "Length of a window in days or hours (default: the archive's, or 1d).")
  var window: WindowLength?

  @Option(
    help: ArgumentHelp(
      "Zones of --subnets into which every crossing is an alert until accepted; kept.",
      valueName: "zone,…"))
  var protect: ZoneList?

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
      guard !input.inputs.isEmpty else {
        throw ValidationError(
          "name the files, folders or patterns to read, or - for standard input")
      }
      let archive = try options.archive(create: true)
      let outcome = try await FlowIngest(input, into: archive)(
        window: window, protected: protect?.zones)
      let hours = try archive.settings()?.windowHours ?? 24
      for line in outcome.lines(hours) { try Console.say(line) }
      if let zones = protect?.zones {
        let known = Set(try archive.context().subnets.subnets.map(\.zone))
        for zone in zones.subtracting(known).sorted() {
          Console.note("--protect \(Printable.text(zone)): no subnet of --subnets is in this zone")
        }
      }
      if let keepDays {
        let count = try archive.forget(allButDays: keepDays)
        if count > 0 { try Console.say("Forgot \(count) windows older than \(keepDays) days.") }
      }
    }
  }
}
