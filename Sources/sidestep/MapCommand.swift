// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Ingest
import Reporting
import Topology

/// The map around one host.
struct MapCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map", abstract: "Draws the surroundings of one host as SVG.",
    discussion: """
      Sessions that give control of their target (SSH, SMB, RDP, WinRM …) are drawn
      as hops, everything else in grey.

      Example:
        sidestep map conn.log --host 10.0.1.4 --hops 1 -o reports/10.0.1.4.svg
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Input") var indicators: IndicatorOption

  @Option(help: ArgumentHelp("The host in the middle.", valueName: "address"))
  var host: IPAddress

  @Option(help: "How many edges away from the host the map goes, 1 to 10.")
  var hops = 1

  @Option(
    help: ArgumentHelp("Leave out earlier hours (UTC).", valueName: "time"))
  var from: Timestamp?

  @Option(
    help: ArgumentHelp("Leave out later hours (UTC).", valueName: "time"))
  var to: Timestamp?

  @Flag(help: "Put other addresses and names in place of the real ones, for sharing.")
  var redact = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where the map goes; - for standard output.", valueName: "file.svg"))
  var output: String

  func validate() throws {
    guard (1...10).contains(hops) else {
      throw ValidationError("--hops \(hops): must be 1 to 10")
    }
    if let from, let to, from >= to {
      throw ValidationError("--from \(from) must be before --to \(to)")
    }
  }

  func run() async throws {
    try await Console.reportingErrors {
      let run = try await AnalysisRun(
        input, try BaselineOptions.parse([]), try JudgingOptions.parse([]), indicators: indicators)
      let hour = EdgeTable.tickLength
      let start = from?.floored(toMultipleOf: hour) ?? Timestamp(microseconds: .min / hour * hour)
      let end = to?.advanced(byMicroseconds: hour - 1).floored(toMultipleOf: hour)
      let range = TimeRange(start, end ?? Timestamp(microseconds: .max / hour * hour))
      let merged = run.source.edges.slice(range).mergingTicks()
      let edges = (0..<merged.count).map {
        merged.edge($0, isNew: nil, subnets: run.source.subnets)
      }
      guard edges.contains(where: { $0.source == host || $0.target == host }) else {
        throw ValidationError("--host \(host): no flow of this host in the input and time given")
      }
      var map = AttackMap.neighbourhood(
        of: host, hops: hops, edges: edges, paths: run.result.paths,
        directory: HostDirectory(run.result, subnets: run.source.subnets),
        provenance: run.provenance)
      if let seen = run.indicators { map.mark(seen) }
      if redact {
        var redaction = Redaction(
          of: run.result, provenance: run.provenance, subnets: run.source.subnets,
          indicators: run.indicators)
        map.redact(&redaction)
      }
      let svg = try MapDrawing.svg(map, worker: MapWorker.ofThisProgram)
      guard output != InputFile.standardInputPath else {
        return try Console.output(Array(svg.utf8))
      }
      try ReportFolder.write(Array(svg.utf8), to: output)
      try Console.say("Map: \(output)")
    }
  }
}
