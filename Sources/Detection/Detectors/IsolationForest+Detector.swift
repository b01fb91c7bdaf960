// SPDX-License-Identifier: Apache-2.0

public import Flows

extension IsolationForest: Detector {
  /// Grows the forest from rows in one array.
  public func fit(
    _ rows: Rows, using generator: SeededGenerator, threads: Int
  ) async -> IsolationForestModel {
    await fit((0..<rows.count).map { rows[$0] }, using: generator, threads: threads)
  }
}

extension IsolationForestModel: AnomalyModel {
  /// How many cuts sooner than expected each column set `row` apart, negative for values below
  /// the median of the rows learned from.
  public func signedContributions(_ row: [Float]) -> [Double] {
    contributions(row).enumerated().map { column, cuts in
      row[column] < medians[column] ? -max(0, cuts) : max(0, cuts)
    }
  }

  /// Scores many rows at once, to the same bits as one by one.
  ///
  /// - Complexity: O(rows · trees · log(sample size)).
  public func score(_ rows: Rows, threads: Int) async -> [Double] {
    await PackedForest(trees).score(rows, sampleSize: sampleSize, threads: threads)
  }
}
