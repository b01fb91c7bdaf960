// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Simulation
import Topology

/// One office, to be analysed with and without intruders.
struct OfficeTrial {
  /// How much of an office's blameless traffic looks like lateral movement.
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case plain
    case hard
    case busy

    func rates(hosts: Int) -> Difficulty {
      switch self {
      case .plain: .plain(hosts: hosts)
      case .hard: .hard(hosts: hosts)
      case .busy: .busy(hosts: hosts)
      }
    }
  }

  let kind: Kind
  let seed: UInt64
  let hosts: Int
  let detectors: Set<DetectorChoice>

  static let all: [Scenario] = [
    .hopChain, .slowChain, .pivot, .relay, .bruteForce, .portScan, .sweep, .worm,
  ]
  private static let pastDays = 4
  private static let day: Int64 = 86_400_000_000

  /// What an office with intruders in it leaves behind.
  struct Record {
    let edges: EdgeTable
    let truth: GroundTruth
    let start: Timestamp
  }

  /// Lets the office work with these intrusions in it.
  func record(of scenarios: [Scenario]) throws -> Record {
    let simulation = try Simulation(office(with: scenarios))
    var builder = EdgeTableBuilder(scope: EdgeScope())
    for day in 0..<simulation.dayCount { builder.add(simulation.day(day)) }
    return Record(
      edges: builder.table(), truth: GroundTruth(simulation.truth).inside(.standard),
      start: simulation.options.start)
  }

  private func office(with scenarios: [Scenario]) -> OfficeOptions {
    var office = OfficeOptions()
    office.seed = seed
    office.hosts = hosts
    office.days = 7
    office.flowsPerWorkday = hosts * 36
    office.worksWeekends = seed % 2 == 1
    if !office.worksWeekends { office.start = office.start.advanced(byMicroseconds: -Self.day) }
    office.difficulty = kind.rates(hosts: hosts)
    var lot = SeededGenerator(seed: seed &+ 77)
    office.intrusions = scenarios.map { plan($0, office, using: &lot) }
    return office
  }

  /// Judges an office by default options or another policy.
  func evaluation(of record: Record, policy: AlertPolicy? = nil) async throws -> Evaluation {
    var options = AnalysisOptions(
      baselineUntil: record.start.advanced(byMicroseconds: Int64(Self.pastDays) * Self.day),
      threads: 2)
    options.detectors = detectors
    if let policy { options.policy = policy }
    let result = try await Analysis.run(record.edges, options: options)
    return await Evaluation(result, truth: record.truth, edges: record.edges, options: options)
  }

  private func plan(
    _ scenario: Scenario, _ office: OfficeOptions, using lot: inout SeededGenerator
  ) -> Intrusion {
    let isLate = !office.worksWeekends && scenario != .slowChain && lot.next() % 2 == 0
    var intrusion = Intrusion(scenario, day: Self.pastDays + (isLate ? 1 : 0))
    intrusion.hops = scenario == .worm ? 1 : 3 + Int(lot.next() % 3)
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
