// SPDX-License-Identifier: Apache-2.0

extension Feature {
  /// A host's place in the graph of internal host pairs.
  static let structureFeatures: [Feature] = [
    Feature(
      "pagerank", .structure, unit: "ratio",
      "PageRank over the average host's: how much of a walk along connections ends here",
      source: "Page, Brin, Motwani, Winograd, Stanford InfoLab 1999-66"
    ) { (window: WindowFacts) in
      window.byHost(window.measures.pageRank)
    },
    Feature(
      "betweenness", .structure, unit: "share", range: "0...1",
      "share of pairs of other hosts whose shortest ways lead through the host",
      source: brandes
    ) { (window: WindowFacts) in
      window.byHost(window.measures.betweenness)
    },
    Feature(
      "clustering", .structure, unit: "share", range: "0...1",
      "share of pairs of its neighbours that talk with one another",
      source: "Watts, Strogatz, Nature 393, 1998"
    ) { (window: WindowFacts) in
      window.byHost(window.measures.clustering)
    },
    Feature(
      "core_number", .structure, unit: "count",
      "most neighbours each host has in the densest part of the network it belongs to",
      source: "Seidman, Social Networks 5, 1983; Batagelj, Zaveršnik 2003"
    ) { (window: WindowFacts) in
      window.byHost(window.measures.cores.map(Double.init))
    },
    Feature(
      "egonet_residual", .structure, unit: "score",
      "how unusual the number of connections among its neighbours is for so many neighbours",
      source: "Akoglu, McGlohon, Faloutsos, OddBall, PAKDD 2010"
    ) { (window: WindowFacts) in
      window.byHost(window.measures.egonet)
    },
    Feature(
      "pagerank_delta", .structure, unit: "ratio", range: "any",
      "how much PageRank the host gains as today's connections join those of the past",
      source: "Page, Brin, Motwani, Winograd, Stanford InfoLab 1999-66",
      needsBaseline: true
    ) { (window: WindowFacts) in
      window.change.pageRank
    },
    Feature(
      "betweenness_delta", .structure, unit: "share", range: "-1...1",
      "how much betweenness the host gains as today's connections join those of the past",
      source: brandes,
      needsBaseline: true
    ) { (window: WindowFacts) in
      window.change.betweenness
    },
  ]

  private static let brandes =
    "Brandes, Journal of Mathematical Sociology 25, 2001; Brandes, Pich 2007 where sampled"
}
