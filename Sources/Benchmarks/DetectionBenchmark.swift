// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Simulation

/// Measures detection on simulated offices, one intrusion per data set.
struct DetectionBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detection",
    abstract: "Measures detection on simulated offices: one intrusion each, and quiet ones.",
    discussion: """
      Each seed is an office of its own, of the example's kind, two weeks of past and a judged
      day, or five for slow chains. Nothing was chosen by figures of the default seeds.

      Example:
        swift run -c release Benchmarks detection --first-seed 201 --seeds 20
      """)

  @Option(help: "The first seed.")
  var firstSeed: UInt64 = 201

  @Option(help: "How many seeds.")
  var seeds = 20

  @Option(help: "Hosts in each office.")
  var hosts = 120

  func run() async throws {
    print("\(seeds) offices of \(hosts) hosts each, seeds \(firstSeed) and on; default options")
    print(Trial.header)
    for scenario in Scenario.allCases {
      var sum = Trial(name: scenario.rawValue)
      for seed in firstSeed..<firstSeed + UInt64(seeds) {
        sum.add(try await Trial(scenario, seed: seed, hosts: hosts))
      }
      print(sum.row)
    }
    var quiet = Trial(name: "quiet")
    for seed in firstSeed..<firstSeed + UInt64(seeds) {
      quiet.add(try await Trial(nil, seed: seed, hosts: hosts))
    }
    print(
      "quiet days: \(quiet.falseAlarms) false alarms on \(quiet.windows) days, on "
        + "\(quiet.alarmedWindows) of them")
  }
}
