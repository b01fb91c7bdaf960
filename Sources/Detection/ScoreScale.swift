// SPDX-License-Identifier: Apache-2.0

private import Glibc

/// Brings scores without an upper bound to a scale on which benign tails fall exponentially, as
/// ``NullScores`` continues them.
///
/// Distances of counts have tails like a power; the logarithm of such a score has an exponential
/// one. Order is kept.
struct ScoreScale: Sendable {
  private let middle: Double
  /// The distance from the middle to the upper tenth; nil leaves scores as they are.
  private let spread: Double?

  /// - Parameters:
  ///   - nulls: At least one.
  ///   - detector: A forest's scores are bounded and stay as they are.
  init(_ nulls: [Double], _ detector: ProfileDetector) {
    let sorted = nulls.sorted()
    middle = sorted[sorted.count / 2]
    let spread = sorted[sorted.count * 9 / 10] - middle
    self.spread = detector == .forest ? nil : spread > 0 ? spread : 1
  }

  /// The score, 0 at the middle, and below it as far as above.
  func callAsFunction(_ score: Double) -> Double {
    guard let spread else { return score }
    let off = (score - middle) / spread
    return off < 0 ? -log1p(-off) : log1p(off)
  }
}
