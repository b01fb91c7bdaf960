// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// The detector everybody has: an Isolation Forest on four features of a host's own traffic,
/// trained on what came before the judged windows.
struct ProfileForest {
  private let model: IsolationForestModel
  private let columns: [Int]
  /// Higher scores are flagged.
  let limit: Double

  /// What it sees, by feature name; in plain units.
  static let features = ["flows_out", "unique_dst_ips", "unique_dst_ports", "mean_duration_s"]
  /// The share of training rows that must not be flagged.
  private static let innocent = 0.99

  /// The forest grown from the host-windows before `judged`; nil without any.
  ///
  /// - Parameters:
  ///   - edges: All edges, those of the past included.
  ///   - judged: The first judged window.
  ///   - options: The options of the analysis.
  init?(past edges: EdgeTable, before judged: TimeRange, options: AnalysisOptions) async {
    columns = Self.features.compactMap(Feature.index)
    let anchor = options.baselineUntil?.floored(toMultipleOf: EdgeTable.tickLength)
    let windows = Windows.covering(edges, hours: options.windowHours, anchor: anchor).filter {
      $0.start < judged.start
    }
    let columns = columns
    let rows = windows.flatMap { window in
      let hourly = edges.slice(window)
      let features = FeatureMatrix(
        WindowFacts(
          hourly: hourly, edges: hourly.mergingTicks(), profiles: HostProfiles(),
          subnets: options.subnets, options: GraphOptions(betweennessSources: 1)))
      return features.hosts.indices.map { row in
        columns.map { Float(features.columns[$0][row]) }
      }
    }
    guard !rows.isEmpty else { return nil }
    let model = await IsolationForest().fit(
      rows, using: SeededGenerator(seed: options.seed), threads: options.threads)
    let scores = rows.map(model.score).sorted()
    limit = scores[min(scores.count - 1, Int(Self.innocent * Double(scores.count)))]
    self.model = model
  }

  /// What it says of every host of every judged window.
  func verdicts(_ result: AnalysisResult) -> [Verdict] {
    let numbers = result.windowNumbers
    return result.assessments.compactMap { assessment in
      guard let window = numbers[assessment.window] else { return nil }
      let score = model.score(columns.map { Float(assessment.features[$0]) })
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
