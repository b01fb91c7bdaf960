// SPDX-License-Identifier: Apache-2.0

public import Flows
private import Glibc

/// Learns to describe hosts by a few hidden causes and to tell their features from these; a host
/// that it tells badly is anomalous.
///
/// Hosts that obey the same bent rules, such as bytes that grow with connections up to a limit,
/// are told well wherever on the curve they lie.
///
/// Source: J. An, S. Cho, *Variational Autoencoder based Anomaly Detection using Reconstruction
/// Probability*, SNU Data Mining Center, 2015.
public struct VariationalAutoencoder: Sendable, Detector {
  /// Units of the layers between columns and causes, at least 1.
  public let hidden: Int
  /// How many hidden causes, at least 1.
  public let latent: Int
  /// How many times parameters are moved.
  public let steps: Int
  /// Rows looked at for each move, at least 1.
  public let batch: Int
  /// The first step size; it falls evenly to 0.
  public let rate: Double
  /// How many draws of the causes a score is the mean of, at least 1.
  public let draws: Int
  /// The least variance of a column, as a share of its variance; above 0.
  public let floor: Double

  /// The autoencoder with these parameters.
  public init(
    hidden: Int = 24, latent: Int = 4, steps: Int = 1500, batch: Int = 64, rate: Double = 0.005,
    draws: Int = 16, floor: Double = 0.05
  ) {
    precondition(min(hidden, latent, batch, draws) > 0 && floor > 0)
    self.hidden = hidden
    self.latent = latent
    self.steps = steps
    self.batch = batch
    self.rate = rate
    self.draws = draws
    self.floor = floor
  }

  /// Trains the network; always on one thread, as each step starts from the one before.
  ///
  /// - Precondition: At least one row.
  /// - Complexity: O(`steps` · `batch` · parameters), whatever the number of rows.
  public func fit(
    _ rows: Rows, using generator: SeededGenerator, threads: Int
  ) async -> VariationalAutoencoderModel {
    let standardizer = Standardizer(rows, columns: Array(0..<rows.columns))
    let network = AutoencoderNetwork(
      columns: standardizer.kept.count, hidden: hidden, latent: latent, floor: floor)
    var normal = NormalNumbers(generator.child(0))
    var parameters = network.initialParameters { normal.generator.unit() }
    let points = (0..<rows.count).map { standardizer(rows[$0]) }
    var order = Array(points.indices)
    var next = order.count
    var optimizer = AdamOptimizer(count: parameters.count)
    var gradient = parameters
    var passage = AutoencoderNetwork.Passage(network)
    for step in 0..<(network.columns > 0 ? steps : 0) {
      for place in gradient.indices { gradient[place] = 0 }
      for _ in 0..<batch {
        if next == order.count {
          order.shuffle(using: &normal.generator)
          next = 0
        }
        _ = network.loss(
          points[order[next]], noise: normal.take(latent)[...], parameters,
          addingTo: &gradient, &passage)
        next += 1
      }
      for place in gradient.indices { gradient[place] /= Double(batch) }
      optimizer.step(
        &parameters, against: gradient, rate: rate * (1 - Double(step) / Double(steps)))
    }
    return VariationalAutoencoderModel(
      standardizer: standardizer, network: network, parameters: parameters,
      noise: normal.take(latent * draws))
  }
}

/// A trained autoencoder.
public struct VariationalAutoencoderModel: Sendable, AnomalyModel {
  let standardizer: Standardizer
  let network: AutoencoderNetwork
  let parameters: [Double]
  /// The draws every score is the mean of, so that a row always has the same.
  let noise: [Double]

  /// −ln of the reconstruction probability, the mean over draws of the causes; columns in standard
  /// deviations; 0 if no column varied.
  public func score(_ row: [Float]) -> Double {
    var sum = 0.0
    tell(standardizer(row)) { _, off, variance in
      sum += (log(2 * Double.pi * variance) + off * off / variance) / 2
    }
    return sum / Double(noise.count / network.latent)
  }

  /// How badly each column is told: the mean of its squared error in units of the expected one,
  /// negative where the value lies below what is told.
  public func signedContributions(_ row: [Float]) -> [Double] {
    var errors = [Double](repeating: 0, count: row.count)
    var offs = errors
    tell(standardizer(row)) { column, off, variance in
      errors[standardizer.kept[column]] += off * off / variance
      offs[standardizer.kept[column]] += off
    }
    let draws = Double(noise.count / network.latent)
    return zip(errors, offs).map { ($1 < 0 ? -$0 : $0) / draws }
  }

  /// Hands over, for each draw and column, how far the value is from what is told, and the
  /// variance that is told.
  private func tell(
    _ place: [Double], _ body: (_ column: Int, _ off: Double, _ variance: Double) -> Void
  ) {
    var passage = AutoencoderNetwork.Passage(network)
    network.encode(place, parameters, &passage)
    for first in stride(from: 0, to: noise.count, by: network.latent) {
      network.decode(noise[first..<first + network.latent], parameters, &passage)
      for column in place.indices {
        let (mean, variance) = network.expectation(of: column, passage)
        body(column, place[column] - mean, variance)
      }
    }
  }
}

/// Standard normal numbers, by pairs.
///
/// Source: G. E. P. Box, M. E. Muller, *A Note on the Generation of Random Normal Deviates*, Annals
/// of Mathematical Statistics 29, 1958.
struct NormalNumbers {
  var generator: SeededGenerator

  init(_ generator: SeededGenerator) { self.generator = generator }

  mutating func take(_ count: Int) -> [Double] {
    var numbers: [Double] = []
    numbers.reserveCapacity(count + 1)
    while numbers.count < count {
      let size = sqrt(-2 * log(1 - generator.unit()))
      let angle = 2 * Double.pi * generator.unit()
      numbers.append(size * cos(angle))
      numbers.append(size * sin(angle))
    }
    return Array(numbers.prefix(count))
  }
}
