// SPDX-License-Identifier: Apache-2.0

public import Detection

/// The folder an evaluation leaves behind: `figures.csv`, `hosts.csv`, its plots, and
/// `permuted.csv` if addresses were permuted.
public enum EvaluationFolder {
  /// Writes all outputs of an evaluation into `folder`, which is made if it is not there.
  ///
  /// All contents exist before the first file is touched, and each takes its place whole.
  ///
  /// - Parameters:
  ///   - evaluation: What was measured.
  ///   - shuffles: What it was under other addresses; empty if that was not asked.
  ///   - folder: Where to write.
  /// - Returns: Paths of the files written.
  /// - Throws: `ReportError.cannotWrite`.
  @discardableResult
  public static func write(
    _ evaluation: Evaluation, shuffles: [ShuffleTrial] = [], to folder: String
  ) throws(ReportError) -> [String] {
    let permuted = Table.shuffles(evaluation, shuffles)
    return try ReportFolder.write(
      [
        ("figures.csv", Table.figures(evaluation, withMeanings: true).csv()),
        ("hosts.csv", Table.hosts(evaluation).csv()),
        ("precision_recall.svg", Array(evaluation.precisionRecallPlot.utf8)),
        ("roc.svg", Array(evaluation.rocPlot.utf8)),
        ("recall_per_scenario.svg", Array(evaluation.scenarioPlot.utf8)),
      ] + (shuffles.isEmpty ? [] : [("permuted.csv", permuted.csv())]), to: folder)
  }
}
