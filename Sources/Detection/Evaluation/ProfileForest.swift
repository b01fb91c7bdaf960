// SPDX-License-Identifier: Apache-2.0

import Flows
private import Glibc
import Topology

/// The detector everybody has: an Isolation Forest on features of hosts, one for all of them,
/// trained on what came before the judged windows.
struct ProfileForest {
  private let model: IsolationForestModel
  private let row: @Sendable ([Double]) -> [Float]
  /// Higher scores are flagged.
  let limit: Double

  /// What it sees of a host's own traffic, by feature name; in plain units.
  static let features = ["flows_out", "unique_dst_ips", "unique_dst_ports", "mean_duration_s"]
  /// The share of training rows that must not be flagged.
  private static let innocent = 0.99

  /// A forest grown from features of past host-windows; nil without any.
  private init?(
    _ past: [[Double]], options: AnalysisOptions,
    row: @escaping @Sendable ([Double]) -> [Float]
  ) async {
    guard !past.isEmpty else { return nil }
    let rows = past.map(row)
    let model = await IsolationForest().fit(
      rows, using: SeededGenerator(seed: options.seed), threads: options.threads)
    let scores = rows.map(model.score).sorted()
    limit = scores[min(scores.count - 1, Int(Self.innocent * Double(scores.count)))]
    self.model = model
    self.row = row
  }

  /// The forest on four features, ``features``, of the windows before `judged`.
  ///
  /// - Parameters:
  ///   - edges: All edges, those of the past included.
  ///   - judged: The first judged window.
  ///   - options: The options of the analysis.
  /// - Returns: The forest; nil if nothing is known of the past.
  static func ofProfiles(
    past edges: EdgeTable, before judged: TimeRange, options: AnalysisOptions
  ) async -> ProfileForest? {
    let rows = windows(of: edges, before: judged, options).flatMap { window in
      let hourly = edges.slice(window)
      let features = FeatureMatrix(
        WindowFacts(
          hourly: hourly, edges: hourly.mergingTicks(), profiles: HostProfiles(),
          subnets: options.subnets, options: GraphOptions(betweennessSources: 1)))
      return features.hosts.indices.map { row in features.columns.map { $0[row] } }
    }
    let columns = features.compactMap(Feature.index)
    return await ProfileForest(rows, options: options) { features in
      columns.map { Float(features[$0]) }
    }
  }

  /// The same with the graph features this tool's own forest sees, of the windows before `judged`
  /// that had enough history.
  static func withTopology(
    past edges: EdgeTable, before judged: TimeRange, options: AnalysisOptions
  ) async -> ProfileForest? {
    var past = Past()
    var chains = CausalChains(horizonHours: options.horizonHours)
    for window in windows(of: edges, before: judged, options) {
      let view = WindowView(
        window, hourly: edges.slice(window), past: past, chains: &chains, options: options)
      past.fold(view, except: [], options)
    }
    let columns = features.compactMap(Feature.index)
    let input = DetectorInput.withBaseline
    return await ProfileForest(past.reference.map(\.features), options: options) { features in
      columns.map { Float(log1p(features[$0])) } + input.row(features)
    }
  }

  private static func windows(
    of edges: EdgeTable, before judged: TimeRange, _ options: AnalysisOptions
  ) -> [TimeRange] {
    let anchor = options.baselineUntil?.floored(toMultipleOf: EdgeTable.tickLength)
    return Windows.covering(edges, hours: options.windowHours, anchor: anchor).filter {
      $0.start < judged.start
    }
  }

  /// What it says of every host of every judged window.
  func verdicts(_ result: AnalysisResult) -> [Verdict] {
    let numbers = result.windowNumbers
    return result.assessments.compactMap { assessment in
      guard let window = numbers[assessment.window] else { return nil }
      let score = model.score(row(assessment.features))
      return Verdict(
        host: assessment.host, window: window, score: score, isFlagged: score > limit)
    }
  }
}

extension AnalysisResult {
  /// The place of each judged window.
  var windowNumbers: [TimeRange: Int] {
    Dictionary(uniqueKeysWithValues: windows.enumerated().map { ($1, $0) })
  }

  /// What the analysis itself says.
  var verdicts: [Verdict] {
    let numbers = windowNumbers
    return assessments.compactMap { assessment in
      numbers[assessment.window].map { window in
        Verdict(
          host: assessment.host, window: window, score: assessment.score?.score ?? 0,
          isFlagged: assessment.score?.isFlagged ?? false)
      }
    }
  }

  /// What somebody says who counts by one feature and flags whatever is not 0; nil if there is
  /// no feature of this name.
  func verdicts(counting feature: String) -> [Verdict]? {
    guard let column = Feature.index(of: feature) else { return nil }
    let numbers = windowNumbers
    return assessments.compactMap { assessment in
      numbers[assessment.window].map { window in
        let count = assessment.features[column]
        return Verdict(host: assessment.host, window: window, score: count, isFlagged: count > 0)
      }
    }
  }
}
