// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import Testing

@testable import Detection

@Suite struct VariationalAutoencoderTests {
  /// On a bent curve in three dimensions, with a little noise.
  private func curve(_ count: Int, seed: UInt64) -> [[Float]] {
    var normal = NormalNumbers(SeededGenerator(seed: seed))
    return (0..<count).map { _ in
      let t = 4 * normal.generator.unit() - 2
      return zip([t, t * t, -t], normal.take(3)).map { Float($0 + $1 / 20) }
    }
  }

  @Test("the gradient is that of finite differences", arguments: UInt64(0)..<5)
  func gradient(seed: UInt64) {
    let network = AutoencoderNetwork(columns: 3, hidden: 4, latent: 2, floor: 0.1)
    var normal = NormalNumbers(SeededGenerator(seed: seed))
    var parameters = network.initialParameters { normal.generator.unit() }
    for place in parameters.indices { parameters[place] += normal.take(1)[0] / 10 }
    let (row, noise) = (normal.take(3), normal.take(2))
    var passage = AutoencoderNetwork.Passage(network)
    func loss(_ parameters: [Double]) -> (Double, [Double]) {
      var gradient = [Double](repeating: 0, count: parameters.count)
      let loss = network.loss(
        row, noise: noise[...], parameters, addingTo: &gradient, &passage)
      return (loss, gradient)
    }
    let gradient = loss(parameters).1
    #expect(gradient.count == 3 * 4 + 4 + 4 * 4 + 4 + 2 * 4 + 4 + 4 * 6 + 6)
    for place in parameters.indices {
      var (up, down) = (parameters, parameters)
      up[place] += 1e-5
      down[place] -= 1e-5
      let slope = (loss(up).0 - loss(down).0) / 2e-5
      #expect(abs(slope - gradient[place]) < 1e-6 * (1 + abs(slope)))
    }
  }

  @Test("the loss is −ln p(row | causes) and the divergence, by definition")
  func loss() {
    let network = AutoencoderNetwork(columns: 2, hidden: 1, latent: 1, floor: 0.5)
    // Nothing but biases: causes N(0.3, e^0.2), columns N(1, 0.5 + e^0) and N(−1, 0.5 + e^0.4).
    var parameters = [Double](repeating: 0, count: network.parameterCount)
    parameters[5] = 0.3
    parameters[6] = 0.2
    let biases = parameters.count - 4
    parameters.replaceSubrange(biases..., with: [1, -1, 0, 0.4])
    var gradient = parameters
    var passage = AutoencoderNetwork.Passage(network)
    let loss = network.loss([2, 2], noise: [0.7], parameters, addingTo: &gradient, &passage)
    func logDensity(_ off: Double, _ variance: Double) -> Double {
      log(exp(-off * off / 2 / variance) / sqrt(2 * Double.pi * variance))
    }
    let divergence = (0.09 + exp(0.2) - 1 - 0.2) / 2
    #expect(
      abs(loss - divergence + logDensity(1, 1.5) + logDensity(3, 0.5 + exp(0.4))) < 1e-12)
  }

  @Test("Adam moves as the paper's algorithm 1 says")
  func adam() {
    var optimizer = AdamOptimizer(count: 1)
    var (parameter, m, v) = ([1.0], 0.0, 0.0)
    var expected = 1.0
    for step in 1...20 {
      let slope = 2 * parameter[0] + sin(Double(step))
      m = 0.9 * m + (1 - 0.9) * slope
      v = 0.999 * v + (1 - 0.999) * slope * slope
      let corrected = (m / (1 - pow(0.9, Double(step))), v / (1 - pow(0.999, Double(step))))
      expected -= 0.1 * corrected.0 / (sqrt(corrected.1) + 1e-8)
      optimizer.step(&parameter, against: [slope], rate: 0.1)
      #expect(abs(parameter[0] - expected) < 1e-12)
    }
  }

  @Test("training tells rows ever better, and what leaves the curve stands out")
  func training() async {
    let rows = curve(300, seed: 1)
    func model(_ steps: Int) async -> VariationalAutoencoderModel {
      await VariationalAutoencoder(hidden: 8, latent: 2, steps: steps, batch: 16, rate: 0.02).fit(
        Rows(rows), using: SeededGenerator(seed: 2), threads: 1)
    }
    func mean(_ model: VariationalAutoencoderModel) -> Double {
      rows.reduce(0) { $0 + model.score($1) } / 300
    }
    let (raw, trained) = (await model(0), await model(500))
    #expect(mean(trained) < mean(raw) - 1)
    let usual = rows.map { trained.score($0) }.sorted()[296]
    // Each value is usual; together they lie off the curve.
    #expect(trained.score([0, 3.5, 0]) > usual)
    #expect(trained.score([1.5, 2.25, 1.5]) > usual)
    #expect(trained.score([1.5, 2.25, -1.5]) < usual)
  }

  @Test("normal numbers have the moments of the normal distribution")
  func normal() {
    var normal = NormalNumbers(SeededGenerator(seed: 4))
    let numbers = normal.take(20_001)
    #expect(numbers.count == 20_001)
    for (power, moment) in [(1, 0.0), (2, 1.0), (3, 0.0), (4, 3.0)] {
      let mean = numbers.reduce(0) { $0 + pow($1, Double(power)) } / 20_001
      #expect(abs(mean - moment) < 0.3)
    }
  }
}
