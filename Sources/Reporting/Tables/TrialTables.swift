// SPDX-License-Identifier: Apache-2.0

public import Detection
private import Flows

extension Table {
  /// `permuted.csv`: figures of the analysis as it is, and after each change.
  public static func shuffles(_ evaluation: Evaluation, _ trials: [ShuffleTrial]) -> Table {
    var table = Table(columns: ["figure", "as_is"] + trials.map(\.change.title))
    guard let figures = evaluation.parts.first?.figures else { return table }
    func add(
      _ name: String, _ value: (HostFigures, PathFigures) -> Double?
    ) {
      table.append(
        [.text(name), .optional(value(figures, evaluation.paths))]
          + trials.map { .optional(value($0.figures, $0.paths)) })
    }
    add("host_average_precision") { figures, _ in figures.ranking.averagePrecision }
    add("host_roc_auc") { figures, _ in figures.ranking.rocArea }
    add("host_recall") { figures, _ in figures.recall.value }
    add("host_precision") { figures, _ in figures.precision.value }
    add("alerts_per_day") { figures, _ in figures.alertsPerDay.value }
    add("hops_on_one_path") { _, paths in paths.hopsOnOnePath.value }
    add("hops_in_order") { _, paths in paths.hopsInOrder.value }
    table.append(
      [.text("flags_changed"), .integer(0)]
        + trials.map { .integer(Int64($0.flagsChanged.part)) })
    table.append(
      [.text("largest_score_change"), .integer(0)]
        + trials.map { .number($0.largestScoreChange) })
    return table
  }

  /// `tuned.csv`: every set of options tried, the stated ones first, with its figures on the days
  /// of training.
  public static func trials(_ search: OptionSearch) -> Table {
    var table = Table(columns: [
      "set", "window_hours", "horizon_hours", "minimum_history", "minimum_reference",
      "average_precision", "recall", "precision", "false_alarms_per_day", "chosen",
    ])
    for (place, trial) in search.trials.enumerated() {
      let set = trial.candidate
      let figures = trial.training
      table.append([
        .integer(Int64(place)), .integer(Int64(set.windowHours)),
        .integer(Int64(set.horizonHours)), .integer(Int64(set.minimumHistory)),
        .integer(Int64(set.minimumReference)), .optional(figures.ranking.averagePrecision),
        .optional(figures.recall.value), .optional(figures.precision.value),
        .optional(figures.falseAlarmsPerDay.value), .boolean(place == search.chosen),
      ])
    }
    return table
  }

  /// What the stated and the chosen options show on the held-out days.
  public static func heldOut(_ search: OptionSearch) -> Table {
    var table = Table(columns: ["held_out_figure", "as_stated", "as_chosen"])
    let figures: [(String, (HostFigures) -> Double?)] = [
      ("host_average_precision", { $0.ranking.averagePrecision }),
      ("host_roc_auc", { $0.ranking.rocArea }), ("host_recall", { $0.recall.value }),
      ("host_precision", { $0.precision.value }),
      ("alerts_per_day", { $0.alertsPerDay.value }),
      ("false_alarms_per_day", { $0.falseAlarmsPerDay.value }),
    ]
    for (name, value) in figures {
      table.append([
        .text(name), .optional(value(search.heldOut)), .optional(value(search.heldOutChosen)),
      ])
    }
    return table
  }
}
