// SPDX-License-Identifier: Apache-2.0

public import Detection
private import Foundation

/// The folder an evaluation leaves behind: `figures.csv`, `hosts.csv`, its plots, and
/// `permuted.csv` and `tuned.csv` if that was asked.
public enum EvaluationFolder {
  /// Writes all outputs of an evaluation into `folder`, which is made if it is not there.
  ///
  /// All contents exist before the first file is touched, and each takes its place whole.
  ///
  /// - Parameters:
  ///   - evaluation: What was measured.
  ///   - shuffles: What it was under other addresses; empty if that was not asked.
  ///   - search: What other options showed; nil if that was not asked.
  ///   - converter: Makes a PNG of each plot too; nil for none.
  ///   - folder: Where to write.
  /// - Returns: Paths of the files written.
  /// - Throws: `ReportError.cannotWrite`, `.printing`.
  @discardableResult
  public static func write(
    _ evaluation: Evaluation, shuffles: [ShuffleTrial] = [], search: OptionSearch? = nil,
    converter: PictureConverter? = nil, to folder: String
  ) throws(ReportError) -> [String] {
    var files: [(name: String, bytes: [UInt8])] = [
      ("figures.csv", Table.figures(evaluation, withMeanings: true).csv()),
      ("hosts.csv", Table.hosts(evaluation).csv()),
      ("precision_recall.svg", Array(evaluation.precisionRecallPlot.utf8)),
      ("roc.svg", Array(evaluation.rocPlot.utf8)),
      ("recall_per_scenario.svg", Array(evaluation.scenarioPlot.utf8)),
    ]
    if !shuffles.isEmpty {
      files.append(("permuted.csv", Table.shuffles(evaluation, shuffles).csv()))
    }
    if let search { files.append(("tuned.csv", Table.trials(search).csv())) }
    let plots = files.filter { $0.name.hasSuffix(".svg") }
    let pictures = plots.map { $0.name.replacing(".svg", with: ".png") }
    if let converter {
      for (plot, name) in zip(plots, pictures) {
        files.append((name, try converter.png(plot.bytes)))
      }
    }
    let written = try ReportFolder.write(files, to: folder)
    // What an earlier evaluation left must not pass for this one's.
    for name in ["permuted.csv", "tuned.csv"] + pictures
    where !files.contains(where: { $0.name == name }) {
      try? FileManager.default.removeItem(atPath: folder + "/" + name)
    }
    return written
  }
}
