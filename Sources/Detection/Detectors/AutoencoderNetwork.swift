// SPDX-License-Identifier: Apache-2.0

private import Glibc

/// The network of a variational autoencoder: a row becomes the mean and variance of a few hidden
/// causes, and a draw of these the mean and variance of every column.
///
/// Source: D. P. Kingma, M. Welling, *Auto-Encoding Variational Bayes*, ICLR 2014.
struct AutoencoderNetwork: Sendable {
  let columns: Int
  let latent: Int
  /// The least variance of a column; without it one that is predicted too well would weigh
  /// infinitely.
  let floor: Double
  private let inward: DenseLayer
  private let causes: DenseLayer
  private let outward: DenseLayer
  private let output: DenseLayer

  /// How many numbers the layers are made of.
  var parameterCount: Int { output.end }

  init(columns: Int, hidden: Int, latent: Int, floor: Double) {
    self.columns = columns
    self.latent = latent
    self.floor = floor
    inward = DenseLayer(inputs: columns, outputs: hidden, start: 0)
    causes = DenseLayer(inputs: hidden, outputs: 2 * latent, start: inward.end)
    outward = DenseLayer(inputs: latent, outputs: hidden, start: causes.end)
    output = DenseLayer(inputs: hidden, outputs: 2 * columns, start: outward.end)
  }

  func initialParameters(_ unit: () -> Double) -> [Double] {
    var parameters = [Double](repeating: 0, count: parameterCount)
    for layer in [inward, causes, outward, output] { layer.initialize(&parameters, unit) }
    return parameters
  }

  /// What passes between the layers, and back.
  struct Passage {
    fileprivate var seen: [Double]
    fileprivate var causes: [Double]
    fileprivate var draw: [Double]
    fileprivate var told: [Double]
    fileprivate var output: [Double]
    fileprivate var slopes: Slopes

    fileprivate struct Slopes {
      var seen: [Double]
      var causes: [Double]
      var draw: [Double]
      var told: [Double]
      var output: [Double]
      var input: [Double]
    }

    init(_ network: AutoencoderNetwork) {
      func zeros(_ count: Int) -> [Double] { [Double](repeating: 0, count: count) }
      seen = zeros(network.inward.outputs)
      causes = zeros(2 * network.latent)
      draw = zeros(network.latent)
      told = seen
      output = zeros(2 * network.columns)
      slopes = Slopes(
        seen: seen, causes: causes, draw: draw, told: told, output: output,
        input: zeros(network.columns))
    }
  }

  /// Finds the distribution of the causes of a row.
  func encode(_ row: [Double], _ parameters: [Double], _ passage: inout Passage) {
    inward.forward(parameters, row, into: &passage.seen)
    for place in passage.seen.indices { passage.seen[place] = tanh(passage.seen[place]) }
    causes.forward(parameters, passage.seen, into: &passage.causes)
  }

  /// Finds the distribution of the columns for the causes that `noise`, standard normal, picks.
  func decode(_ noise: ArraySlice<Double>, _ parameters: [Double], _ passage: inout Passage) {
    for (place, value) in noise.enumerated() {
      passage.draw[place] =
        passage.causes[place] + exp(passage.causes[latent + place] / 2) * value
    }
    outward.forward(parameters, passage.draw, into: &passage.told)
    for place in passage.told.indices { passage.told[place] = tanh(passage.told[place]) }
    output.forward(parameters, passage.told, into: &passage.output)
  }

  /// The mean and variance of a column after ``decode``.
  func expectation(of column: Int, _ passage: Passage) -> (mean: Double, variance: Double) {
    (passage.output[column], floor + exp(passage.output[columns + column]))
  }

  /// −ln p(row | causes) plus the divergence of the causes from the standard normal distribution,
  /// an upper bound of −ln p(row) in the mean over noise; its gradient is added to `gradient`.
  func loss(
    _ row: [Double], noise: ArraySlice<Double>, _ parameters: [Double],
    addingTo gradient: inout [Double], _ passage: inout Passage
  ) -> Double {
    encode(row, parameters, &passage)
    decode(noise, parameters, &passage)
    var loss = 0.0
    for column in 0..<columns {
      let (mean, variance) = expectation(of: column, passage)
      let off = row[column] - mean
      loss += (log(2 * Double.pi * variance) + off * off / variance) / 2
      passage.slopes.output[column] = -off / variance
      passage.slopes.output[columns + column] =
        (variance - floor) * (1 - off * off / variance) / variance / 2
    }
    output.backward(
      parameters, passage.told, passage.slopes.output, addingTo: &gradient,
      inputSlopes: &passage.slopes.told)
    for place in passage.told.indices {
      passage.slopes.told[place] *= 1 - passage.told[place] * passage.told[place]
    }
    outward.backward(
      parameters, passage.draw, passage.slopes.told, addingTo: &gradient,
      inputSlopes: &passage.slopes.draw)
    for (place, value) in noise.enumerated() {
      let (mean, logVariance) = (passage.causes[place], passage.causes[latent + place])
      let deviation = exp(logVariance / 2)
      loss += (mean * mean + deviation * deviation - 1 - logVariance) / 2
      let slope = passage.slopes.draw[place]
      passage.slopes.causes[place] = slope + mean
      passage.slopes.causes[latent + place] =
        (slope * deviation * value + deviation * deviation - 1) / 2
    }
    causes.backward(
      parameters, passage.seen, passage.slopes.causes, addingTo: &gradient,
      inputSlopes: &passage.slopes.seen)
    for place in passage.seen.indices {
      passage.slopes.seen[place] *= 1 - passage.seen[place] * passage.seen[place]
    }
    inward.backward(
      parameters, row, passage.slopes.seen, addingTo: &gradient,
      inputSlopes: &passage.slopes.input)
    return loss
  }
}
