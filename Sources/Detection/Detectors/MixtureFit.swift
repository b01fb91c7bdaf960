// SPDX-License-Identifier: Apache-2.0

import Flows

/// A mixture on its way to being the likeliest, by rounds of expectation–maximization.
struct MixtureFit: Sendable {
  private(set) var gaussians: [Gaussian]
  /// Of the rows under ``gaussians``.
  private var sums: MixtureSums
  private let covariance: GaussianMixture.Covariance
  private let floor: Double

  /// Σ ln p(row).
  var logLikelihood: Double { sums.logLikelihood }

  /// Round distributions about the centres of clusters, all of the size of the mean cluster.
  init(
    _ lanes: LaneBlocks, _ clusters: KMeans.Result, _ covariance: GaussianMixture.Covariance,
    floor: Double, threads: Int
  ) async {
    let width = lanes.columns
    let variance = floor + clusters.inertia / Double(lanes.count * width)
    var round = [Double](repeating: 0, count: Gaussian.size(width, covariance))
    for column in 0..<width { round[Gaussian.diagonal(column, covariance)] = variance }
    gaussians = (0..<clusters.centres.count).map { number in
      Gaussian(
        weight: max(1, Double(clusters.sizes[number])) / Double(lanes.count),
        mean: clusters.centres[number].map { Double($0) }, covariance: round, floor: floor)
    }
    self.covariance = covariance
    self.floor = floor
    sums = await MixtureSums.of(lanes, gaussians, threads: threads)
  }

  /// Goes on until the mean ln p(row) grows by less than `tolerance`, or rounds run out.
  mutating func improve(
    _ lanes: LaneBlocks, rounds: Int, tolerance: Double, threads: Int
  ) async {
    for _ in 0..<max(0, rounds) {
      let before = logLikelihood
      gaussians = maximized
      sums = await MixtureSums.of(lanes, gaussians, threads: threads)
      if logLikelihood - before < tolerance * Double(lanes.count) { break }
    }
  }

  /// The likeliest distributions if rows belong to the old ones as `sums` says.
  private var maximized: [Gaussian] {
    let total = sums.counts.reduce(0, +)
    var (offset, product) = (0, 0)
    return gaussians.enumerated().map { number, gaussian in
      let (width, size) = (gaussian.mean.count, gaussian.whitening.count)
      defer { (offset, product) = (offset + width, product + size) }
      // One that has lost all its rows keeps a trace of weight, so that nothing is divided by 0.
      let count = max(sums.counts[number], total * 1e-12)
      let moves = (0..<width).map { sums.offsets[offset + $0] / count }
      var matrix = (0..<size).map { sums.products[product + $0] / count }
      for i in 0..<width {
        let diagonal = Gaussian.diagonal(i, covariance)
        for j in covariance == .full ? 0...i : i...i {
          matrix[diagonal - i + j] -= moves[i] * moves[j]
        }
        matrix[diagonal] += floor
      }
      return Gaussian(
        weight: count / total, mean: (0..<width).map { gaussian.mean[$0] + moves[$0] },
        covariance: matrix, floor: floor)
    }
  }
}
