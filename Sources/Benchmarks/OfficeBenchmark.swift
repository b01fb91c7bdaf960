// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Simulation

/// Measures detection on large offices, plain, hard and busy, by the figures the README quotes.
struct OfficeBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "offices",
    abstract: "Measures detection on large offices: several intrusions at once, one, and none.",
    discussion: """
      Each seed is an office of its own: seven days, four of them past, every second one at work
      all week, the others from Sunday to Saturday. Eight intrusions of nearly thirty senders: a
      hop chain, a slow chain, a pivot, a relay, a guessed password, a port scan, a sweep and a
      worm, of lengths and paces by lot. Figures are medians with quartiles over seeds, counts
      are sums. In plain offices users rarely administer, in hard ones blameless work looks like
      an intruder's, busy ones are hard and full of first sessions.

      Example:
        swift run -c release Benchmarks offices --first-seed 501 --seeds 10
      """)

  @Option(help: "The first seed.")
  var firstSeed: UInt64 = 501

  @Option(help: "How many seeds.")
  var seeds = 10

  @Option(help: "Hosts in each office.")
  var hosts = 5_000

  @Option(help: "Detectors to use, with commas between (default: those of the program).")
  var detectors: String?

  @Option(
    name: .customLong("offices"), parsing: .upToNextOption,
    help: "Kinds of offices, of plain, hard and busy.")
  var kinds = OfficeTrial.Kind.allCases

  @Option(help: "In how many of the seeds each scenario is planted alone as well, 0 for none.")
  var aloneSeeds = 5

  /// Scenarios of which one is planted alone.
  private static let alone: [Scenario] = [
    .hopChain, .slowChain, .pivot, .relay, .bruteForce, .staging, .knownEdges, .insider,
  ]
  /// The budget of a day.
  private static let incidents = 5

  func validate() throws {
    let names = detectors.map { $0.split(separator: ",").map(String.init) } ?? []
    for name in names where DetectorChoice(rawValue: name) == nil {
      throw ValidationError("--detectors: there is no \(name)")
    }
  }

  func run() async throws {
    let chosen = detectors.map { names in
      names.split(separator: ",").compactMap { DetectorChoice(rawValue: String($0)) }
    }
    for kind in kinds {
      print(
        "\(kind.rawValue) offices of \(hosts) hosts, seeds \(firstSeed) to "
          + "\(firstSeed + UInt64(seeds) - 1), default options")
      var many = OfficeFigures()
      var quiet = OfficeFigures()
      var budget = OfficeFigures()
      var lone: [Scenario: OfficeFigures] = [:]
      for number in 0..<seeds {
        let trial = OfficeTrial(
          kind: kind, seed: firstSeed + UInt64(number), hosts: hosts,
          detectors: Set(chosen ?? DetectorChoice.standard))
        let full = try trial.record(of: OfficeTrial.all)
        many.add(try await trial.evaluation(of: full))
        budget.add(try await trial.evaluation(of: full, policy: .alertsPerDay(Self.incidents)))
        quiet.add(try await trial.evaluation(of: trial.record(of: [])))
        for scenario in number < aloneSeeds ? Self.alone : [] {
          lone[scenario, default: OfficeFigures()].add(
            try await trial.evaluation(of: trial.record(of: [scenario])))
        }
      }
      for line in many.lines { print("  \(line)") }
      print("  \(Self.incidents) incidents a day: \(budget.underBudget)")
      for scenario in Self.alone {
        print("  one \(scenario.rawValue) alone: reported \(lone[scenario]?.found ?? "–")")
      }
      print("  false alarms per quiet day: \(quiet.quietAlarms)")
    }
  }
}
