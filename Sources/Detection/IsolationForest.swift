// SPDX-License-Identifier: Apache-2.0

public import Flows
private import Glibc

/// Scores rows by how few random cuts set them apart from the others.
///
/// An everyday host sits among many like it and takes many cuts; one that does what no other
/// does is alone after a few.
///
/// Source: F. T. Liu, K. M. Ting, Z.-H. Zhou, *Isolation Forest*, ICDM 2008.
public struct IsolationForest: Sendable {
  /// How many trees, at least 1.
  public let trees: Int
  /// Rows each tree is grown from, at least 2.
  public let sampleSize: Int

  /// The forest with these parameters; the defaults are the paper's.
  public init(trees: Int = 100, sampleSize: Int = 256) {
    self.trees = trees
    self.sampleSize = sampleSize
  }

  /// Grows the forest.
  ///
  /// - Parameters:
  ///   - rows: Training rows, at least one, all equally long.
  ///   - generator: Fixes samples and cuts.
  ///   - threads: How many trees may grow at once.
  /// - Returns: The forest, the same for the same rows, generator and any number of threads.
  /// - Complexity: O(trees · sample size · log(sample size)).
  public func fit(
    _ rows: [[Float]], using generator: SeededGenerator, threads: Int
  ) async -> IsolationForestModel {
    precondition(!rows.isEmpty, "a forest needs rows")
    let sample = min(sampleSize, rows.count)
    let grown = await Parallel.map(trees, threads: threads) { number in
      var own = generator.child(number)
      return IsolationTree(rows, sampleSize: sample, using: &own)
    }
    return IsolationForestModel(trees: grown, sampleSize: sample, medians: Self.medians(rows))
  }

  /// The middle value of every column, the upper of two.
  private static func medians(_ rows: [[Float]]) -> [Float] {
    rows[0].indices.map { column in rows.map { $0[column] }.sorted()[rows.count / 2] }
  }
}

/// A grown Isolation Forest.
public struct IsolationForestModel: Sendable {
  let trees: [IsolationTree]
  let sampleSize: Int
  /// The middle value of each column learned from.
  let medians: [Float]

  /// How anomalous `row` is: 2^(−mean depth / expected depth), in 0...1; about 0.5 for
  /// ordinary rows, towards 1 for lonely ones.
  public func score(_ row: [Float]) -> Double {
    var depth = 0.0
    for tree in trees { depth += tree.depth(of: row) }
    let expected = IsolationTree.expectedDepth(sampleSize)
    return expected > 0 ? exp2(-depth / Double(trees.count) / expected) : 0.5
  }

  /// How many cuts sooner than expected each column helped to set `row` apart.
  ///
  /// - Returns: One number per column; they add up to the expected depth less the mean depth.
  public func contributions(_ row: [Float]) -> [Double] {
    var sums = [Double](repeating: 0, count: row.count)
    for tree in trees { tree.addContributions(of: row, to: &sums) }
    return sums.map { $0 / Double(trees.count) }
  }
}
