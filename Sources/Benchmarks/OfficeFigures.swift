// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows

/// The figures of several offices: ratios as medians with quartiles, counts as sums.
struct OfficeFigures {
  private var precision: [Double] = []
  private var forestPrecision: [Double] = []
  private var topologyPrecision: [Double] = []
  private var controlPrecision: [Double] = []
  private var topRecall: [Double] = []
  private var recall = Tally()
  private var flaggedRight = Tally()
  private var order = Tally()
  private var intrusions = Tally()
  private var quietDays = Tally()
  private var incidents = Tally()
  private var flagged: [String: Tally] = [:]
  private var inTop: [String: Tally] = [:]

  private struct Tally {
    var part = 0.0
    var whole = 0.0

    mutating func add(_ share: HostFigures.Share) {
      part += share.part
      whole += share.whole
    }

    var text: String {
      let share = whole > 0 ? " (\(Self.hundredths(part / whole)))" : ""
      return "\(Int(part)) of \(Int(whole))\(share)"
    }

    static func hundredths(_ value: Double) -> String {
      let hundredths = Int((value * 100).rounded())
      return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
  }

  mutating func add(_ evaluation: Evaluation) {
    guard let own = evaluation.parts.first(where: { $0.method == .sidestep }) else { return }
    let figures = own.figures
    quietDays.add(figures.alarmsPerQuietDay)
    guard figures.ranking.wanted > 0 else { return }
    precision += [figures.ranking.averagePrecision].compactMap(\.self)
    topRecall.append(
      figures.ranking.hits(first: figures.ranking.count / 100) / Double(figures.ranking.wanted))
    for part in evaluation.parts {
      let value = [part.figures.ranking.averagePrecision].compactMap(\.self)
      if part.method == .isolationForest { forestPrecision += value }
      if part.method == .topologyForest { topologyPrecision += value }
      if part.method == .newControlEdges { controlPrecision += value }
    }
    recall.add(figures.recall)
    flaggedRight.add(figures.precision)
    order.add(evaluation.paths.hopsInOrder)
    incidents.add(figures.incidentPrecision)
    intrusions.add(figures.intrusionsFound)
    for scenario in figures.recallOfScenario {
      flagged[scenario.scenario, default: Tally()].add(scenario.share)
    }
    addTop(evaluation, own)
  }

  /// Counts, by scenario, hosts among the first hundredth by their highest score.
  private mutating func addTop(_ evaluation: Evaluation, _ own: Evaluation.Part) {
    var best: [IPAddress: Double] = [:]
    var scenarios: [IPAddress: String] = [:]
    for (row, verdict) in zip(evaluation.hosts, own.verdicts) where row.truth != .reached {
      best[row.host] = max(best[row.host] ?? 0, verdict.score)
      if row.truth.isMalicious, let scenario = row.scenario { scenarios[row.host] = scenario }
    }
    let first = best.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(best.count / 100)
    let top = Set(first.map(\.key))
    for (host, scenario) in scenarios {
      inTop[scenario, default: Tally()].add(
        HostFigures.Share(top.contains(host) ? 1 : 0, of: 1))
    }
  }

  /// Intrusions with a sender flagged.
  var found: String { intrusions.text }

  /// False alarms, and days without an intrusion.
  var quietAlarms: String { quietDays.text }

  /// What a budget finds, for a run with one.
  var underBudget: String {
    "malicious hosts flagged: \(recall.text); incidents that concern one: \(incidents.text)"
  }

  /// A figure a line.
  var lines: [String] {
    [
      "average precision of hosts: \(Self.spread(precision))",
      "  the same of a four-feature Isolation Forest: \(Self.spread(forestPrecision))",
      "  the same with graph features: \(Self.spread(topologyPrecision))",
      "  the same of counting new control edges: \(Self.spread(controlPrecision))",
      "recall in the first hundredth of hosts: \(Self.spread(topRecall))",
      "malicious hosts flagged: \(recall.text)",
      "flagged hosts that are malicious: \(flaggedRight.text)",
      "hops behind their true predecessor on one path: \(order.text)",
    ]
      + inTop.keys.sorted().map { scenario in
        "\(scenario) hosts in the first hundredth: \(inTop[scenario]?.text ?? "–"); flagged: "
          + (flagged[scenario]?.text ?? "–")
      }
  }

  /// Median and quartiles: `0.97 (0.90–1.00)`.
  private static func spread(_ values: [Double]) -> String {
    guard !values.isEmpty else { return "–" }
    let sorted = values.sorted()
    func quantile(_ share: Double) -> String {
      Tally.hundredths(sorted[Int(share * Double(sorted.count - 1))])
    }
    return "\(quantile(0.5)) (\(quantile(0.25))–\(quantile(0.75)))"
  }
}
