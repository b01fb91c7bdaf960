// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Reporting
import Topology

/// The whole story of some hosts.
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Tells all that is known of one host: what it did, why it stands out, what next.",
    discussion: """
      Judges hosts as score does and prints, for each host named, its paths, the
      reasons with counts, what every detector says, innocent explanations, and
      which hosts can have been reached from it.

      Example:
        sidestep explain 10.0.1.4 flows/ --baseline-until 2026-03-12
      """)

  @Argument(
    help: ArgumentHelp(
      "The hosts, by address or by name in the assets file.", valueName: "host,…"))
  var host: String

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Baseline") var baseline: BaselineOptions
  @OptionGroup(title: "Judging") var judging: JudgingOptions

  func run() async throws {
    try await Console.reportingErrors {
      let names = host.split(separator: ",").map(String.init)
      guard !names.isEmpty else { throw ValidationError("\(host): names no host") }
      let hosts = try names.map(input.address)
      let run = try await AnalysisRun(input, baseline, judging, explained: Set(hosts))
      let directory = HostDirectory(run.result, subnets: run.source.subnets)
      for (place, (name, address)) in zip(names, hosts).enumerated() {
        let lines = HostStory(
          of: address, in: run.result, edges: run.source.edges, directory: directory
        ).lines
        guard !lines.isEmpty else {
          throw ValidationError(
            "\(name): no flow of this host in the windows judged; sidestep score lists hosts"
          )
        }
        if place > 0 { try Console.say("") }
        for line in lines { try Console.say(line) }
      }
    }
  }
}
