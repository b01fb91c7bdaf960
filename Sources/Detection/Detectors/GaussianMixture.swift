// SPDX-License-Identifier: Apache-2.0

public import Flows
private import Glibc

/// Learns everyday behaviour as a sum of normal distributions; what has little density is
/// anomalous.
///
/// Unlike k-means it knows that columns move together: a host with few flows and many targets
/// can stand out although either is usual.
///
/// Source: A. P. Dempster, N. M. Laird, D. B. Rubin, *Maximum Likelihood from Incomplete Data via
/// the EM Algorithm*, Journal of the Royal Statistical Society B 39, 1977; number of
/// distributions: G. Schwarz, *Estimating the Dimension of a Model*, Annals of Statistics 6, 1978.
public struct GaussianMixture: Sendable, Detector {
  /// What is known of how columns move together.
  public enum Covariance: Sendable, CaseIterable {
    /// Everything: a matrix for each distribution.
    case full
    /// Nothing: columns are independent within a distribution.
    case diagonal
  }

  /// How many distributions are tried; not empty, at least 1.
  public let components: ClosedRange<Int>
  /// The kinds of covariance tried; not empty.
  public let covariances: [Covariance]
  /// What is added to each variance, as a share of the column's variance; above 0.
  ///
  /// Without it a distribution could shrink to a single row.
  public let floor: Double
  /// From how many seedings of k-means++ the search starts, at least 1; the best after ten rounds
  /// goes on.
  public let starts: Int
  /// The most rounds.
  public let rounds: Int
  /// Rounds end when the mean ln p(row) grows by less.
  public let tolerance: Double

  /// The mixture with these parameters.
  public init(
    components: ClosedRange<Int> = 1...6, covariances: [Covariance] = Covariance.allCases,
    floor: Double = 1e-3, starts: Int = 4, rounds: Int = 100, tolerance: Double = 1e-3
  ) {
    precondition(components.lowerBound > 0 && !covariances.isEmpty && floor > 0 && starts > 0)
    self.components = components
    self.covariances = covariances
    self.floor = floor
    self.starts = starts
    self.rounds = rounds
    self.tolerance = tolerance
  }

  /// Learns the mixture with the least Bayesian information criterion (BIC).
  ///
  /// Mixtures with more parameters than there are rows are not tried, but for the smallest; nor,
  /// once two more distributions have not bettered the criterion, still more of them.
  ///
  /// - Precondition: At least one row.
  /// - Complexity: O(rows · columns² · components² · starts · rounds).
  public func fit(
    _ rows: Rows, using generator: SeededGenerator, threads: Int
  ) async -> GaussianMixtureModel {
    let standardizer = Standardizer(rows, columns: Array(0..<rows.columns))
    let width = standardizer.kept.count
    guard width > 0 else { return GaussianMixtureModel(standardizer, [], criterion: 0) }
    let points = Rows(
      values: (0..<rows.count).flatMap { row in standardizer(rows[row]).map { Float($0) } },
      columns: width)
    var best: GaussianMixtureModel?
    for (number, covariance) in covariances.enumerated() {
      var (least, leastCount) = (Double.infinity, components.lowerBound)
      for count in components where count <= leastCount + 2 {
        let size = Self.parameters(count, width, covariance)
        guard size <= rows.count || best == nil && number == covariances.count - 1 else { break }
        let fit = await fit(
          points, count, covariance, using: generator.child(count), threads: threads)
        let criterion = Double(size) * log(Double(rows.count)) - 2 * fit.logLikelihood
        if criterion < least { (least, leastCount) = (criterion, count) }
        if criterion < best?.criterion ?? .infinity {
          best = GaussianMixtureModel(standardizer, fit.gaussians, criterion: criterion)
        }
      }
    }
    return best ?? GaussianMixtureModel(standardizer, [], criterion: 0)
  }

  /// How many numbers a mixture is made of.
  static func parameters(_ count: Int, _ columns: Int, _ covariance: Covariance) -> Int {
    count * (1 + columns + Gaussian.size(columns, covariance)) - 1
  }

  /// Rounds of k-means after each seeding: few, as round clusters mislead where rows lie in
  /// long ones.
  static let seedingRounds = 2

  /// The likeliest mixture of `count` distributions over all starts.
  func fit(
    _ points: Rows, _ count: Int, _ covariance: Covariance, using generator: SeededGenerator,
    threads: Int
  ) async -> MixtureFit {
    let lanes = LaneBlocks(points)
    let trial = starts > 1 ? min(10, rounds) : rounds
    func fit(_ start: Int) async -> MixtureFit {
      let clusters = await KMeans(clusters: count, restarts: 1, rounds: Self.seedingRounds).fit(
        points, using: generator.child(start), threads: threads)
      var fit = await MixtureFit(lanes, clusters, covariance, floor: floor, threads: threads)
      await fit.improve(lanes, rounds: trial, tolerance: tolerance, threads: threads)
      return fit
    }
    var best = await fit(0)
    for start in 1..<max(1, starts) {
      let other = await fit(start)
      if other.logLikelihood > best.logLikelihood { best = other }
    }
    await best.improve(lanes, rounds: rounds - trial, tolerance: tolerance, threads: threads)
    return best
  }
}

/// A learned sum of normal distributions.
public struct GaussianMixtureModel: Sendable, AnomalyModel {
  private let standardizer: Standardizer
  let gaussians: [Gaussian]
  /// The Bayesian information criterion of the rows learned from; smaller is better.
  public let criterion: Double

  init(_ standardizer: Standardizer, _ gaussians: [Gaussian], criterion: Double) {
    self.standardizer = standardizer
    self.gaussians = gaussians
    self.criterion = criterion
  }

  /// How many distributions there are; none if no column varies.
  public var components: Int { gaussians.count }

  /// −ln of the density, columns in standard deviations; 0 if no column varied.
  public func score(_ row: [Float]) -> Double {
    let place = standardizer(row)
    let logs = gaussians.map { $0.logDensity(place) }
    guard let top = logs.max() else { return 0 }
    return -top - log(logs.reduce(0) { $0 + exp($1 - top) })
  }

  /// The part of each column in the squared Mahalanobis distance from the likeliest distribution,
  /// negative below its mean.
  ///
  /// Columns that the others make plausible have 0.
  public func signedContributions(_ row: [Float]) -> [Double] {
    let place = standardizer(row)
    var parts = [Double](repeating: 0, count: row.count)
    guard
      let nearest = gaussians.max(by: { $0.logDensity(place) < $1.logDensity(place) })
    else { return parts }
    for (number, part) in nearest.parts(place).enumerated() where part > 0 {
      let isBelow = place[number] < nearest.mean[number]
      parts[standardizer.kept[number]] = isBelow ? -part : part
    }
    return parts
  }
}
