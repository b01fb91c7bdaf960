// SPDX-License-Identifier: Apache-2.0

import Flows

/// How well a method tells malicious hosts from others.
///
/// A host counts once, by its highest score over the windows in which it was malicious, or, if
/// it never was, over all. Hosts that were reached and sent nothing are left out. What cannot be
/// said, as a precision without a finding, is nil.
public struct HostFigures: Hashable, Sendable {
  /// Some of several: what shares are made of.
  public struct Share: Hashable, Sendable {
    /// How many of them.
    public var part: Double
    /// How many there are.
    public var whole: Double

    /// The share of these.
    public init(_ part: Double, of whole: Double) {
      self.part = part
      self.whole = whole
    }

    /// 0...1 where the part cannot exceed the whole; nil of nothing.
    public var value: Double? { whole > 0 ? part / whole : nil }
  }

  /// Malicious hosts of one kind of intrusion that were flagged.
  public struct ScenarioRecall: Hashable, Sendable {
    /// The scenario as the truth names it.
    public var scenario: String
    /// Flagged ones among its malicious hosts.
    public var share: Share
  }

  /// The hosts in the order of their scores.
  public internal(set) var ranking: Ranking
  /// Malicious hosts that were flagged while they were malicious.
  public internal(set) var recall: Share
  /// Flagged hosts that were malicious, hosts only reached left out.
  public internal(set) var precision: Share
  /// Hosts that acted in a window and are among the first so many of it, over all windows.
  ///
  /// Ties are in an order by lot.
  public internal(set) var recallAt: [Int: Share]
  /// The same for the first hundredth of each window's hosts, at least one.
  public internal(set) var recallAtPercent: Share
  /// Alarms, and days judged.
  public internal(set) var alertsPerDay: Share
  /// Alarms about hosts no intruder had used yet, and days judged.
  public internal(set) var falseAlarmsPerDay: Share
  /// Alarms in windows without an intrusion under way, and days in such windows.
  public internal(set) var alarmsPerQuietDay: Share
  /// Alarms, those of hosts on one path being one, and days judged.
  public internal(set) var incidentsPerDay: Share
  /// Such joined alarms that concern a malicious host, those about reached hosts alone left out.
  public internal(set) var incidentPrecision: Share
  /// Intrusions with a malicious host flagged.
  public internal(set) var intrusionsFound: Share
  /// Hours from the first hop (or act) of each intrusion found to the end of the window in which
  /// a host of it was flagged first, ascending.
  public internal(set) var hoursToFirstAlert: [Double]
  /// ``recall`` by scenario, in the order of first appearance in the truth.
  public internal(set) var recallOfScenario: [ScenarioRecall]

  /// How many hosts of a window ``recallAt`` looks at.
  public static let lengths = [5, 10, 20]

  /// The harmonic mean of recall and precision, 0...1; nil unless there are malicious hosts.
  public var f1: Double? {
    guard let recall = recall.value else { return nil }
    guard let precision = precision.value, precision + recall > 0 else { return 0 }
    return 2 * precision * recall / (precision + recall)
  }

  /// The median of ``hoursToFirstAlert``; nil if nothing was found.
  public var medianHoursToFirstAlert: Double? {
    guard !hoursToFirstAlert.isEmpty else { return nil }
    let middle = hoursToFirstAlert.count / 2
    return hoursToFirstAlert.count % 2 == 1
      ? hoursToFirstAlert[middle] : (hoursToFirstAlert[middle - 1] + hoursToFirstAlert[middle]) / 2
  }

  /// - Complexity: O(rows · intrusions + rows log rows).
  init(_ verdicts: Verdicts, _ grid: TruthGrid) {
    let rows = verdicts.rows
    let truths = rows.map { grid.truth(of: $0.host, $0.window).truth }
    var hosts: [IPAddress: RankedHost] = [:]
    for (row, truth) in zip(rows, truths) { hosts[row.host, default: RankedHost()].add(row, truth) }
    let ranked = hosts.values.filter { $0.isMalicious || !$0.isReached }
    ranking = Ranking(scores: ranked.map(\.score), isWanted: ranked.map(\.isMalicious))
    let right = Double(hosts.values.count { $0.isMalicious && $0.isFound })
    let wrong = Double(hosts.values.count { $0.isFlaggedBenign && !($0.isMalicious && $0.isFound) })
    recall = Share(right, of: Double(ranking.wanted))
    precision = Share(right, of: right + wrong)
    recallAt = [:]
    recallAtPercent = Share(0, of: 0)
    let days = grid.windows.reduce(0) { $0 + Double($1.microseconds) } / 86_400_000_000
    let quiet = Set(grid.quiet)
    let quietDays = quiet.reduce(0) { $0 + Double(grid.windows[$1].microseconds) } / 86_400_000_000
    let flagged = rows.indices.filter { rows[$0].isFlagged }
    alertsPerDay = Share(Double(flagged.count), of: days)
    falseAlarmsPerDay = Share(Double(flagged.count { truths[$0] == .benign }), of: days)
    alarmsPerQuietDay = Share(
      Double(flagged.count { quiet.contains(rows[$0].window) && truths[$0] == .benign }),
      of: quietDays)
    incidentsPerDay = Share(Double(verdicts.alarms.count), of: days)
    let rightAlarms = verdicts.alarms.count { $0.contains { truths[$0].isMalicious } }
    let reachedAlarms = verdicts.alarms.count { $0.allSatisfy { truths[$0] == .reached } }
    incidentPrecision = Share(
      Double(rightAlarms), of: Double(verdicts.alarms.count - reachedAlarms))
    intrusionsFound = Share(0, of: Double(grid.intrusions.count))
    hoursToFirstAlert = []
    recallOfScenario = []
    rankWindows(rows, truths)
    findIntrusions(rows, grid)
  }

  private mutating func rankWindows(_ rows: [Verdict], _ truths: [HostTruth]) {
    for length in Self.lengths { recallAt[length] = Share(0, of: 0) }
    for (_, places) in Dictionary(grouping: rows.indices, by: { rows[$0].window }).sorted(by: {
      $0.key < $1.key
    }) {
      let kept = places.filter { truths[$0] == .benign || truths[$0] == .acting }
      let ranking = Ranking(
        scores: kept.map { rows[$0].score }, isWanted: kept.map { truths[$0] == .acting })
      for length in Self.lengths { recallAt[length]?.add(ranking, first: length) }
      recallAtPercent.add(ranking, first: max(1, (places.count + 99) / 100))
    }
  }

  private mutating func findIntrusions(_ rows: [Verdict], _ grid: TruthGrid) {
    let flagged = rows.filter(\.isFlagged)
    var order: [String] = []
    var shares: [String: Share] = [:]
    for (number, intrusion) in grid.intrusions.enumerated() {
      let right = flagged.filter { grid.truth(of: $0.host, $0.window, in: number).isMalicious }
      let senders = Set(grid.senders(of: number))
      let found = Set(right.map(\.host)).intersection(senders)
      if shares[intrusion.scenario] == nil { order.append(intrusion.scenario) }
      shares[intrusion.scenario, default: Share(0, of: 0)].part += Double(found.count)
      shares[intrusion.scenario, default: Share(0, of: 0)].whole += Double(senders.count)
      guard let first = right.map(\.window).min() else { continue }
      intrusionsFound.part += 1
      guard let onset = intrusion.onset else { continue }
      let waited = grid.windows[first].end.microseconds - onset.microseconds
      hoursToFirstAlert.append(Double(max(0, waited)) / 3_600_000_000)
    }
    hoursToFirstAlert.sort()
    recallOfScenario = order.map {
      ScenarioRecall(scenario: $0, share: shares[$0] ?? Share(0, of: 0))
    }
  }
}

extension HostFigures.Share {
  fileprivate mutating func add(_ ranking: Ranking, first length: Int) {
    part += ranking.hits(first: length)
    whole += Double(ranking.wanted)
  }
}

/// What is known of a host over all windows.
private struct RankedHost {
  private(set) var isMalicious = false
  private(set) var isReached = false
  private(set) var isFound = false
  private(set) var isFlaggedBenign = false
  private var best = 0.0
  private var bestWhileMalicious = 0.0

  var score: Double { isMalicious ? bestWhileMalicious : best }

  mutating func add(_ verdict: Verdict, _ truth: HostTruth) {
    best = max(best, verdict.score)
    if truth == .acting { isMalicious = true }
    if truth == .reached { isReached = true }
    if truth.isMalicious {
      bestWhileMalicious = max(bestWhileMalicious, verdict.score)
      isFound = isFound || verdict.isFlagged
    }
    if truth == .benign, verdict.isFlagged { isFlaggedBenign = true }
  }
}
