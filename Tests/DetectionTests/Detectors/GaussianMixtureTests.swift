// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import Testing

@testable import Detection

@Suite struct GaussianMixtureTests {
  /// Clouds about (0, 0, 0), (9, −9, 0), …, in turn, in which the third column follows the others.
  private func clouds(_ count: Int, _ clouds: Int, seed: UInt64) -> [[Float]] {
    var normal = NormalNumbers(SeededGenerator(seed: seed))
    return (0..<count).map { row in
      let (x, shift) = (normal.take(3), Double(row % clouds) * 9)
      return [x[0] + shift, x[1] - shift, x[0] - x[1] + x[2] / 4].map { Float($0) }
    }
  }

  /// A mixture by its definition: shares, means, and covariances with their floor.
  private struct Plain {
    var weights: [Double]
    var means: [[Double]]
    var covariances: [[[Double]]]

    /// Determinant and inverse by Gauss and Jordan.
    static func inverse(_ matrix: [[Double]]) -> (determinant: Double, inverse: [[Double]]) {
      let n = matrix.count
      var a = (0..<n).map { i in matrix[i] + (0..<n).map { $0 == i ? 1 : 0 } }
      var determinant = 1.0
      for i in 0..<n {
        determinant *= a[i][i]
        a[i] = a[i].map { $0 / a[i][i] }
        for j in 0..<n where j != i { a[j] = zip(a[j], a[i]).map { $0 - a[j][i] * $1 } }
      }
      return (determinant, a.map { Array($0[n...]) })
    }

    func densities(_ row: [Double]) -> [Double] {
      weights.indices.map { k in
        let (determinant, inverse) = Self.inverse(covariances[k])
        let off = zip(row, means[k]).map { $0 - $1 }
        var square = 0.0
        for i in off.indices { for j in off.indices { square += off[i] * inverse[i][j] * off[j] } }
        return weights[k] * exp(-square / 2)
          / sqrt(pow(2 * Double.pi, Double(row.count)) * determinant)
      }
    }

    func round(_ rows: [[Double]], isDiagonal: Bool, floor: Double) -> Plain {
      let shares = rows.map { row in
        let all = densities(row)
        return all.map { $0 / all.reduce(0, +) }
      }
      var next = self
      for k in weights.indices {
        let count = shares.reduce(0) { $0 + $1[k] }
        next.weights[k] = count / Double(rows.count)
        for i in means[k].indices {
          next.means[k][i] = zip(rows, shares).reduce(0) { $0 + $1.0[i] * $1.1[k] } / count
        }
        let mean = next.means[k]
        for i in mean.indices {
          for j in mean.indices {
            let sum = zip(rows, shares).reduce(0) {
              $0 + $1.1[k] * ($1.0[i] - mean[i]) * ($1.0[j] - mean[j])
            }
            next.covariances[k][i][j] = isDiagonal && i != j ? 0 : sum / count
          }
          next.covariances[k][i][i] += floor
        }
      }
      return next
    }
  }

  @Test(
    "rounds of expectation–maximization are those of the definition",
    arguments: GaussianMixture.Covariance.allCases)
  func rounds(covariance: GaussianMixture.Covariance) async {
    let rows = clouds(300, 3, seed: 7)
    let standardizer = Standardizer(Rows(rows), columns: [0, 1, 2])
    let points = Rows(rows.map { standardizer($0).map { Float($0) } })
    let generator = SeededGenerator(seed: 3)
    let start = await KMeans(
      clusters: 3, restarts: 1, rounds: GaussianMixture.seedingRounds
    ).fit(points, using: generator.child(0), threads: 1)
    let variance = 0.01 + start.inertia / 900
    var plain = Plain(
      weights: start.sizes.map { Double($0) / 300 },
      means: (0..<3).map { start.centres[$0].map { Double($0) } },
      covariances: [[[Double]]](
        repeating: (0..<3).map { i in (0..<3).map { $0 == i ? variance : 0 } }, count: 3))
    let doubles = (0..<300).map { points[$0].map { Double($0) } }
    for _ in 0..<4 {
      plain = plain.round(doubles, isDiagonal: covariance == .diagonal, floor: 0.01)
    }
    let fit = await GaussianMixture(
      floor: 0.01, starts: 1, rounds: 4, tolerance: -.infinity
    ).fit(points, 3, covariance, using: generator, threads: 2)
    for row in doubles.prefix(40) {
      let expected = plain.densities(row)
      for (gaussian, density) in zip(fit.gaussians, expected) {
        #expect(abs(gaussian.logDensity(row) - log(density)) < 1e-3 * max(1, -log(density)))
      }
    }
    let expected = doubles.reduce(0) { $0 + log(plain.densities($1).reduce(0, +)) }
    #expect(abs(fit.logLikelihood - expected) < 1e-4 * abs(expected))
  }

  @Test("the likelihood never falls from round to round", arguments: UInt64(0)..<5)
  func monotone(seed: UInt64) async {
    let points = Rows(clouds(200, 2, seed: seed))
    var before = -Double.infinity
    for rounds in [0, 1, 2, 3, 5, 8, 13] {
      let value = await GaussianMixture(
        floor: 1e-6, starts: 1, rounds: rounds, tolerance: -.infinity
      ).fit(
        points, 3, .full, using: SeededGenerator(seed: seed), threads: 1
      ).logLikelihood
      #expect(value >= before - 1e-4 * abs(before))
      before = value
    }
  }

  @Test("the criterion finds the number of clouds and the kind of covariance")
  func criterion() async {
    for count in 1...3 {
      let rows = Rows(clouds(256, count, seed: UInt64(count)))
      let model = await GaussianMixture(floor: 1e-6).fit(
        rows, using: SeededGenerator(seed: 1), threads: 1)
      #expect(model.components == count)
      #expect(model.gaussians.allSatisfy { $0.whitening.count == 6 })
      let round = await GaussianMixture(covariances: [.diagonal], floor: 1e-6).fit(
        rows, using: SeededGenerator(seed: 1), threads: 1)
      #expect(round.criterion > model.criterion)
    }
    let even = Rows(clouds(256, 2, seed: 4).map { [$0[0], $0[1]] })
    let model = await GaussianMixture(floor: 1e-6).fit(
      even, using: SeededGenerator(seed: 1), threads: 1)
    #expect(model.components == 2 && model.gaussians.allSatisfy { $0.whitening.count == 2 })
  }

  @Test("a row that breaks a rule is strange although each of its values is usual")
  func rule() async {
    let rows = Rows(clouds(400, 1, seed: 5))
    let model = await GaussianMixture().fit(rows, using: SeededGenerator(seed: 1), threads: 1)
    let usual = await model.score(rows, threads: 1).max() ?? 0
    #expect(model.score([0.2, -0.2, -2]) > usual)
    #expect(model.score([1.4, 0.8, 0.6]) < usual)
    let parts = model.signedContributions([0.2, -0.2, -2])
    #expect(parts[2] < 0 && abs(parts[2]) == parts.map(abs).max())
  }

  @Test("parts add up to the squared distance, and are Shapley values", arguments: UInt64(0)..<20)
  func shapley(seed: UInt64) {
    var normal = NormalNumbers(SeededGenerator(seed: seed))
    let root = (0..<3).map { _ in normal.take(3) }
    var packed: [Double] = []
    var full = [[Double]](repeating: [0, 0, 0], count: 3)
    for i in 0..<3 {
      for j in 0..<3 {
        full[i][j] = (0..<3).reduce(i == j ? 0.5 : 0) { $0 + root[i][$1] * root[j][$1] }
        if j <= i { packed.append(full[i][j]) }
      }
    }
    let gaussian = Gaussian(weight: 1, mean: [1, 2, 3], covariance: packed, floor: 1e-9)
    let off = normal.take(3)
    let inverse = Plain.inverse(full).inverse
    func worth(_ members: [Int]) -> Double {
      var sum = 0.0
      for i in members { for j in members { sum += off[i] * inverse[i][j] * off[j] } }
      return sum
    }
    var shapley = [0.0, 0, 0]
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      for place in 0..<3 {
        let before = Array(order[..<place])
        shapley[order[place]] += (worth(before + [order[place]]) - worth(before)) / 6
      }
    }
    let parts = gaussian.parts([1 + off[0], 2 + off[1], 3 + off[2]])
    for (part, value) in zip(parts, shapley) {
      #expect(abs(part - value) < 1e-9 * (1 + abs(value)))
    }
  }
}
