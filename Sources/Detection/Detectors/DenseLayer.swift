// SPDX-License-Identifier: Apache-2.0

/// One layer of a neural network: each output is a weighted sum of all inputs, plus a bias.
///
/// All layers of a network keep their numbers in one array, this one from `start` on: output by
/// output its weights, then all biases.
struct DenseLayer: Sendable {
  let inputs: Int
  let outputs: Int
  let start: Int

  /// The place after its last number.
  var end: Int { start + (inputs + 1) * outputs }

  private var biases: Int { start + inputs * outputs }

  /// - Complexity: O(`inputs` · `outputs`), as is ``backward``.
  func forward(_ parameters: [Double], _ input: [Double], into output: inout [Double]) {
    for out in 0..<outputs {
      let first = start &+ out &* inputs
      var sum = parameters[biases &+ out]
      for place in 0..<inputs { sum += parameters[first &+ place] * input[place] }
      output[out] = sum
    }
  }

  /// Passes a gradient with respect to the outputs on to the parameters, where it is added, and
  /// to the inputs, where it is written.
  func backward(
    _ parameters: [Double], _ input: [Double], _ slopes: [Double],
    addingTo gradient: inout [Double], inputSlopes: inout [Double]
  ) {
    for place in 0..<inputs { inputSlopes[place] = 0 }
    for out in 0..<outputs {
      let first = start &+ out &* inputs
      let slope = slopes[out]
      gradient[biases &+ out] += slope
      for place in 0..<inputs {
        gradient[first &+ place] += slope * input[place]
        inputSlopes[place] += slope * parameters[first &+ place]
      }
    }
  }

  /// Random weights that keep the size of what passes through, and biases of 0.
  ///
  /// Source: X. Glorot, Y. Bengio, *Understanding the difficulty of training deep feedforward
  /// neural networks*, AISTATS 2010.
  func initialize(_ parameters: inout [Double], _ unit: () -> Double) {
    let reach = (6 / Double(inputs + outputs)).squareRoot()
    for place in start..<biases { parameters[place] = (2 * unit() - 1) * reach }
  }
}
