// SPDX-License-Identifier: Apache-2.0

/// Moves parameters against a noisy gradient, each by a step of its own size.
///
/// Source: D. P. Kingma, J. Ba, *Adam: A Method for Stochastic Optimization*, ICLR 2015,
/// algorithm 1 with its settings.
struct AdamOptimizer: Sendable {
  private var means: [Double]
  private var squares: [Double]
  /// 0.9 and 0.999 to the power of the steps so far.
  private var (meanDecay, squareDecay) = (1.0, 1.0)

  init(count: Int) {
    means = [Double](repeating: 0, count: count)
    squares = means
  }

  mutating func step(_ parameters: inout [Double], against gradient: [Double], rate: Double) {
    meanDecay *= 0.9
    squareDecay *= 0.999
    for place in parameters.indices {
      let slope = gradient[place]
      means[place] += 0.1 * (slope - means[place])
      squares[place] += 0.001 * (slope * slope - squares[place])
      let mean = means[place] / (1 - meanDecay)
      let square = squares[place] / (1 - squareDecay)
      parameters[place] -= rate * mean / (square.squareRoot() + 1e-8)
    }
  }
}
