// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing

@testable import Detection

/// What every detector promises, run on each.
@Suite struct DetectorContractTests {
  private static let all: [any Detector] = [
    IsolationForest(), IsolationForest(trees: 20, sampleSize: 600), KMeansPipeline(),
    GaussianMixture(),
    GaussianMixture(components: 2...2, covariances: [.full]),
    VariationalAutoencoder(hidden: 6, latent: 2, steps: 150, batch: 32, rate: 0.02, draws: 8),
  ]

  /// Two clouds, seeded.
  private static func cloud(_ count: Int, columns: Int = 4, seed: UInt64 = 1) -> [[Float]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { row in
      (0..<columns).map { _ in Float(generator.unit() + generator.unit()) + Float(row % 2 * 4) }
    }
  }

  private static func scores<D: Detector>(
    _ detector: D, _ rows: [[Float]], on asked: [[Float]], seed: UInt64 = 5, threads: Int = 1
  ) async -> [Double] {
    let model = await detector.fit(
      Rows(rows), using: SeededGenerator(seed: seed), threads: threads)
    let many = await model.score(Rows(asked), threads: threads)
    #expect(many == asked.map { model.score($0) }, "many rows score as one by one")
    for row in asked {
      let parts = model.signedContributions(row)
      #expect(parts.count == row.count && parts.allSatisfy(\.isFinite))
    }
    #expect(many.count == asked.count && many.allSatisfy(\.isFinite))
    return many
  }

  @Test("the same bytes with one thread and two", arguments: all.indices)
  func threads(place: Int) async {
    let rows = Self.cloud(700)
    let one = await Self.scores(Self.all[place], rows, on: rows, threads: 1)
    let two = await Self.scores(Self.all[place], rows, on: rows, threads: 2)
    #expect(one == two)
  }

  @Test("a far outlier ranks above all others", arguments: all.indices)
  func outlier(place: Int) async {
    let rows = Self.cloud(400)
    let scores = await Self.scores(
      Self.all[place], rows, on: rows + [[60, -50, 70, -40], [.greatestFiniteMagnitude, 1, 1, 1]])
    let usual = scores.prefix(400).max() ?? 0
    #expect(scores[400] > usual && scores[401].isFinite)
  }

  @Test("the order of the rows learned from barely matters", arguments: all.indices)
  func shuffled(place: Int) async {
    let rows = Self.cloud(400)
    var generator = SeededGenerator(seed: 9)
    let asked = rows.prefix(50) + [[60, -50, 70, -40]]
    let scores = await Self.scores(Self.all[place], rows, on: Array(asked))
    let others = await Self.scores(
      Self.all[place], rows.shuffled(using: &generator), on: Array(asked))
    let change = zip(scores, others).map { abs($0 - $1) }.reduce(0, +) / 51
    let spread = (scores.max() ?? 0) - (scores.min() ?? 0)
    #expect(change < 0.1 * spread)
  }

  @Test("a constant column changes nothing and takes no blame", arguments: all.indices)
  func constant(place: Int) async {
    func blame<D: Detector>(_ detector: D, _ rows: [[Float]]) async -> [Double] {
      let model = await detector.fit(Rows(rows), using: SeededGenerator(seed: 5), threads: 1)
      return rows.prefix(20).map { model.signedContributions($0)[4] }
    }
    let rows = Self.cloud(200).map { $0 + [0.1] }
    _ = await Self.scores(Self.all[place], rows, on: rows)
    #expect(await blame(Self.all[place], rows).allSatisfy { $0 == 0 })
  }

  @Test("few rows, equal rows and columns all constant score finitely", arguments: all.indices)
  func degenerate(place: Int) async {
    let asked: [[Float]] = [[0, 0], [1, 2], [-1e30, 1e30]]
    for rows: [[Float]] in [
      [[1, 2]], [[1, 2], [3, 4]], [[1, 2], [1, 2]],
      [[Float]](repeating: [1, 2], count: 40) + [[Float]](repeating: [3, 2], count: 40),
    ] {
      _ = await Self.scores(Self.all[place], rows, on: asked)
    }
    _ = await Self.scores(Self.all[place], [[1], [2], [4]], on: [[3], [-9]])
  }

  @Test("the seed decides", arguments: all.indices)
  func seed(place: Int) async {
    let rows = Self.cloud(300)
    let one = await Self.scores(Self.all[place], rows, on: rows, seed: 5)
    #expect(await Self.scores(Self.all[place], rows, on: rows, seed: 5) == one)
    // Clusters this clear are found from any start; cuts at random are never the same twice.
    guard Self.all[place] is IsolationForest else { return }
    #expect(await Self.scores(Self.all[place], rows, on: rows, seed: 6) != one)
  }

  @Test("contributions point where the value deviates", arguments: all.indices)
  func direction(place: Int) async {
    func parts<D: Detector>(_ detector: D, _ row: [Float]) async -> [Double] {
      let model = await detector.fit(
        Rows(Self.cloud(400)), using: SeededGenerator(seed: 5), threads: 1)
      return model.signedContributions(row)
    }
    let high = await parts(Self.all[place], [1, 1, 90, 1])
    #expect(high[2] > 0 && high.allSatisfy { abs($0) <= high[2] })
    let low = await parts(Self.all[place], [1, -90, 1, 1])
    #expect(low[1] < 0 && low.allSatisfy { abs($0) <= -low[1] })
  }
}
