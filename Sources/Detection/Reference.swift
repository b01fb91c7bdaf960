// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// The host-windows a window is measured against, ready for measuring.
struct Reference {
  /// How many host-windows there are.
  let count: Int
  /// Whether they are the hosts of the window itself.
  let isAmongPeers: Bool
  /// How many windows they come from.
  let windows: Int
  private let nulls: [Component: NullScores]
  /// Of hosts at their first appearance, where there are enough of them.
  private let newcomerNulls: [Component: NullScores]
  private let forests: [HostClass: ForestScorer]
  /// Each feature's values, ascending.
  private let sortedColumns: [[Double]]

  /// The reference that past windows make.
  init(_ past: Past, options: AnalysisOptions) async {
    let input = DetectorInput.withBaseline
    let generator = SeededGenerator(seed: options.seed)
    var forests: [HostClass: ForestScorer] = [:]
    for (number, hostClass) in HostClass.allCases.enumerated() {
      let alike = past.reference.filter { $0.hostClass == hostClass }
      guard alike.count >= options.minimumReference else { continue }
      forests[hostClass] = await ForestScorer(
        reference: alike, input: input, seed: generator.childSeed(number),
        threads: options.threads)
    }
    self.init(
      past.reference, windows: past.referenceWindows, isAmongPeers: false, hasHistory: true,
      forests: forests, options)
  }

  /// The hosts of a window as their own reference.
  init(peersIn view: WindowView, options: AnalysisOptions) async {
    let hasHistory = view.history > 0
    var forests: [HostClass: ForestScorer] = [:]
    if view.hosts.count >= options.minimumReference {
      let common = await ForestScorer(
        peers: view.hosts, input: hasHistory ? .withBaseline : .amongPeers, seed: options.seed,
        threads: options.threads)
      for hostClass in HostClass.allCases { forests[hostClass] = common }
    }
    self.init(
      view.hosts, windows: 1, isAmongPeers: true, hasHistory: hasHistory, forests: forests,
      options)
  }

  private init(
    _ rows: [HostWindow], windows: Int, isAmongPeers: Bool, hasHistory: Bool,
    forests: [HostClass: ForestScorer], _ options: AnalysisOptions
  ) {
    func null(_ component: Component, where isMember: (HostWindow) -> Bool) -> NullScores? {
      let scores = hasHistory ? rows.filter(isMember).compactMap(component.score) : []
      guard scores.count >= options.minimumReference else { return nil }
      return NullScores(scores, leastScale: component.leastScale)
    }
    var nulls: [Component: NullScores] = [:]
    var newcomerNulls: [Component: NullScores] = [:]
    for component in Component.allCases {
      nulls[component] = null(component) { $0.hostClass != .new }
      newcomerNulls[component] = null(component) { $0.hostClass == .new }
    }
    self.nulls = nulls
    self.newcomerNulls = newcomerNulls
    self.forests = forests
    self.windows = windows
    self.isAmongPeers = isAmongPeers
    count = rows.count
    sortedColumns = Feature.all.indices.map { column in rows.map { $0.features[column] }.sorted() }
  }

  /// Whether the past has grown so much, by a tenth, that measuring by this is out of date;
  /// without such a step the work would grow with the square of the number of windows.
  func isOutgrown(by past: Past) -> Bool { 10 * past.reference.count > 11 * count }

  /// The sizes of all null distributions in use.
  var nullSizes: [Int] { nulls.values.map(\.count) + forests.values.map(\.null.count) }

  /// The forest a host is scored by; nil if too few hosts like it are known.
  func forest(for host: HostWindow) -> ForestScorer? { forests[host.hostClass] }

  /// Every way in which `host` can be measured; empty if it is not evaluable.
  func parts(_ host: HostWindow) -> [ScoredHost.Part] {
    var parts: [ScoredHost.Part] = []
    for component in Component.allCases {
      let own = host.hostClass == .new ? newcomerNulls[component] : nil
      guard let null = own ?? nulls[component], let score = component.score(host) else { continue }
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

  /// How far the window's features have moved from the past; nil if this is no past.
  func drift(_ view: WindowView) -> WindowDrift? {
    guard !isAmongPeers else { return nil }
    let drifts = sortedColumns.enumerated().compactMap { column, past in
      Drift(past: past, present: view.hosts.map { $0.features[column] })
    }
    return drifts.count == sortedColumns.count
      ? WindowDrift(window: view.window, features: drifts) : nil
  }

  /// The value that `share` of the host-windows does not exceed.
  func quantile(_ column: Int, _ share: Double) -> Double {
    let values = sortedColumns[column]
    return values[min(values.count - 1, Int(share * Double(values.count)))]
  }
}
