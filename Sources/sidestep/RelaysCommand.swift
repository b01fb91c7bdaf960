// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Reporting
import Topology

/// Sessions passed on through several hosts while they are open.
struct RelaysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "relays",
    abstract: "Prints sessions that were passed on from host to host while open.",
    discussion: """
      A session into a host that opens another within 30 seconds, or with the same
      bytes, while the first is live: how an intruder works through a jump host, and
      how its administrator does. The priority, 0 to 5, adds up the shares of legs
      that are new, whose source looked around before, that cross zones and that use
      an uncommon service, and how far their bytes exceed the middle.

      Example:
        sidestep relays conn.log --baseline-until 2026-03-12
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Baseline") var baseline: BaselineOptions
  @OptionGroup(title: "Output") var output: TableOptions

  func validate() throws {
    guard baseline.model == nil else {
      throw ValidationError("--model: relays are looked for in flows; give the past as --baseline")
    }
  }

  func run() async throws {
    try await Console.reportingErrors {
      let source = try await EdgeSource(
        input, baseline, window: WindowLength(hours: 24), collectingRelays: true)
      for note in source.notes { Console.note(note) }
      guard source.edges.count > 0 else { throw DetectionError.noInternalHosts }
      let (past, present) = source.edges.split(at: source.baselineUntil)
      var profiles = HostProfiles()
      if past.count > 0 {
        profiles.fold(past.mergingTicks(), features: nil, subnets: source.subnets)
      }
      let found = LiveRelays(
        source.relays, present: present, past: profiles, since: source.baselineUntil,
        subnets: source.subnets)
      if found.dropped > 0 {
        Console.note(
          "\(found.dropped) sessions before the last \(source.relays.limit) were not looked at")
      }
      if found.relays.isEmpty {
        Console.note("no session was passed on from host to host while it was open")
      }
      var table = Table.relays(found.relays)
      table.textLimit = 100
      try Console.output(table.bytes(as: output.outputFormat))
    }
  }
}
