// SPDX-License-Identifier: Apache-2.0

extension Feature {
  /// A host's place in the graph of internal host pairs.
  static let structureFeatures: [Feature] = [
    Feature(
      "pagerank", .structure, unit: "ratio",
      "PageRank over the average host's: how much of a walk along connections ends here",
      source: "Page, Brin, Motwani, Winograd, Stanford InfoLab 1999-66"
    ) { (window: WindowFacts) in
      window.byHost(PageRank()(window.graph).map { $0 * Double(window.graph.hostCount) })
    }
  ]
}
