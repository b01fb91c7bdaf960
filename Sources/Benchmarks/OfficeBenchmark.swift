// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Simulation
import Topology

/// Measures detection on large offices, plain and hard, by the figures the README quotes.
struct OfficeBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "offices",
    abstract: "Measures detection on large offices: several intrusions at once, one, and none.",
    discussion: """
      Each seed is an office of its own: seven days, four of them past, every second one at work
      all week, the others from Sunday to Saturday. Nine intrusions: three hop chains, two slow
      chains, two pivots, a port scan and a sweep, of lengths and paces by lot. Figures are
      medians with quartiles over seeds, counts are sums.

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

  /// Scenarios of which one is planted alone.
  private static let alone: [Scenario] = [.hopChain, .slowChain, .pivot]
  /// The budget of a day.
  private static let incidents = 5

  func validate() throws {
    let names = detectors.map { $0.split(separator: ",").map(String.init) } ?? []
    for name in names where DetectorChoice(rawValue: name) == nil {
      throw ValidationError("--detectors: there is no \(name)")
    }
  }

  func run() async throws {
    for difficulty in OfficeTrial.Difficulty.allCases {
      print(
        "\(difficulty.rawValue) offices of \(hosts) hosts, seeds \(firstSeed) to "
          + "\(firstSeed + UInt64(seeds) - 1), default options")
      var many = OfficeFigures()
      var quiet = OfficeFigures()
      var budget = OfficeFigures()
      var lone: [Scenario: OfficeFigures] = [:]
      for seed in firstSeed..<firstSeed + UInt64(seeds) {
        let chosen = detectors.map { names in
          names.split(separator: ",").compactMap { DetectorChoice(rawValue: String($0)) }
        }
        let trial = OfficeTrial(
          difficulty: difficulty, seed: seed, hosts: hosts,
          detectors: Set(chosen ?? DetectorChoice.standard))
        many.add(try await trial.evaluation(of: OfficeTrial.all))
        quiet.add(try await trial.evaluation(of: []))
        budget.add(
          try await trial.evaluation(of: OfficeTrial.all, policy: .alertsPerDay(Self.incidents)))
        for scenario in Self.alone {
          lone[scenario, default: OfficeFigures()].add(try await trial.evaluation(of: [scenario]))
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

/// One office, to be analysed with and without intruders.
struct OfficeTrial {
  /// How much of an office's blameless traffic looks like lateral movement.
  enum Difficulty: String, CaseIterable {
    case plain
    case hard
  }

  let difficulty: Difficulty
  let seed: UInt64
  let hosts: Int
  let detectors: Set<DetectorChoice>

  static let all: [Scenario] = [
    .hopChain, .hopChain, .hopChain, .slowChain, .slowChain, .pivot, .pivot, .portScan, .sweep,
  ]
  private static let pastDays = 4
  private static let day: Int64 = 86_400_000_000

  /// Judges the office with these intrusions in it, by default options or another policy.
  func evaluation(
    of scenarios: [Scenario], policy: AlertPolicy? = nil
  ) async throws -> Evaluation {
    var office = OfficeOptions()
    office.seed = seed
    office.hosts = hosts
    office.days = 7
    office.flowsPerWorkday = hosts * 36
    office.worksWeekends = seed % 2 == 1
    if !office.worksWeekends { office.start = office.start.advanced(byMicroseconds: -Self.day) }
    office.difficulty = difficulty == .plain ? .plain(hosts: hosts) : .hard(hosts: hosts)
    var lot = SeededGenerator(seed: seed &+ 77)
    office.intrusions = scenarios.map { plan($0, office, using: &lot) }
    let simulation = try Simulation(office)
    var builder = EdgeTableBuilder(scope: EdgeScope())
    for day in 0..<simulation.dayCount { builder.add(simulation.day(day)) }
    let edges = builder.table()
    var options = AnalysisOptions(
      baselineUntil: office.start.advanced(byMicroseconds: Int64(Self.pastDays) * Self.day),
      threads: 2)
    options.detectors = detectors
    if let policy { options.policy = policy }
    let result = try await Analysis.run(edges, options: options)
    return await Evaluation(
      result, truth: GroundTruth(simulation.truth).inside(.standard), edges: edges,
      options: options)
  }

  private func plan(
    _ scenario: Scenario, _ office: OfficeOptions, using lot: inout SeededGenerator
  ) -> Intrusion {
    let isLate = !office.worksWeekends && scenario != .slowChain && lot.next() % 2 == 0
    var intrusion = Intrusion(scenario, day: Self.pastDays + (isLate ? 1 : 0))
    intrusion.hops = 3 + Int(lot.next() % 3)
    intrusion.discovery = lot.next() % 2 == 0 ? 0 : 15
    intrusion.pace = [1_200, 2_400, 4_800, 9_600][Int(lot.next() % 4)]
    return intrusion
  }
}

extension GroundTruth {
  /// What a simulation knows of its intruders.
  init(_ truth: Truth) {
    self.init(
      truth.intrusions.map { intrusion in
        Intrusion(
          scenario: intrusion.scenario.rawValue,
          acts: intrusion.steps.map { step in
            Act(
              host: step.source, from: step.time, to: step.time, target: step.target,
              isHop: step.step > 0)
          })
      })
  }
}
