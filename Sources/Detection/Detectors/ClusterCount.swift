// SPDX-License-Identifier: Apache-2.0

private import Glibc

/// How many clusters rows fall into, by the elbow and by silhouettes.
public enum ClusterCount {
  /// Where a falling curve bends most: farthest below the line between its ends.
  ///
  /// Source: V. Satopää et al., *Finding a "Kneedle" in a Haystack*, ICDCS Workshops 2011.
  ///
  /// - Parameter inertias: The inertia with 1, 2, … clusters.
  /// - Returns: A number of clusters, 1 for a curve that does not bend.
  public static func elbow(_ inertias: [Double]) -> Int {
    guard inertias.count > 2, let first = inertias.first, let last = inertias.last, first > last
    else { return 1 }
    var (best, depth) = (1, 1e-9)
    for place in inertias.indices {
      let line = 1 - Double(place) / Double(inertias.count - 1)
      let own = line - (inertias[place] - last) / (first - last)
      if own > depth { (best, depth) = (place + 1, own) }
    }
    return best
  }

  /// The mean silhouette: how much nearer rows are to their own cluster than to the next, −1...1.
  ///
  /// Source: P. J. Rousseeuw, *Silhouettes*, Journal of Computational and Applied Mathematics 20,
  /// 1987. A row alone in its cluster counts 0.
  ///
  /// - Complexity: O(rows² · columns).
  public static func silhouette(_ rows: Rows, labels: [Int]) -> Double {
    let clusters = (labels.max() ?? 0) + 1
    var sizes = [Int](repeating: 0, count: clusters)
    for label in labels { sizes[label] += 1 }
    guard sizes.count(where: { $0 > 0 }) > 1 else { return 0 }
    var total = 0.0
    for row in 0..<rows.count where sizes[labels[row]] > 1 {
      var sums = [Double](repeating: 0, count: clusters)
      for other in 0..<rows.count {
        sums[labels[other]] += sqrt(KMeansSeeding.squaredDistance(rows, row, other))
      }
      let own = sums[labels[row]] / Double(sizes[labels[row]] - 1)
      var next = Double.infinity
      for cluster in 0..<clusters where cluster != labels[row] && sizes[cluster] > 0 {
        next = min(next, sums[cluster] / Double(sizes[cluster]))
      }
      if max(own, next) > 0 { total += (next - own) / max(own, next) }
    }
    return total / Double(rows.count)
  }

  /// Of the numbers whose silhouette comes within 0.02 of the best, the one nearest the elbow.
  static func choice(elbow: Int, silhouettes: [(clusters: Int, value: Double)]) -> Int {
    let best = silhouettes.map(\.value).max() ?? 0
    return silhouettes.filter { $0.value >= best - 0.02 }
      .min { (abs($0.clusters - elbow), $0.clusters) < (abs($1.clusters - elbow), $1.clusters) }?
      .clusters ?? 1
  }
}
