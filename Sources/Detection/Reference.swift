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
  /// How many there ever were.
  private let seen: Int
  private let nulls: [Component: NullScores]
  /// Of hosts at their first appearance, where there are enough of them.
  private let newcomerNulls: [Component: NullScores]
  private let scorers: [ProfileDetector: [HostClass: ProfileScorer]]
  private let components: [Component]
  /// How many of the host-windows had a part in chains.
  private let inChains: Int
  /// Each feature's values, ascending.
  private let sortedColumns: [[Double]]

  /// The reference that past windows make.
  init(_ past: Past, options: AnalysisOptions) async {
    let input = DetectorInput.withBaseline
    let generator = SeededGenerator(seed: options.seed)
    var scorers: [ProfileDetector: [HostClass: ProfileScorer]] = [:]
    for (number, hostClass) in HostClass.allCases.enumerated() {
      let alike = past.reference.filter { $0.hostClass == hostClass }
      guard alike.count >= options.minimumReference else { continue }
      for detector in options.profileDetectors {
        scorers[detector, default: [:]][hostClass] = await ProfileScorer(
          reference: alike, input: input, detector: detector, seed: generator.childSeed(number),
          threads: options.threads)
      }
    }
    self.init(
      past.reference, seen: past.referenceSeen, windows: past.referenceWindows,
      isAmongPeers: false, hasHistory: true, scorers: scorers, options)
  }

  /// The hosts of a window as their own reference.
  init(peersIn view: WindowView, options: AnalysisOptions) async {
    let hasHistory = view.history > 0
    var scorers: [ProfileDetector: [HostClass: ProfileScorer]] = [:]
    if view.hosts.count >= options.minimumReference {
      for detector in options.profileDetectors {
        let common = await ProfileScorer(
          peers: view.hosts, input: hasHistory ? .withBaseline : .amongPeers, detector: detector,
          seed: options.seed, threads: options.threads)
        for hostClass in HostClass.allCases { scorers[detector, default: [:]][hostClass] = common }
      }
    }
    self.init(
      view.hosts, seen: view.hosts.count, windows: 1, isAmongPeers: true, hasHistory: hasHistory,
      scorers: scorers, options)
  }

  private init(
    _ rows: [HostWindow], seen: Int, windows: Int, isAmongPeers: Bool, hasHistory: Bool,
    scorers: [ProfileDetector: [HostClass: ProfileScorer]], _ options: AnalysisOptions
  ) {
    func null(_ component: Component, where isMember: (HostWindow) -> Bool) -> NullScores? {
      let isMeaningful = hasHistory || !component.needsHistory
      let scores = isMeaningful ? rows.filter(isMember).compactMap(component.score) : []
      guard scores.count >= options.minimumReference else { return nil }
      return NullScores(
        scores, leastScale: component.leastScale, fallsBeyond: component == .chain)
    }
    var nulls: [Component: NullScores] = [:]
    var newcomerNulls: [Component: NullScores] = [:]
    components = Component.allCases.filter { options.detectors.contains($0.choice) }
    for component in components {
      nulls[component] = null(component) { $0.hostClass != .new }
      newcomerNulls[component] = null(component) { $0.hostClass == .new }
    }
    self.nulls = nulls
    self.newcomerNulls = newcomerNulls
    self.scorers = scorers
    self.seen = seen
    self.windows = windows
    self.isAmongPeers = isAmongPeers
    count = rows.count
    inChains = rows.count { $0.chain > 0 }
    sortedColumns = Feature.all.indices.map { column in rows.map { $0.features[column] }.sorted() }
  }

  /// Whether the past has grown so much, by a tenth, that measuring by this is out of date;
  /// without such a step the work would grow with the square of the number of windows.
  func isOutgrown(by past: Past) -> Bool { 10 * (past.referenceSeen - seen) > count }

  /// The sizes of all null distributions in use.
  var nullSizes: [Int] {
    nulls.values.map(\.count) + scorers.values.flatMap { $0.values.map(\.null.count) }
  }

  /// What a detector scores a host by; nil if it was not chosen, or if too few hosts like it are
  /// known.
  func scorer(_ detector: ProfileDetector, for host: HostWindow) -> ProfileScorer? {
    scorers[detector]?[host.hostClass]
  }

  /// How much more often than here hosts of a window have a part in chains.
  func crowd(_ view: WindowView) -> ChainCrowd {
    ChainCrowd(view.hosts, past: (inChains, count))
  }

  /// Every way in which `host`, one of a window with so many chains, can be measured; empty if it
  /// is not evaluable.
  func parts(_ host: HostWindow, _ crowd: ChainCrowd) -> [ScoredHost.Part] {
    var parts: [ScoredHost.Part] = []
    for component in components {
      let own = host.hostClass == .new ? newcomerNulls[component] : nil
      guard let null = own ?? nulls[component], let score = component.score(host) else { continue }
      let factor = component == .chain ? crowd.factor(for: host) : 1
      parts.append(
        ScoredHost.Part(
          kind: .component(component), conformal: min(1, factor * null.conformal(score)),
          extrapolated: min(1, factor * null.extrapolated(score))))
    }
    for detector in ProfileDetector.allCases {
      guard let scorer = scorer(detector, for: host) else { continue }
      let score = scorer.score(host.features)
      parts.append(
        ScoredHost.Part(
          kind: .profile(detector), conformal: scorer.null.conformal(score),
          extrapolated: scorer.null.extrapolated(score)))
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
