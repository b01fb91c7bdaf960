// SPDX-License-Identifier: Apache-2.0

public import Detection
private import Flows

/// One line of an evaluation: what it measures, and each method's value.
struct EvaluationFigure {
  let name: String
  let meaning: String
  /// In the order of the evaluation's parts; nil where it cannot be said.
  let values: [Double?]
}

extension Evaluation {
  /// Every figure, in the order it is printed in.
  var figures: [EvaluationFigure] {
    var list: [EvaluationFigure] = []
    func add(_ name: String, _ meaning: String, _ value: (HostFigures) -> Double?) {
      list.append(
        EvaluationFigure(name: name, meaning: meaning, values: parts.map { value($0.figures) }))
    }
    add("host_average_precision", "mean precision at malicious hosts, ties at their mean rank") {
      $0.ranking.averagePrecision
    }
    add("host_roc_auc", "chance that a malicious host ranks above a benign one") {
      $0.ranking.rocArea
    }
    add("host_recall", "malicious hosts flagged while they were malicious") { $0.recall.value }
    add("host_precision", "flagged hosts that were malicious") { $0.precision.value }
    add("host_f1", "harmonic mean of recall and precision") { $0.f1 }
    for length in HostFigures.lengths {
      add("recall_at_\(length)", "hosts acting in a window among its first \(length)") {
        $0.recallAt[length]?.value
      }
    }
    add("recall_at_1_percent", "hosts acting in a window among its first 1 % of hosts") {
      $0.recallAtPercent.value
    }
    add("alerts_per_day", "flagged hosts a day") { $0.alertsPerDay.value }
    add("false_alarms_per_day", "flagged benign hosts a day") { $0.falseAlarmsPerDay.value }
    add("alarms_per_quiet_day", "flagged hosts a day while no intrusion is under way") {
      $0.alarmsPerQuietDay.value
    }
    add("incidents_per_day", "alerts a day, flagged hosts on one path being one") {
      $0.incidentsPerDay.value
    }
    add("incident_precision", "such incidents that concern a malicious host") {
      $0.incidentPrecision.value
    }
    add("intrusions_found", "intrusions with a malicious host flagged") {
      $0.intrusionsFound.value
    }
    add(
      "hours_to_first_alert",
      "from an intrusion's first hop to the end of the first window with an alert, median"
    ) { $0.medianHoursToFirstAlert }
    for (place, known) in (parts.first?.figures.recallOfScenario ?? []).enumerated() {
      add(Self.name(ofRecall: known.scenario), "host_recall of this scenario") {
        $0.recallOfScenario[place].share.value
      }
    }
    return list + pathFigures
  }

  private static func name(ofRecall scenario: String) -> String {
    "recall_" + (scenario.isEmpty ? "unnamed" : scenario)
  }

  private var pathFigures: [EvaluationFigure] {
    let values: [(String, String, Double?)] = [
      (
        "path_average_precision", "of paths in their order, those with a planted hop wanted",
        paths.ranking.averagePrecision
      ),
      ("path_roc_auc", "chance that such a path is listed before another", paths.ranking.rocArea),
      ("path_recall", "intrusions with hops that have one on a path", paths.recall.value),
      ("path_precision", "paths with a planted hop", paths.precision.value),
      ("path_f1", "harmonic mean of recall and precision", paths.f1),
      (
        "path_hop_precision", "hops of such paths that the intruder really made",
        paths.hopPrecision.value
      ),
      ("hops_on_one_path", "planted hops that lie on one path", paths.hopsOnOnePath.value),
      (
        "hops_in_order", "planted hops that follow the same hop on that path as in truth",
        paths.hopsInOrder.value
      ),
    ]
    return values.map { name, meaning, value in
      EvaluationFigure(
        name: name, meaning: meaning, values: parts.map { $0.method == .sidestep ? value : nil })
    }
  }
}

extension Table {
  /// `figures.csv` and what `sidestep evaluate` prints: a line for each figure, a column for
  /// each method.
  ///
  /// - Parameters:
  ///   - evaluation: What was measured.
  ///   - withMeanings: Whether the last column says what each figure is.
  /// - Returns: The table; a cell is empty where a figure cannot be said.
  public static func figures(_ evaluation: Evaluation, withMeanings: Bool) -> Table {
    var table = Table(
      columns: ["figure"] + evaluation.parts.map(\.method.rawValue)
        + (withMeanings ? ["meaning"] : []))
    for figure in evaluation.figures {
      table.append(
        [.text(figure.name)] + figure.values.map(Cell.optional)
          + (withMeanings ? [.text(figure.meaning)] : []))
    }
    return table
  }

  /// `hosts.csv` of an evaluation: every host of every judged window with its truth, and, by
  /// method, its score and whether it was flagged; those of the analysis without a prefix.
  public static func hosts(_ evaluation: Evaluation) -> Table {
    let others = evaluation.parts.dropFirst().map(\.method.rawValue)
    var table = Table(
      columns: [
        "host", "window_start", "window_end", "truth", "scenario", "score", "flagged",
      ] + others.flatMap { ["\($0)_score", "\($0)_flagged"] })
    for (row, host) in evaluation.hosts.enumerated() {
      table.append(
        [
          .text(host.host.description), .time(host.window.start), .time(host.window.end),
          .text(host.truth.rawValue), .optional(host.scenario),
        ]
          + evaluation.parts.flatMap { part in
            [.number(part.verdicts[row].score), .boolean(part.verdicts[row].isFlagged)]
          })
    }
    return table
  }
}
