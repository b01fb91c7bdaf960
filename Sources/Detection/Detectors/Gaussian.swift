// SPDX-License-Identifier: Apache-2.0

private import Glibc

/// One normal distribution of several columns, with its share in a mixture.
struct Gaussian: Sendable, Equatable {
  /// Its share in the mixture, 0...1.
  let weight: Double
  let mean: [Double]
  /// *W* with *W* Σ *W*ᵀ = 1, the inverse of the Cholesky factor of the covariance Σ, row by row
  /// up to the diagonal; the diagonal alone if columns are independent.
  let whitening: [Double]
  /// ln of weight / √((2π)^columns det Σ).
  let logPeak: Double

  /// - Parameters:
  ///   - weight: Above 0.
  ///   - mean: One number per column.
  ///   - covariance: Row by row up to the diagonal, or the diagonal alone; every eigenvalue is at
  ///     least `floor`, but for rounding.
  ///   - floor: Above 0.
  init(weight: Double, mean: [Double], covariance: [Double], floor: Double) {
    self.weight = weight
    self.mean = mean
    var factor = covariance
    var logDeterminant = 0.0
    if covariance.count == mean.count {
      for column in mean.indices {
        let variance = max(floor, covariance[column])
        factor[column] = 1 / sqrt(variance)
        logDeterminant += log(variance)
      }
    } else {
      logDeterminant = Self.decompose(&factor, mean.count, floor: floor)
      Self.invert(&factor, mean.count)
    }
    whitening = factor
    logPeak = log(weight) - (Double(mean.count) * log(2 * Double.pi) + logDeterminant) / 2
  }

  /// Turns a covariance into its Cholesky factor; returns the logarithm of the determinant.
  private static func decompose(_ a: inout [Double], _ n: Int, floor: Double) -> Double {
    var logDeterminant = 0.0
    for i in 0..<n {
      let row = start(i)
      for j in 0...i {
        let other = start(j)
        var sum = a[row + j]
        for k in 0..<j { sum -= a[row + k] * a[other + k] }
        if j < i {
          a[row + j] = sum / a[other + j]
        } else {
          let pivot = max(floor, sum)
          a[row + i] = sqrt(pivot)
          logDeterminant += log(pivot)
        }
      }
    }
    return logDeterminant
  }

  /// Inverts a lower triangular matrix in place, column by column.
  private static func invert(_ a: inout [Double], _ n: Int) {
    for j in 0..<n {
      a[start(j) + j] = 1 / a[start(j) + j]
      for i in j + 1..<max(n, j + 1) {
        var sum = 0.0
        for k in j..<i { sum += a[start(i) + k] * a[start(k) + j] }
        a[start(i) + j] = -sum / a[start(i) + i]
      }
    }
  }

  /// Where row `row` of a lower triangle starts.
  static func start(_ row: Int) -> Int { row * (row + 1) / 2 }

  /// How many numbers a covariance is made of.
  static func size(_ columns: Int, _ covariance: GaussianMixture.Covariance) -> Int {
    covariance == .full ? start(columns) : columns
  }

  /// Where the diagonal stands in a covariance.
  static func diagonal(_ column: Int, _ covariance: GaussianMixture.Covariance) -> Int {
    covariance == .full ? start(column) + column : column
  }

  private var isDiagonal: Bool { whitening.count == mean.count }

  /// ln of weight · density.
  func logDensity(_ row: [Double]) -> Double {
    let white = whitened(row)
    return logPeak - white.reduce(0) { $0 + $1 * $1 } / 2
  }

  /// *W* (row − mean), whose squared length is the squared Mahalanobis distance.
  private func whitened(_ row: [Double]) -> [Double] {
    if isDiagonal { return mean.indices.map { (row[$0] - mean[$0]) * whitening[$0] } }
    return mean.indices.map { i in
      var sum = 0.0
      for j in 0...i { sum += whitening[Self.start(i) + j] * (row[j] - mean[j]) }
      return sum
    }
  }

  /// What each column adds to the squared Mahalanobis distance: (x − μ)ᵢ (Σ⁻¹ (x − μ))ᵢ.
  ///
  /// These are its Shapley values where a column left out stands at its mean. A value that
  /// the others make plausible may have a negative one.
  func parts(_ row: [Double]) -> [Double] {
    let white = whitened(row)
    return mean.indices.map { j in
      var sum = 0.0
      if isDiagonal {
        sum = whitening[j] * white[j]
      } else {
        for i in j..<mean.count { sum += whitening[Self.start(i) + j] * white[i] }
      }
      return sum * (row[j] - mean[j])
    }
  }
}
