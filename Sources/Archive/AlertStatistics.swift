// SPDX-License-Identifier: Apache-2.0

public import Detection
internal import GRDB

/// How often a detector was right, by the verdicts so far.
public struct DetectorRecord: Hashable, Sendable {
  /// Host, path or crossing.
  public var kind: AlertDraft.Kind
  /// The detector.
  public var detector: String
  /// All its alerts.
  public var alerts: Int
  /// Of these, nobody has spoken of.
  public var open: Int
  /// An incident.
  public var escalated: Int
  /// As it should be, still or until it expired.
  public var accepted: Int
  /// Of no meaning.
  public var dismissed: Int

  /// Alerts with a verdict.
  public var judged: Int { escalated + accepted + dismissed }
  /// The share of incidents among alerts with a verdict; nil without any.
  public var precision: Double? { judged > 0 ? Double(escalated) / Double(judged) : nil }
  /// Where the true share lies with 95 % confidence; nil without verdicts.
  public var interval: ClosedRange<Double>? { Self.wilson(escalated, of: judged) }

  /// Wilson's score interval at 95 %.
  ///
  /// Source: E. B. Wilson, *Probable Inference, the Law of Succession, and Statistical Inference*,
  /// JASA 22 (158), 1927.
  static func wilson(_ successes: Int, of trials: Int) -> ClosedRange<Double>? {
    guard trials > 0 else { return nil }
    let z = 1.959963984540054
    let n = Double(trials)
    let p = Double(successes) / n
    let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    let reach = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    return max(0, centre - reach)...min(1, centre + reach)
  }
}

/// A budget of alerts a day, chosen by the verdicts so far.
public struct BudgetSuggestion: Hashable, Sendable {
  /// For `--alerts-per-day`; nil if nothing can be said.
  public var alertsPerDay: Int?
  /// Why, in a sentence.
  public var reason: String
}

extension Archive {
  /// The record of every detector, by kind and name.
  ///
  /// - Throws: ``ArchiveError``.
  public func statistics() throws -> [DetectorRecord] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT kind, detector, COUNT(*) AS alerts, SUM(state = 'open') AS open,
            SUM(state = 'escalated') AS escalated,
            SUM(state IN ('accepted', 'expired')) AS accepted, SUM(state = 'dismissed') AS dismissed
          FROM alert GROUP BY kind, detector ORDER BY kind, detector
          """
      ).compactMap { row in
        AlertDraft.Kind(rawValue: row["kind"]).map {
          DetectorRecord(
            kind: $0, detector: row["detector"], alerts: row["alerts"], open: row["open"],
            escalated: row["escalated"], accepted: row["accepted"], dismissed: row["dismissed"])
        }
      }
    }
  }

  /// The largest budget of host and path alerts a day whose alerts so far were incidents at least as
  /// often as wanted.
  ///
  /// It looks at what was judged alone, so it says nothing of what was never raised, and it wants
  /// 20 verdicts before it says anything.
  ///
  /// - Parameter precision: The share of incidents wanted, above 0, up to 1.
  /// - Returns: The budget, or why there is none.
  /// - Throws: ``ArchiveError``.
  public func suggestedBudget(precision: Double) throws -> BudgetSuggestion {
    let least = 20
    // The rank of each alert among those of the window it was first seen in.
    let ranks = try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT state, ROW_NUMBER() OVER
            (PARTITION BY first_window ORDER BY p_value IS NULL, p_value, id) AS rank
          FROM alert WHERE kind IN ('host', 'path')
          """
      ).map { (state: $0["state"] as String, rank: $0["rank"] as Int) }
    }.filter { $0.state != "open" }
    guard ranks.count >= least else {
      return BudgetSuggestion(
        alertsPerDay: nil,
        reason: "\(ranks.count) host and path alerts have a verdict; \(least) are needed to choose "
          + "by them")
    }
    for budget in [50, 20, 10, 5, 3, 2, 1] {
      let within = ranks.filter { $0.rank <= budget }
      let right = within.count { $0.state == "escalated" }
      guard let range = DetectorRecord.wilson(right, of: within.count),
        Double(right) >= precision * Double(within.count), right > 0
      else { continue }
      let percent = { (share: Double) in Int((100 * share).rounded()) }
      return BudgetSuggestion(
        alertsPerDay: budget,
        reason: "of the first \(budget) of each window \(right) of \(within.count) were incidents "
          + "(95 % interval \(percent(range.lowerBound)) to \(percent(range.upperBound)) %)")
    }
    return BudgetSuggestion(
      alertsPerDay: nil,
      reason: "even the first alert of each window was an incident less often than wanted")
  }
}
