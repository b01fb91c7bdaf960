// SPDX-License-Identifier: Apache-2.0

import Flows

/// Turns the scores of one window into p-values and a line between flagged and not.
struct Calibration: Sendable {
  /// Whether the null is too small for a lone host to reach the line, so that its tail is
  /// continued.
  let isExtrapolated: Bool
  /// Hosts scored.
  let hostCount: Int
  /// The smallest null distribution.
  let smallestNull: Int
  let isAmongPeers: Bool
  let referenceCount: Int
  let referenceWindows: Int
  let policy: AlertPolicy
  /// The last place flagged; nil if none is.
  private let line: Place?

  /// A place among the hosts of a window, the most anomalous first.
  private struct Place: Comparable {
    let pValue: Double
    /// All that speaks against a host, which tells those of one p-value apart.
    let evidence: Double

    static func < (a: Place, b: Place) -> Bool {
      (a.pValue, -a.evidence) < (b.pValue, -b.evidence)
    }
  }

  /// - Parameters:
  ///   - scores: Of every host judged in the window.
  ///   - nullSizes: Sizes of the null distributions in use.
  ///   - isAmongPeers: Whether the reference is the window itself.
  ///   - referenceCount: Host-windows in the reference.
  ///   - referenceWindows: Windows they come from.
  ///   - window: Its length sets the alert budget.
  ///   - policy: How many findings to make.
  init(
    scores: [ScoredHost], nullSizes: [Int], isAmongPeers: Bool, referenceCount: Int,
    referenceWindows: Int, window: TimeRange, policy: AlertPolicy
  ) {
    let smallest = nullSizes.min() ?? 0
    let extrapolated: Bool
    switch policy {
    case .falseDiscoveryRate(let rate):
      let leastWeight = scores.map(\.leastWeight).min() ?? 1
      extrapolated =
        1 / leastWeight / Double(smallest + 1) > rate / Double(max(1, scores.count))
    case .alertsPerDay: extrapolated = true
    }
    isExtrapolated = extrapolated
    hostCount = scores.count
    smallestNull = smallest
    self.isAmongPeers = isAmongPeers
    self.referenceCount = referenceCount
    self.referenceWindows = referenceWindows
    self.policy = policy
    switch policy {
    case .falseDiscoveryRate(let rate):
      line = FalseDiscovery.threshold(
        scores.map { extrapolated ? $0.extrapolated : $0.conformal }, rate: rate
      ).map { Place(pValue: $0, evidence: -.infinity) }
    case .alertsPerDay(let number):
      let days = Double(window.microseconds) / 86_400_000_000
      line = Self.line(
        scores.map { (Self.place(of: $0, extrapolated), $0.chainEntry) },
        incidents: max(1, Int((Double(number) * days).rounded())))
    }
  }

  private static func place(of scored: ScoredHost, _ extrapolated: Bool) -> Place {
    Place(
      pValue: extrapolated ? scored.extrapolated : scored.conformal, evidence: scored.evidence)
  }

  /// The last place flagged if so many incidents are, and those with the same evidence; nil if no
  /// host is unlike the past.
  private static func line(
    _ hosts: [(place: Place, incident: IPAddress?)], incidents: Int
  ) -> Place? {
    var line: Place?
    var known: Set<IPAddress> = []
    var count = 0
    for host in hosts.sorted(by: { $0.place < $1.place }) where host.place.pValue < 1 {
      if host.incident.map(known.contains) != true {
        guard count < incidents else { break }
        count += 1
        if let incident = host.incident { known.insert(incident) }
      }
      line = host.place
    }
    return line
  }

  func pValue(_ scored: ScoredHost) -> Double {
    isExtrapolated ? scored.extrapolated : scored.conformal
  }

  func isFlagged(_ scored: ScoredHost) -> Bool {
    line.map { Self.place(of: scored, isExtrapolated) <= $0 } ?? false
  }

  /// What was promised and how, for the report.
  var note: String {
    var text =
      isAmongPeers
      ? "There is no baseline with enough history: hosts were compared with the "
        + "\(referenceCount) hosts of the same window, so what all of them do looks normal. "
      : "Each host was compared with past windows of hosts like it (\(referenceCount) "
        + "host-windows from \(referenceWindows) \(referenceWindows == 1 ? "window" : "windows")). "
    switch policy {
    case .falseDiscoveryRate(let rate):
      let percent = Self.percent(rate)
      text +=
        isExtrapolated
        ? "A conformal p-value cannot go below 1/(\(smallestNull) + 1) here, too coarse to flag "
          + "one host among \(hostCount), so the tails of the reference were continued "
          + "exponentially: \(percent) false findings is the target of the Benjamini–Hochberg "
          + "line, not a guarantee."
        : "P-values are conformal (the smallest of each host over the weight of its detector), and the Benjamini–Hochberg line keeps the expected share of "
          + "false findings in a window below \(percent)."
    case .alertsPerDay(let number):
      text +=
        "The \(number) most anomalous incidents of each day are flagged, hosts whose chains of "
        + "sessions start at one host being one, and what is in every way like the last, whether or not they are anomalous enough for a false-discovery "
        + "line."
    }
    return text
  }

  private static func percent(_ rate: Double) -> String {
    let value = (rate * 1000).rounded() / 10
    return value == value.rounded() ? "\(Int(value)) %" : "\(value) %"
  }
}
