// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import Testing

@testable import Detection

@Suite struct ClusteringTests {
  private func random(_ count: Int, _ columns: Int, seed: UInt64) -> [[Float]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in (0..<columns).map { _ in Float(generator.unit()) } }
  }

  /// The least inertia over all ways to put rows into `clusters`.
  private func optimum(_ rows: [[Float]], _ clusters: Int) -> Double {
    var best = Double.infinity
    var labels = [Int](repeating: 0, count: rows.count)
    func inertia() -> Double {
      var sum = 0.0
      for cluster in 0..<clusters {
        let own = rows.indices.filter { labels[$0] == cluster }.map { rows[$0] }
        for column in rows[0].indices where !own.isEmpty {
          let mean = own.reduce(0.0) { $0 + Double($1[column]) } / Double(own.count)
          sum += own.reduce(0.0) { $0 + pow(Double($1[column]) - mean, 2) }
        }
      }
      return sum
    }
    func place(_ row: Int) {
      guard row < rows.count else {
        best = min(best, inertia())
        return
      }
      for cluster in 0..<clusters {
        labels[row] = cluster
        place(row + 1)
      }
    }
    place(0)
    return best
  }

  @Test("k-means finds the best of all partitions of few rows", arguments: UInt64(0)..<6)
  func bruteForce(seed: UInt64) async {
    let rows = random(7, 2, seed: seed)
    let result = await KMeans(clusters: 3, restarts: 60).fit(
      Rows(rows), using: SeededGenerator(seed: seed), threads: 1)
    #expect(abs(result.inertia - optimum(rows, 3)) < 1e-5)
  }

  @Test("a centre without rows moves to where one is missing, and rounds never do harm")
  func emptyCluster() async {
    let rows = Rows(random(3000, 9, seed: 4))
    let far = Rows([rows[0], rows[1], [Float](repeating: 99, count: 9)])
    var before = Double.infinity
    for rounds in 0..<8 {
      let result = await KMeans(clusters: 3, rounds: rounds).fit(rows, from: far, threads: 2)
      #expect(result.inertia <= before * (1 + 1e-6))
      #expect(rounds < 2 || result.sizes.allSatisfy { $0 > 0 })
      #expect(result.sizes.reduce(0, +) == 3000)
      before = result.inertia
    }
  }

  @Test("silhouettes of four rows on a line are as computed by hand")
  func silhouette() {
    // 0 1 | 10 12: s = (10.0/11.0, 9/10, 7.5/9.5, 9.5/11.5) = 1 − own ⁄ next
    let value = ClusterCount.silhouette(Rows([[0], [1], [10], [12]]), labels: [0, 0, 1, 1])
    let expected = (1 - 1 / 11.0 + 1 - 1 / 10.0 + 1 - 2 / 9.5 + 1 - 2 / 11.5) / 4
    #expect(abs(value - expected) < 1e-9)
    #expect(ClusterCount.silhouette(Rows([[0], [1]]), labels: [0, 0]) == 0)
  }

  @Test("the elbow is where the curve bends")
  func elbow() {
    #expect(ClusterCount.elbow([100, 60, 20, 18, 16, 14]) == 3)
    #expect(ClusterCount.elbow([5, 4, 3, 2, 1]) == 1)
    #expect(ClusterCount.elbow([0, 0, 0]) == 1)
  }

  @Test("even rows have a Hopkins statistic about one half, clouds near one")
  func hopkins() {
    var values: [Double] = []
    for seed in UInt64(0)..<20 {
      var generator = SeededGenerator(seed: seed)
      values.append(HopkinsStatistic(Rows(random(1000, 2, seed: seed)), using: &generator).value)
      let clouds = random(1000, 2, seed: seed).enumerated().map { row, point in
        point.map { $0 / 50 + Float(row % 3) }
      }
      let clustered = HopkinsStatistic(Rows(clouds), using: &generator)
      #expect(clustered.value > 0.95 && clustered.isClustered)
    }
    #expect(abs(values.reduce(0, +) / 20 - 0.5) < 0.05)
  }

  @Test("principal components are orthonormal, restore rows, and match a plane by hand")
  func components() {
    let rows = random(200, 5, seed: 8).map { $0.map { Double($0) } }
    let all = PrincipalComponents(rows, share: 1)
    for (i, one) in all.loadings.enumerated() {
      for (j, other) in all.loadings.enumerated() {
        let dot = zip(one, other).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(dot - (i == j ? 1 : 0)) < 1e-12)
      }
    }
    for row in rows.prefix(10) {
      let same = all.restore(all.project(row))
      #expect(zip(row, same).allSatisfy { abs($0 - $1) < 1e-12 })
    }
    #expect(zip(all.variances, all.variances.dropFirst()).allSatisfy { $0 >= $1 })
    // (±1, ±1) and (±2, ±2): variance 2.5 · 2 along the diagonal, none across.
    let plane = PrincipalComponents([[1, 1], [-1, -1], [2, 2], [-2, -2]])
    #expect(plane.variances.count == 1 && abs(plane.variances[0] - 5) < 1e-12)
    #expect(plane.loadings[0].allSatisfy { abs($0 - sqrt(0.5)) < 1e-12 })
  }

  @Test("correspondence analysis of a small table is as computed by hand")
  func correspondence() {
    // Two columns that always agree, halves a and b: one axis of inertia 1, places −1 and +1.
    let same = CorrespondenceAnalysis(
      Rows([[0, 5], [0, 5], [1, 6], [1, 6]]), columns: [0, 1])
    #expect(same.inertias.count == 1 && abs(same.inertias[0] - 1) < 1e-12)
    #expect(abs(abs(same.project([0, 5])[0]) - 1) < 1e-12)
    #expect(abs(same.project([0, 5])[0] + same.project([1, 6])[0]) < 1e-12)
    #expect(abs(same.project([0, 6])[0]) < 1e-12)
    // Independent columns: two axes of 1/2 each.
    let cross = CorrespondenceAnalysis(
      Rows([[0, 5], [0, 6], [1, 5], [1, 6]]), columns: [0, 1], share: 1)
    #expect(cross.inertias.count == 2 && cross.inertias.allSatisfy { abs($0 - 0.5) < 1e-12 })
    // Squared lengths are (1/Q) Σ n/n_c − 1 if all axes are kept.
    let place = cross.project([0, 5])
    #expect(abs(place.reduce(0) { $0 + $1 * $1 } - 1) < 1e-12)
  }

  @Test("the pipeline finds three clouds, and what lies outside of them")
  func pipeline() async {
    let rows = random(600, 3, seed: 2).enumerated().map { row, point in
      point + [Float(row % 3), 0].map { $0 * 8 } + [Float(row % 3)]
    }
    let model = await KMeansPipeline(categorical: [5]).fit(
      Rows(rows), using: SeededGenerator(seed: 1), threads: 2)
    #expect(model.clusters == 3)
    #expect(model.hopkins?.isClustered == true)
    #expect(model.isBeyondThreshold([3, 0.5, 0.5, 8, 0, 1]))
    #expect(Double(rows.count { model.isBeyondThreshold($0) }) < 0.1 * 600)
    let strange = model.signedContributions([0.5, 0.5, 0.5, 8, 0, 7])
    #expect(strange[5] == strange.map(abs).max())
  }
}
