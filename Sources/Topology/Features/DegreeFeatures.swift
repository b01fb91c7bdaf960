// SPDX-License-Identifier: Apache-2.0

extension Feature {
  /// How many hosts a host talks to.
  static let degreeFeatures: [Feature] = [
    Feature("fan_out", .degree, unit: "count", "internal hosts contacted") {
      Double($0.internalTargets)
    },
    Feature(
      "fan_in", .degree, unit: "count", "internal hosts that contacted the host", window: fanIn),
    Feature(
      "out_degree_centrality", .degree, unit: "share", range: "0...1",
      "share of all other hosts contacted", source: freeman
    ) {
      share($0.internalTargets, $0.hostsInWindow - 1)
    },
    Feature(
      "in_degree_centrality", .degree, unit: "share", range: "0...1",
      "share of all other hosts that contacted the host", source: freeman
    ) { (window: WindowFacts) in
      let others = Double(window.activeHosts - 1)
      return fanIn(window).map { others > 0 ? $0 / others : 0 }
    },
    Feature(
      "reciprocity", .degree, unit: "share", range: "0...1",
      "share of its internal neighbours with connections in both directions", window: reciprocity
    ),
    Feature(
      "single_port_fan_out", .degree, unit: "count",
      "most internal hosts contacted on one and the same service"
    ) {
      Double($0.singleServiceTargets)
    },
    Feature(
      "ports_per_target", .degree, unit: "count",
      "most services asked of one and the same internal host"
    ) {
      Double($0.servicesOfOneTarget)
    },
  ]

  private static let freeman =
    "L. C. Freeman, Centrality in Social Networks, Social Networks 1, 1978"

  private static func fanIn(_ window: WindowFacts) -> [Double] {
    window.byHost((0..<window.graph.hostCount).map { Double(window.graph.inEdges(of: $0).count) })
  }

  private static func reciprocity(_ window: WindowFacts) -> [Double] {
    let graph = window.graph
    let values = (0..<graph.hostCount).map { host in
      let mutual = graph.inEdges(of: host).count {
        graph.hasArc(host, Int(graph.sources[$0]))
      }
      return share(
        mutual, graph.outEdges(of: host).count + graph.inEdges(of: host).count - mutual)
    }
    return window.byHost(values)
  }
}
