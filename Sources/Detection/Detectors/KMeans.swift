// SPDX-License-Identifier: Apache-2.0

public import Flows

/// Groups rows around k centres so that the sum of squared distances to the nearest one is small.
///
/// Source: S. P. Lloyd, *Least Squares Quantization in PCM*, IEEE Transactions on Information
/// Theory 28, 1982; seeding: D. Arthur, S. Vassilvitskii, *k-means++*, SODA 2007.
public struct KMeans: Sendable {
  /// How many centres, at least 1.
  public let clusters: Int
  /// How many seedings are tried; the best result stays.
  public let restarts: Int
  /// The most rounds after each seeding.
  public let rounds: Int

  /// The method with these parameters.
  public init(clusters: Int, restarts: Int = 5, rounds: Int = 100) {
    precondition(clusters > 0 && restarts > 0, "at least one centre and one try")
    self.clusters = clusters
    self.restarts = restarts
    self.rounds = rounds
  }

  /// Centres found, and how well they fit.
  public struct Result: Sendable, Equatable {
    /// One centre per cluster.
    public internal(set) var centres: Rows
    /// The sum of squared distances of all rows to these centres.
    public internal(set) var inertia: Double
    /// How many rows each centre is nearest to.
    public internal(set) var sizes: [Int]
  }

  /// The best of `restarts` runs.
  ///
  /// - Precondition: At least one row.
  /// - Complexity: O(rows · columns · clusters · rounds · restarts).
  public func fit(
    _ rows: Rows, using generator: SeededGenerator, threads: Int
  ) async -> Result {
    precondition(rows.count > 0, "centres need rows")
    var best: Result?
    for restart in 0..<restarts {
      var own = generator.child(restart)
      let seeds = KMeansSeeding.centres(rows, clusters, using: &own)
      let result = await fit(rows, from: seeds, threads: threads)
      if result.inertia < best?.inertia ?? .infinity { best = result }
    }
    return best ?? Result(centres: rows.picking([0]), inertia: 0, sizes: [rows.count])
  }

  /// One run from given centres, until nothing moves or rounds run out.
  ///
  /// A centre that loses all its rows moves to the row farthest from its own centre.
  public func fit(_ rows: Rows, from centres: Rows, threads: Int) async -> Result {
    var centres = centres
    for _ in 0..<rounds {
      let sums = await NearestCentres(centres).sums(of: rows, threads: threads)
      let moved = sums.means(rows, else: centres)
      if moved == centres { break }
      centres = moved
    }
    let sums = await NearestCentres(centres).sums(of: rows, threads: threads)
    return Result(centres: centres, inertia: sums.inertia, sizes: sums.counts)
  }
}

/// Starting centres, drawn with chances that grow with the squared distance to those drawn before.
enum KMeansSeeding {
  static func centres(
    _ rows: Rows, _ clusters: Int, using generator: inout SeededGenerator
  ) -> Rows {
    var chosen = [Int.random(in: 0..<rows.count, using: &generator)]
    var distances = [Double](repeating: .infinity, count: rows.count)
    while chosen.count < min(clusters, rows.count) {
      let last = chosen[chosen.count - 1]
      var total = 0.0
      for row in 0..<rows.count {
        distances[row] = min(distances[row], squaredDistance(rows, row, last))
        total += distances[row]
      }
      guard total > 0 else { break }
      var left = generator.unit() * total
      var pick = rows.count - 1
      for row in 0..<rows.count where distances[row] > 0 {
        pick = row
        left -= distances[row]
        if left < 0 { break }
      }
      chosen.append(pick)
    }
    return rows.picking(chosen)
  }

  static func squaredDistance(_ rows: Rows, _ one: Int, _ other: Int) -> Double {
    let (a, b) = (one &* rows.columns, other &* rows.columns)
    var sum: Float = 0
    for column in 0..<rows.columns {
      let off = rows.values[a &+ column] - rows.values[b &+ column]
      sum += off * off
    }
    return Double(sum)
  }
}
