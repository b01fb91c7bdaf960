// SPDX-License-Identifier: Apache-2.0

public import Flows
private import Glibc

/// Learns the few ways in which hosts are usually busy, and scores how far a host is from all.
///
/// Columns are standardized; principal components and, for categories, correspondence analysis
/// tell the directions in which clusters are looked for. Their number follows from elbow and
/// silhouette; rows that do not cluster by Hopkins' statistic are one cluster.
public struct KMeansPipeline: Sendable, Detector {
  /// Columns that hold the numbers of categories, such as roles.
  public let categorical: [Int]
  /// The most clusters tried, at least 1.
  public let maximumClusters: Int
  /// How many standard deviations beyond its mean distance a cluster reaches.
  public let deviations: Double
  /// The share of variance that clusters are looked for in, 0...1.
  public let share: Double
  /// The most rows silhouettes are taken of, drawn at random.
  public let silhouetteSample: Int

  /// The pipeline with these parameters.
  public init(
    categorical: [Int] = [], maximumClusters: Int = 10, deviations: Double = 2,
    share: Double = 0.95, silhouetteSample: Int = 500
  ) {
    self.categorical = categorical
    self.maximumClusters = maximumClusters
    self.deviations = deviations
    self.share = share
    self.silhouetteSample = silhouetteSample
  }

  /// Learns the clusters.
  ///
  /// - Precondition: At least one row.
  /// - Complexity: O(rows · columns · (columns + `maximumClusters`² · rounds)).
  public func fit(
    _ rows: Rows, using generator: SeededGenerator, threads: Int
  ) async -> KMeansPipelineModel {
    let space = ClusterSpace(rows, categorical: categorical, share: share)
    let places = (0..<rows.count).map { space.place(of: rows[$0]) }
    guard let width = places.first?.count, width > 0 else {
      return KMeansPipelineModel(space: space, rows: rows, centres: [[]], deviations: deviations)
    }
    let points = Rows(places.map { $0.map { Float($0) } })
    var own = generator.child(0)
    let hopkins = HopkinsStatistic(points, using: &own)
    let most = hopkins.isClustered ? min(maximumClusters, rows.count - 1) : 1
    let sample = Array(
      Array(0..<rows.count).shuffled(using: &own).prefix(max(2, silhouetteSample)))
    let picked = points.picking(sample)
    var results: [KMeans.Result] = []
    var silhouettes: [(clusters: Int, value: Double)] = []
    for clusters in 1...max(1, most) {
      let result = await KMeans(clusters: clusters).fit(
        points, using: generator.child(clusters), threads: threads)
      results.append(result)
      guard clusters > 1 else { continue }
      let nearest = NearestCentres(result.centres)
      let labels = (0..<picked.count).map { nearest.nearest(picked.values, $0 * picked.columns) }
      silhouettes.append((clusters, ClusterCount.silhouette(picked, labels: labels)))
    }
    let elbow = ClusterCount.elbow(results.map(\.inertia))
    let choice = ClusterCount.choice(elbow: elbow, silhouettes: silhouettes)
    let centres = results[choice - 1].centres
    var model = KMeansPipelineModel(
      space: space, rows: rows,
      centres: (0..<centres.count).map { centres[$0].map { Double($0) } }, deviations: deviations)
    model.hopkins = hopkins
    model.elbow = elbow
    model.silhouettes = silhouettes.map(\.value)
    return model
  }
}

/// The clusters learned, and how far each reaches.
public struct KMeansPipelineModel: Sendable, AnomalyModel {
  private let space: ClusterSpace
  private let centres: [[Double]]
  /// Mean and σ of the distances of each cluster's rows make its reach, above 0.
  private let reaches: [Double]
  /// Whether the rows cluster at all; nil if no column varies.
  public internal(set) var hopkins: HopkinsStatistic?
  /// The number of clusters at the elbow of the inertia.
  public internal(set) var elbow = 1
  /// The mean silhouette with 2, 3, … clusters; empty if the rows do not cluster.
  public internal(set) var silhouettes: [Double] = []

  /// How many clusters there are, at least 1.
  public var clusters: Int { centres.count }

  init(space: ClusterSpace, rows: Rows, centres: [[Double]], deviations: Double) {
    self.space = space
    self.centres = centres
    var distances = [[Double]](repeating: [], count: centres.count)
    for row in 0..<rows.count {
      let (centre, distance) = Self.nearest(rows[row], space, centres)
      distances[centre].append(distance)
    }
    let overall = Self.reach(distances.flatMap(\.self), deviations)
    // A cluster of equal rows would make every other row infinitely far.
    let least = overall > 0 ? overall / 100 : 1
    reaches = distances.map { max(least, Self.reach($0, deviations)) }
  }

  private static func reach(_ distances: [Double], _ deviations: Double) -> Double {
    guard !distances.isEmpty else { return 0 }
    let n = Double(distances.count)
    let mean = distances.reduce(0, +) / n
    return mean + deviations * sqrt(distances.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n)
  }

  private static func nearest(
    _ row: [Float], _ space: ClusterSpace, _ centres: [[Double]]
  ) -> (centre: Int, distance: Double) {
    let place = space.place(of: row)
    var (best, least) = (0, Double.infinity)
    for (number, centre) in centres.enumerated() {
      var sum = 0.0
      for axis in centre.indices {
        sum += (place[axis] - centre[axis]) * (place[axis] - centre[axis])
      }
      if sum < least { (best, least) = (number, sum) }
    }
    let squares = space.squares(of: row, from: centres[best])
    return (best, sqrt(max(0, squares.reduce(0) { $0 + $1.value })))
  }

  /// The distance to the nearest centre in units of that cluster's reach, mean + n·σ of its rows'
  /// distances; above 1 is beyond the threshold.
  public func score(_ row: [Float]) -> Double {
    let (centre, distance) = Self.nearest(row, space, centres)
    return distance / reaches[centre]
  }

  /// Whether `row` lies farther from all clusters than they reach.
  public func isBeyondThreshold(_ row: [Float]) -> Bool { score(row) > 1 }

  /// The part of each column in the squared distance, negative below the centre.
  ///
  /// The unit is a squared standard deviation. A category has no direction: its part is positive, or 0.
  public func signedContributions(_ row: [Float]) -> [Double] {
    let (centre, _) = Self.nearest(row, space, centres)
    var parts = [Double](repeating: 0, count: row.count)
    for square in space.squares(of: row, from: centres[centre]) {
      parts[square.column] = square.isBelow ? -square.value : max(0, square.value)
    }
    return parts
  }
}
