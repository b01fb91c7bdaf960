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
    abstract: "Writes the flows of the example office, with an intrusion in it.",
    discussion: """
      The same options give the same bytes. What ends in .gz is written compressed.

      Example:
        sidestep simulate -o office.conn.log.gz --truth office.truth.csv
      """)

  @Option(
    help: "How to write flows: \(FlowFileFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = FlowFileFormat.zeek

  @Option(help: "Decides everything that is drawn.")
  var seed: UInt64?

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

  func run() async throws {
    try await Console.reportingErrors {
      var options = OfficeOptions.demo
      if let seed { options.seed = seed }
      if quiet { options.intrusions = [] }
      let simulation = try Simulation(options)
      var writer = format.writer(for: simulation, labels: labels)
      var bytes: [UInt8] = []
      writer.appendHeader(to: &bytes)
      for day in 0..<simulation.dayCount {
        simulation.forEachHour(ofDay: day) { writer.append($0, to: &bytes) }
      }
      if output == InputFile.standardInputPath {
        try Console.output(bytes)
      } else {
        try ReportFolder.write(output.hasSuffix(".gz") ? Gzip.compress(bytes) : bytes, to: output)
      }
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
