// SPDX-License-Identifier: Apache-2.0

private import Glibc

/// Brings columns of different units to one scale: mean 0, standard deviation 1.
///
/// Without it bytes would drown out everything else. Columns that never vary say nothing and are
/// dropped.
public struct Standardizer: Sendable {
  /// The columns kept, ascending.
  public let kept: [Int]
  /// Mean of each kept column.
  public let means: [Double]
  /// Standard deviation (divided by the number of rows) of each kept column, above 0.
  public let deviations: [Double]

  /// Measures the columns in question.
  ///
  /// - Complexity: O(rows · columns).
  public init(_ rows: Rows, columns: [Int]) {
    var (kept, means, deviations): ([Int], [Double], [Double]) = ([], [], [])
    let (values, width, n) = (rows.values, rows.columns, Double(max(rows.count, 1)))
    for column in columns {
      var (sum, low, high) = (0.0, Float.infinity, -Float.infinity)
      for row in 0..<rows.count {
        let value = values[row &* width &+ column]
        sum += Double(value)
        low = min(low, value)
        high = max(high, value)
      }
      guard low < high else { continue }
      var squares = 0.0
      for row in 0..<rows.count {
        let off = Double(values[row &* width &+ column]) - sum / n
        squares += off * off
      }
      kept.append(column)
      means.append(sum / n)
      deviations.append(sqrt(squares / n))
    }
    self.kept = kept
    self.means = means
    self.deviations = deviations
  }

  /// A row in standard deviations from the mean, kept columns only.
  public func callAsFunction(_ row: [Float]) -> [Double] {
    kept.indices.map { (Double(row[kept[$0]]) - means[$0]) / deviations[$0] }
  }
}
