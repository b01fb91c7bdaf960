// SPDX-License-Identifier: Apache-2.0

private import Glibc

/// Places hosts by the categories they fall into, such as role, zone or busiest port class.
///
/// Rare categories lie far out, and hosts that share many categories lie close together.
///
/// Source: M. Greenacre, J. Blasius (eds.), *Multiple Correspondence Analysis and Related
/// Methods*, 2006, chapter 2: the indicator matrix by way of the Burt table.
public struct CorrespondenceAnalysis: Sendable {
  /// The columns that hold categories.
  public let columns: [Int]
  /// The inertia of each axis kept, descending, each in 0...1.
  public let inertias: [Double]
  private let categories: [[Float: Int]]
  /// What having a category adds to each place.
  private let parts: [[Double]]
  private let rowCount: Int

  /// Learns the axes that keep `share` of the inertia.
  ///
  /// - Parameters:
  ///   - rows: Each value of a column in question is the number of a category.
  ///   - columns: Columns that hold categories; those that never vary are dropped.
  ///   - share: 0...1.
  ///   - limit: Categories a column may have; the rarest beyond count as one.
  /// - Complexity: O(rows · columns² + categories³).
  public init(_ rows: Rows, columns: [Int], share: Double = 0.95, limit: Int = 32) {
    var (kept, categories): ([Int], [[Float: Int]]) = ([], [])
    var width = 0
    for column in columns {
      var counts: [Float: Int] = [:]
      for row in 0..<rows.count {
        counts[rows.values[row * rows.columns + column], default: 0] += 1
      }
      guard counts.count > 1 else { continue }
      let ranked = counts.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }
      var numbers: [Float: Int] = [:]
      for (rank, entry) in ranked.enumerated() {
        numbers[entry.key] = width + min(rank, limit - 1)
      }
      kept.append(column)
      categories.append(numbers)
      width += min(ranked.count, limit)
    }
    self.columns = kept
    self.categories = categories
    rowCount = rows.count
    var burt = [[Double]](repeating: [Double](repeating: 0, count: width), count: width)
    for row in 0..<rows.count {
      let own = zip(kept, categories).compactMap { $1[rows.values[row * rows.columns + $0]] }
      for i in own { for j in own { burt[i][j] += 1 } }
    }
    let counts = (0..<width).map { burt[$0][$0] }
    let (n, q) = (Double(rows.count), Double(max(kept.count, 1)))
    // The trivial axis, where all is alike, is taken off.
    let residuals = (0..<width).map { i in
      (0..<width).map { j in
        let scale = sqrt(counts[i] * counts[j])
        return (burt[i][j] - counts[i] * counts[j] / n) / (q * scale)
      }
    }
    let eigen = SymmetricEigen(residuals)
    let total = eigen.values.reduce(0) { $0 + max(0, $1) }
    var (axes, sum) = (0, 0.0)
    while axes < width, sum < share * total, eigen.values[axes] > 1e-9 {
      sum += eigen.values[axes]
      axes += 1
    }
    inertias = Array(eigen.values[..<axes])
    parts = (0..<width).map { category in
      (0..<axes).map { eigen.vectors[$0][category] * sqrt(n / counts[category]) / sqrt(q) }
    }
  }

  /// What each column adds to a row's place; nil for a category never seen.
  func terms(_ row: [Float]) -> [[Double]?] {
    zip(columns, categories).map { column, numbers in numbers[row[column]].map { parts[$0] } }
  }

  /// The principal coordinates of a row; categories never seen add nothing.
  public func project(_ row: [Float]) -> [Double] {
    var place = [Double](repeating: 0, count: inertias.count)
    for case .some(let part) in terms(row) {
      for axis in place.indices { place[axis] += part[axis] }
    }
    return place
  }

  /// The squared distance that a category never seen adds: as if it had been seen once, now.
  var strangeness: Double { Double(rowCount + 1) / Double(max(columns.count, 1)) }
}
