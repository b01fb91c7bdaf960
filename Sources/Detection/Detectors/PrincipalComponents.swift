// SPDX-License-Identifier: Apache-2.0

/// The few directions in which hosts differ most.
///
/// Features of one behaviour (flows, bytes, packets) move together; a component is such a bundle.
///
/// Source: H. Hotelling, *Analysis of a Complex of Statistical Variables into Principal
/// Components*, Journal of Educational Psychology 24, 1933.
public struct PrincipalComponents: Sendable {
  /// Means of the columns.
  public let means: [Double]
  /// Directions of length 1, at right angles, by descending variance; one weight per column.
  public let loadings: [[Double]]
  /// The variance along each direction kept.
  public let variances: [Double]
  /// The share of all variance that is kept, 0...1.
  public let explained: Double

  /// The fewest directions that keep `share` of the variance.
  ///
  /// - Complexity: O(rows · columns² + columns³).
  public init(_ rows: [[Double]], share: Double = 0.95) {
    let (n, width) = (Double(max(rows.count, 1)), rows.first?.count ?? 0)
    var means = [Double](repeating: 0, count: width)
    for row in rows { for column in 0..<width { means[column] += row[column] / n } }
    var covariance = [[Double]](repeating: [Double](repeating: 0, count: width), count: width)
    for row in rows {
      for i in 0..<width {
        let off = (row[i] - means[i]) / n
        for j in 0...i { covariance[i][j] += off * (row[j] - means[j]) }
      }
    }
    for i in 0..<width { for j in 0..<i { covariance[j][i] = covariance[i][j] } }
    let eigen = SymmetricEigen(covariance)
    let total = eigen.values.reduce(0) { $0 + max(0, $1) }
    var (kept, sum) = (0, 0.0)
    while kept < width, sum < share * total, eigen.values[kept] > 1e-12 * total {
      sum += eigen.values[kept]
      kept += 1
    }
    self.means = means
    loadings = Array(eigen.vectors[..<kept])
    variances = Array(eigen.values[..<kept])
    explained = total > 0 ? min(1, sum / total) : 1
  }

  /// Where a row lies along each direction.
  public func project(_ row: [Double]) -> [Double] {
    loadings.map { direction in
      var sum = 0.0
      for column in row.indices { sum += direction[column] * (row[column] - means[column]) }
      return sum
    }
  }

  /// The row that lies at these places and has nothing of the directions dropped.
  public func restore(_ places: [Double]) -> [Double] {
    var row = means
    for (direction, place) in zip(loadings, places) {
      for column in row.indices { row[column] += direction[column] * place }
    }
    return row
  }
}
