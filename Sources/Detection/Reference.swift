// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// The host-windows a window is measured against, ready for measuring.
struct Reference {
  /// How many host-windows there are.
  let count: Int
  /// Whether they are the hosts of the window itself.
  let isAmongPeers: Bool
  private let nulls: [Component: NullScores]
  private let forests: [HostClass: ForestScorer]
  /// Each feature's values, ascending.
  private let sortedColumns: [[Double]]

  /// - Parameters:
  ///   - rows: The host-windows.
  ///   - isAmongPeers: Whether they are the hosts of the window itself.
  ///   - hasHistory: Whether features of novelty and change mean something.
  ///   - options: Seed, threads, and how many host-windows are needed.
  init(
    _ rows: [HostWindow], isAmongPeers: Bool, hasHistory: Bool, options: AnalysisOptions
  ) async {
    count = rows.count
    self.isAmongPeers = isAmongPeers
    var nulls: [Component: NullScores] = [:]
    for component in Component.allCases where hasHistory {
      let scores = rows.filter { $0.hostClass != .new }.compactMap(component.score)
      if scores.count >= options.minimumReference {
        nulls[component] = NullScores(scores, leastScale: component.leastScale)
      }
    }
    self.nulls = nulls
    let input = hasHistory ? DetectorInput.withBaseline : DetectorInput.amongPeers
    let generator = SeededGenerator(seed: options.seed)
    var forests: [HostClass: ForestScorer] = [:]
    for (number, hostClass) in HostClass.allCases.enumerated() {
      let alike = isAmongPeers ? rows : rows.filter { $0.hostClass == hostClass }
      guard alike.count >= options.minimumReference else { continue }
      if isAmongPeers, let common = forests.values.first {
        forests[hostClass] = common
        continue
      }
      forests[hostClass] = await ForestScorer(
        reference: alike, input: input, seed: generator.childSeed(number),
        threads: options.threads)
    }
    self.forests = forests
    sortedColumns = Feature.all.indices.map { column in rows.map { $0.features[column] }.sorted() }
  }

  /// The sizes of all null distributions in use.
  var nullSizes: [Int] { nulls.values.map(\.count) + forests.values.map(\.null.count) }

  /// The forest a host is scored by; nil if too few hosts like it are known.
  func forest(for host: HostWindow) -> ForestScorer? { forests[host.hostClass] }

  /// Every way in which `host` can be measured; empty if it is not evaluable.
  func parts(_ host: HostWindow) -> [ScoredHost.Part] {
    var parts: [ScoredHost.Part] = []
    for component in Component.allCases {
      guard let null = nulls[component], let score = component.score(host) else { continue }
      parts.append(
        ScoredHost.Part(
          kind: .component(component), conformal: null.conformal(score),
          extrapolated: null.extrapolated(score)))
    }
    if let forest = forest(for: host) {
      let score = forest.score(host.features)
      parts.append(
        ScoredHost.Part(
          kind: .forest, conformal: forest.null.conformal(score),
          extrapolated: forest.null.extrapolated(score)))
    }
    return parts
  }

  /// The value that `share` of the host-windows does not exceed.
  func quantile(_ column: Int, _ share: Double) -> Double {
    let values = sortedColumns[column]
    return values[min(values.count - 1, Int(share * Double(values.count)))]
  }
}
