// SPDX-License-Identifier: Apache-2.0

private import Glibc

/// Scores of benign host-windows, against which a new score becomes a p-value.
///
/// Source: V. Vovk, *Cross-conformal predictors*, Annals of Mathematics and Artificial
/// Intelligence 74, 2015. Beyond the largest null score a conformal p-value cannot go below
/// 1/(*N*+1); where that is too coarse the tail is continued exponentially, after J. Pickands,
/// *Statistical Inference Using Extreme Order Statistics*, Annals of Statistics 3, 1975.
struct NullScores: Sendable {
  /// Ascending.
  private let scores: [Double]
  private let leastScale: Double
  private let fallsBeyond: Bool

  /// - Parameters:
  ///   - scores: In any order.
  ///   - leastScale: The least score difference that makes the tail fall by a factor of *e*:
  ///     what is plausible for the score where all of these are alike.
  ///   - fallsBeyond: Whether the tail falls from the largest score on in any case, so that no two
  ///     scores out there are the same. Not for scores of few distinct values.
  init(_ scores: [Double], leastScale: Double = 0, fallsBeyond: Bool = false) {
    self.scores = scores.sorted()
    self.leastScale = leastScale
    self.fallsBeyond = fallsBeyond
  }

  var count: Int { scores.count }

  /// (1 + null scores at or above `score`) / (1 + null scores).
  func conformal(_ score: Double) -> Double {
    Double(1 + count - scores.countBelow(score)) / Double(1 + count)
  }

  /// As ``conformal(_:)``, and beyond the upper 1 % (at least 10 scores) an exponential tail.
  ///
  /// The tail's scale is the mean excess, but no smaller than the slope from the median to
  /// where the tail starts: scores with few distinct values would make it absurdly steep.
  func extrapolated(_ score: Double) -> Double {
    let tail = max(10, count / 100)
    guard count >= 5 * tail else { return conformal(score) }
    let start = scores[count - tail - 1]
    guard score > start else { return conformal(score) }
    let excess = scores[(count - tail)...].reduce(0) { $0 + $1 - start } / Double(tail)
    let share = Double(tail) / Double(count)
    let chord = (start - scores[count / 2]) / log(0.5 / share)
    let scale = max(excess, chord, leastScale)
    guard scale > 0 else { return conformal(score) }
    let beyond = fallsBeyond ? max(0, score - (scores.last ?? score)) : 0
    return min(
      conformal(score) * exp(-beyond / scale), share * exp(-(score - start) / scale))
  }
}
