// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Ingest
import Reporting
import Simulation

/// Writes the flows of a simulated office.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Writes the flows of a simulated office with an intrusion.",
    discussion: """
      Without further options this is the example the project ships. The same
      options give the same bytes. What ends in .gz is written compressed.

      Example:
        sidestep simulate -o office.conn.log.gz --truth office.truth.csv
        sidestep simulate --hosts 500 --scenario pivot -o pivot.conn.log
        sidestep simulate --format cic --hosts 5000 --days 1 --flows 10e6 -o big.csv
      """)

  @Option(
    help: "How to write flows: \(FlowFileFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = FlowFileFormat.zeek

  @Option(help: "Decides everything that is drawn.")
  var seed: UInt64?

  @OptionGroup(title: "Office") var size: OfficeSize

  @Flag(help: "Leave the intrusion out.")
  var quiet = false

  @Flag(help: "Write which flows are attacks, in formats that have a label column.")
  var labels = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where flows go; - for standard output.", valueName: "file"))
  var output: String

  @Option(help: ArgumentHelp("Where the truth goes.", valueName: "file.csv"))
  var truth: String?

  @Option(help: ArgumentHelp("Where the subnets file goes.", valueName: "file.csv"))
  var subnets: String?

  @Option(help: ArgumentHelp("Where the assets file goes.", valueName: "file.csv"))
  var assets: String?

  func validate() throws {
    if quiet, !size.scenario.isEmpty {
      throw ValidationError("give --quiet or --scenario, not both")
    }
  }

  func run() async throws {
    try await Console.reportingErrors {
      var options = size.options
      if let seed { options.seed = seed }
      if quiet { options.intrusions = [] }
      let simulation = try Simulation(options)
      var writer = format.writer(for: simulation, labels: labels)
      var file = try FlowFile(output)
      try file.append { writer.appendHeader(to: &$0) }
      for day in 0..<simulation.dayCount {
        try simulation.forEachHour(ofDay: day) { flows throws(ReportError) in
          try file.append { writer.append(flows, to: &$0) }
        }
      }
      try file.close()
      for (path, text) in [
        (truth, simulation.truth.csv), (subnets, simulation.office.subnetsFile),
        (assets, simulation.office.assetsFile),
      ] {
        guard let path else { continue }
        try ReportFolder.write(Array(text.utf8), to: path)
      }
      guard output != InputFile.standardInputPath else { return }
      try Console.say("Flows: \(output)")
      if let truth { try Console.say("Truth: \(truth)") }
    }
  }
}

/// How large the office is and what happens in it.
struct OfficeSize: ParsableArguments {
  @Option(help: "Hosts of the office, 50 to 50000.")
  var hosts: Int?

  @Option(help: "Days from Monday, 2 March 2026, on, 1 to 366.")
  var days: Int?

  @Option(
    help: ArgumentHelp(
      "Flows of a weekday, about, such as 6500 or 10e6 (default: 54 for each host).",
      valueName: "number"))
  var flows: Count?

  @Option(
    help: ArgumentHelp(
      "What the intruder does: \(Scenario.allCases.map(\.rawValue).joined(separator: ", ")); "
        + "may be given several times (default: hop_chain). It ends on the last weekday.",
      valueName: "name"))
  var scenario: [Scenario] = []

  @Option(help: "How many hops the intruder makes, 1 to 12 (default: 4).")
  var hops: Int?

  @Option(help: "Seconds between an intruder's hops, about, 60 to 86400 (default: 5400).")
  var pace: Int?

  @Option(help: "How much blameless traffic looks like an intruder's: plain, hard or busy.")
  var difficulty: Grade?

  @Option(
    help: ArgumentHelp(
      "Share of workstations a day that get another address (default: 0; hard: 0.0002; busy: 0.001).",
      valueName: "share"))
  var leaseChanges: Double?

  /// How hard intruders are to tell from others.
  enum Grade: String, CaseIterable, ExpressibleByArgument {
    case plain, hard, busy
  }

  /// The shipped example, changed where something was asked for.
  var options: OfficeOptions {
    var options = OfficeOptions.demo
    if let days { options.days = days }
    if let hosts {
      options.flowsPerWorkday = 54 * min(max(hosts, 0), 1_000_000)
      options.hosts = hosts
      options.difficulty = .plain(hosts: hosts)
    }
    if let flows { options.flowsPerWorkday = flows.value }
    switch difficulty {
    case .plain: options.difficulty = .plain(hosts: options.hosts)
    case .hard: options.difficulty = .hard(hosts: options.hosts)
    case .busy: options.difficulty = .busy(hosts: options.hosts)
    case nil: break
    }
    if let leaseChanges { options.difficulty.leaseChanges = leaseChanges }
    if !scenario.isEmpty || days != nil || hops != nil || pace != nil {
      let scenarios = scenario.isEmpty ? options.intrusions.map(\.scenario) : scenario
      options.plant(scenarios, hops: hops ?? 4, pace: pace ?? 5_400)
    }
    return options
  }
}
