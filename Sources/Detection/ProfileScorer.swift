// SPDX-License-Identifier: Apache-2.0

import Flows

/// Scores hosts of one class against past windows of such hosts.
///
/// Against the past, two models are fitted, each to half of the hosts; the null scores are
/// those that each gives the half it has not seen.
struct ProfileScorer {
  private let models: [any AnomalyModel]
  private let input: DetectorInput
  private let scale: ScoreScale
  let null: NullScores

  /// - Parameters:
  ///   - reference: At least two host-windows.
  ///   - input: What the detector sees.
  ///   - detector: What is fitted.
  ///   - seed: Fixes the models.
  ///   - threads: How many threads may work.
  init(
    reference: [HostWindow], input: DetectorInput, detector: ProfileDetector, seed: UInt64,
    threads: Int
  ) async {
    let input = input.seen(by: detector)
    let generator = SeededGenerator(seed: seed)
    let rows = reference.map { input.row($0.features) }
    let byHost = reference.map { Self.half(of: $0.host) }
    let halves = Set(byHost).count == 2 ? byHost : byHost.indices.map { $0 % 2 }
    var models: [any AnomalyModel] = []
    var scores: [Double] = []
    for half in 0..<2 {
      func rowsOf(_ isOwn: Bool) -> [[Float]] {
        zip(rows, halves).filter { ($1 == half) == isOwn }.map(\.0)
      }
      let model = await detector.fit(
        rowsOf(false), using: generator.child(half), threads: threads)
      scores += await model.score(Rows(rowsOf(true)), threads: threads)
      models.append(model)
    }
    self.models = models
    self.input = input
    let scale = ScoreScale(scores, detector)
    self.scale = scale
    null = NullScores(scores.map { scale($0) })
  }

  /// Scores hosts against one another.
  ///
  /// One model of all of them: a host that alone does something is set apart only by what has
  /// seen it.
  ///
  /// - Parameters:
  ///   - peers: At least one host.
  ///   - input: What the detector sees.
  ///   - detector: What is fitted.
  ///   - seed: Fixes the model.
  ///   - threads: How many threads may work.
  init(
    peers: [HostWindow], input: DetectorInput, detector: ProfileDetector, seed: UInt64,
    threads: Int
  ) async {
    let input = input.seen(by: detector)
    let rows = peers.map { input.row($0.features) }
    let model = await detector.fit(
      rows, using: SeededGenerator(seed: seed), threads: threads)
    models = [model]
    self.input = input
    let scores = await model.score(Rows(rows), threads: threads)
    let scale = ScoreScale(scores, detector)
    self.scale = scale
    null = NullScores(scores.map { scale($0) })
  }

  /// 0 or 1 by address, so that all windows of a host stay on one side.
  private static func half(of host: IPAddress) -> Int {
    var generator = SeededGenerator(seed: host.high ^ host.low)
    return Int(generator.next() & 1)
  }

  /// How anomalous these features are, on the scale of ``null``.
  func score(_ features: [Double]) -> Double {
    let row = input.row(features)
    return scale(models.reduce(0) { $0 + $1.score(row) } / Double(models.count))
  }

  /// What each column adds to the score, as a part of what all add, −1...1: below 0 where the
  /// value lies below what is usual; the largest first, whatever the sign.
  func signedContributions(_ features: [Double]) -> [(column: Int, share: Double)] {
    let sums = summedContributions(features)
    let total = sums.reduce(0) { $0 + abs($1) }
    guard total > 0 else { return [] }
    return zip(input.columns, sums).filter { $1 != 0 }.map { ($0, $1 / total) }
      .sorted { (abs($1.share), $0.column) < (abs($0.share), $1.column) }
  }

  private func summedContributions(_ features: [Double]) -> [Double] {
    let row = input.row(features)
    var sums = [Double](repeating: 0, count: row.count)
    for model in models {
      for (place, value) in model.signedContributions(row).enumerated() { sums[place] += value }
    }
    return sums
  }

  /// Columns that helped to set these features apart, the most helpful first.
  func contributions(_ features: [Double]) -> [(column: Int, share: Double)] {
    signedContributions(features).map { ($0.column, abs($0.share)) }
  }
}
