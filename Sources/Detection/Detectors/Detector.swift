// SPDX-License-Identifier: Apache-2.0

public import Flows

/// A way to learn what is usual, before it has learned: parameters only.
///
/// Every detector is fitted on rows of benign history and keeps the same promises: the same rows
/// and generator give the same bytes whatever the number of threads, and a model gives a finite
/// score to every finite row.
public protocol Detector: Sendable {
  /// What it becomes by learning.
  associatedtype Model: AnomalyModel

  /// Learns from benign history.
  ///
  /// - Parameters:
  ///   - rows: At least one row, all finite.
  ///   - generator: Fixes everything random.
  ///   - threads: How many pieces may be worked on at once.
  /// - Returns: What was learned.
  func fit(_ rows: Rows, using generator: SeededGenerator, threads: Int) async -> Model
}

/// What a detector has learned.
public protocol AnomalyModel: Sendable {
  /// How anomalous a row is: higher is more anomalous; the unit is the model's own.
  ///
  /// - Parameter row: As many finite values as the rows learned from.
  /// - Returns: A finite number.
  func score(_ row: [Float]) -> Double

  /// What each column adds to the anomaly of a row, and in which direction it deviates.
  ///
  /// - Returns: One finite number per column. Its size is the column's part, in a unit of the
  ///   model's own; it is positive if the value lies above what is usual, negative if below. A
  ///   column that does not speak for an anomaly has 0.
  func signedContributions(_ row: [Float]) -> [Double]

  /// Scores many rows.
  ///
  /// - Returns: One score per row, in row order, the same for any number of threads.
  func score(_ rows: Rows, threads: Int) async -> [Double]
}

extension AnomalyModel {
  /// Scores row by row.
  public func score(_ rows: Rows, threads: Int) async -> [Double] {
    let size = 1024
    let pieces = await Parallel.map(rows.pieces(of: size), threads: threads) { piece in
      rows.piece(piece, of: size).map { score(rows[$0]) }
    }
    return pieces.flatMap(\.self)
  }
}
