// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Foundation

/// Times detectors beside scikit-learn.
struct DetectorBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detectors",
    abstract: "Times detectors beside scikit-learn.",
    discussion: """
      Medians of CPU seconds on one thread, with the least and the most, on rows about eight
      centres. Peers come from PyPI into a throw-away folder; without Python or PyPI our figures
      stand alone.
      """)

  @Option(help: "How often each measure is made; the peer's mixture is made once.")
  var repeats = 3

  @Option(help: "How many rows of 24 columns.")
  var rows = 1_000_000

  @Flag(help: "Leave the peers out.")
  var alone = false

  func run() async throws {
    let rows = Self.clouds(self.rows, columns: 24, centres: 8, seed: 1)
    let peers = alone ? [:] : try Peers.detectors(rows, repeats: repeats)
    print(
      "\(rows.count) rows, 24 columns".padded(42) + "ours s (least–most)      peer s   ratio   goal"
    )
    let generator = SeededGenerator(seed: 1)
    let sample = Rows(values: Array(rows.values.prefix(10_000 * 24)), columns: 24)
    let forest = await IsolationForest().fit(sample, using: generator, threads: 1)
    await row("Isolation Forest, score", peers["forest"], goal: "3") {
      _ = await forest.score(rows, threads: 1)
    }
    await row("k-means, 8 centres, at most 30 rounds", peers["kmeans"], goal: "1.5") {
      _ = await KMeans(clusters: 8, restarts: 1, rounds: 30).fit(
        rows, using: generator, threads: 1)
    }
    let mixture = GaussianMixture(
      components: 4...4, covariances: [.full], starts: 1, rounds: 30, tolerance: -.infinity)
    var model: GaussianMixtureModel?
    await row("Gaussian mixture, 4 full, 30 rounds", peers["gmm"], goal: "4") {
      model = await mixture.fit(rows, using: generator, threads: 1)
    }
    if let model {
      let probe = Rows(values: Array(rows.values.prefix(100_000 * 24)), columns: 24)
      let mean = await model.score(probe, threads: 1).reduce(0, +) / Double(probe.count)
      let peer = peers["gmm_log_likelihood"]?.first.map { BenchmarkText.number($0) }
      print(
        "mean ln p of the first \(probe.count) rows: \(BenchmarkText.number(-mean)), peer "
          + (peer ?? "–") + " (columns standardized)")
    }
    await row("autoencoder, fit", nil, goal: "–") {
      _ = await VariationalAutoencoder().fit(sample, using: generator, threads: 1)
    }
  }

  private func row(
    _ name: String, _ peer: [Double]?, goal: String, _ work: () async -> Void
  ) async {
    var seconds: [Double] = []
    for _ in 0..<repeats {
      let start = clock()
      await work()
      seconds.append(Double(clock() - start) / Double(CLOCKS_PER_SEC))
    }
    BenchmarkText.report(name, seconds, peer, goal)
  }

  /// Standardized rows about centres, columns of one cloud following each other.
  private static func clouds(_ count: Int, columns: Int, centres: Int, seed: UInt64) -> Rows {
    var generator = SeededGenerator(seed: seed)
    func noise() -> Double {
      generator.unit() + generator.unit() + generator.unit() + generator.unit() - 2
    }
    let middles = (0..<centres * columns).map { _ in 3 * noise() }
    var values: [Float] = []
    values.reserveCapacity(count * columns)
    for row in 0..<count {
      let common = noise()
      for column in 0..<columns {
        values.append(Float(middles[row % centres * columns + column] + noise() + common / 2))
      }
    }
    var (sums, squares) = (
      [Double](repeating: 0, count: columns), [Double](repeating: 0, count: columns)
    )
    for place in values.indices {
      sums[place % columns] += Double(values[place])
      squares[place % columns] += Double(values[place]) * Double(values[place])
    }
    let means = sums.map { $0 / Double(count) }
    let deviations = squares.indices.map {
      (squares[$0] / Double(count) - means[$0] * means[$0]).squareRoot()
    }
    for place in values.indices {
      let column = place % columns
      values[place] = Float((Double(values[place]) - means[column]) / deviations[column])
    }
    return Rows(values: values, columns: columns)
  }
}
