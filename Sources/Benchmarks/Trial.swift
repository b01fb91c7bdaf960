// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Simulation
import Topology

/// What one office showed, or several added up.
struct Trial {
  let name: String
  private(set) var windows = 0
  /// Windows with a false alarm.
  private(set) var alarmedWindows = 0
  private(set) var falseAlarms = 0
  /// Hosts that sent attacks, and those of them that were flagged.
  private var senders = 0
  private var found = 0
  private var flagged = 0
  /// Data sets with at least one sender flagged.
  private var detected = 0
  private var sets = 0
  /// Planted hops, and those in the path that has most of them.
  private var hops = 0
  private var hopsFound = 0
  /// Average precision of the score, and of ranking hosts by new control sessions alone.
  private var precisions: [Double] = []
  private var plainPrecisions: [Double] = []

  init(name: String) { self.name = name }

  /// Simulates an office, plants `scenario`, and judges.
  init(_ scenario: Scenario?, seed: UInt64, hosts: Int) async throws {
    name = scenario?.rawValue ?? "quiet"
    var options = OfficeOptions.demo
    options.seed = seed
    options.hosts = hosts
    options.flowsPerWorkday = options.flowsPerWorkday * hosts / 120
    // Monday, 16 March, is day 14; a slow chain takes the week.
    let firstDay = 14
    options.days = scenario == .slowChain ? firstDay + 5 : firstDay + 1
    options.intrusions = scenario.map { [Intrusion($0, day: firstDay)] } ?? []
    let simulation = try Simulation(options)
    var builder = EdgeTableBuilder(scope: EdgeScope())
    for day in 0..<simulation.dayCount { builder.add(simulation.day(day)) }
    let until = options.start.advanced(byMicroseconds: Int64(firstDay) * 86_400_000_000)
    let result = try await Analysis.run(
      builder.table(), options: AnalysisOptions(baselineUntil: until, threads: 2))
    record(result, simulation.truth)
  }

  private mutating func record(_ result: AnalysisResult, _ truth: Truth) {
    let sending = Set(truth.intrusions.flatMap(\.senders))
    let hops = truth.intrusions.flatMap(\.hops).filter {
      InternalScope.standard.contains($0.target)
    }
    let touched = sending.union(hops.map(\.target))
    let flaggedHosts = Set(result.findings.map(\.host))
    windows = result.windows.count
    sets = 1
    senders = sending.count
    found = flaggedHosts.intersection(sending).count
    detected = found > 0 ? 1 : 0
    flagged = flaggedHosts.count
    falseAlarms = result.findings.count { !touched.contains($0.host) }
    alarmedWindows = result.windows.count { window in
      result.findings.contains { $0.window == window && !touched.contains($0.host) }
    }
    self.hops = hops.count
    hopsFound =
      result.paths.map { path in
        hops.count { hop in
          path.hops.contains { $0.edge.source == hop.source && $0.edge.target == hop.target }
        }
      }.max() ?? 0
    guard !sending.isEmpty else { return }
    let column = Feature.index(of: "new_control_edges") ?? 0
    precisions = [Self.ranking(result, sending) { $0.score?.score ?? 0 }]
      .compactMap(\.averagePrecision)
    plainPrecisions = [Self.ranking(result, sending) { $0.features[column] }]
      .compactMap(\.averagePrecision)
  }

  /// Hosts ranked by their highest value.
  private static func ranking(
    _ result: AnalysisResult, _ sending: Set<IPAddress>, by value: (HostAssessment) -> Double
  ) -> Ranking {
    var best: [IPAddress: Double] = [:]
    for assessment in result.assessments {
      best[assessment.host] = max(best[assessment.host] ?? 0, value(assessment))
    }
    return Ranking(scores: Array(best.values), isWanted: best.keys.map(sending.contains))
  }

  mutating func add(_ other: Trial) {
    windows += other.windows
    alarmedWindows += other.alarmedWindows
    falseAlarms += other.falseAlarms
    senders += other.senders
    found += other.found
    flagged += other.flagged
    detected += other.detected
    sets += other.sets
    hops += other.hops
    hopsFound += other.hopsFound
    precisions += other.precisions
    plainPrecisions += other.plainPrecisions
  }

  static let header =
    "scenario     detected  sender recall  false alarms  hops on one path  AP (quartiles)"
    + "        AP of new control sessions"

  var row: String {
    let cells = [
      name.padded(13), "\(detected)/\(sets)".padded(10), "\(found)/\(senders)".padded(15),
      "\(falseAlarms) of \(flagged)".padded(14), "\(hopsFound)/\(hops)".padded(18),
      Self.spread(precisions).padded(22), Self.spread(plainPrecisions),
    ]
    return cells.joined()
  }

  /// Median and quartiles: `0.97 (0.90–1.00)`.
  private static func spread(_ values: [Double]) -> String {
    guard !values.isEmpty else { return "–" }
    let sorted = values.sorted()
    func quantile(_ share: Double) -> String {
      let hundredths = Int((sorted[Int(share * Double(sorted.count - 1))] * 100).rounded())
      return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
    return "\(quantile(0.5)) (\(quantile(0.25))–\(quantile(0.75)))"
  }
}

extension String {
  func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
