// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Ingest
import Reporting
import Topology

/// The host graph for other programs.
struct GraphCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Writes the host graph for Gephi, NetworkX, Neo4j or BloodHound.",
    discussion: """
      Hosts come with name, role, subnet and zone; links with service, flows,
      failures, bytes and times. csv has the links alone; opengraph has one link a
      pair, as BloodHound keeps no more.

      Example:
        sidestep graph conn.log --output-format graphml -o conn.graphml
      """)

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(help: "What to write.")
  var outputFormat: GraphExport.Format

  @Option(help: "What one link stands for: a source, target and service, or a pair of hosts.")
  var by = GraphExport.Grain.service

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where the graph goes (default: standard output).", valueName: "file"))
  var output: String?

  func run() async throws {
    try await Console.reportingErrors {
      let source = try await EdgeSource(
        input, try BaselineOptions.parse([]), window: WindowLength(hours: 24))
      guard source.edges.count > 0 else { throw DetectionError.noInternalHosts }
      let graph = GraphExport(
        source.edges, by: outputFormat == .opengraph ? .pair : by, subnets: source.subnets,
        assets: try input.assetTable())
      let bytes = graph.bytes(as: outputFormat)
      guard let output, output != InputFile.standardInputPath else {
        return try Console.output(bytes)
      }
      try ReportFolder.write(bytes, to: output)
      try Console.say("Graph: \(output)")
    }
  }
}
