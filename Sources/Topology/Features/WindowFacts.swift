// SPDX-License-Identifier: Apache-2.0

import Flows

/// Everything counted about one window: what features are functions of.
///
/// Arrays have one place per host, by its number in ``edges``.
public struct WindowFacts: Sendable {
  /// The window's edges by tick.
  public let hourly: EdgeTable
  /// The same with ticks merged.
  public let edges: EdgeTable
  /// What past windows know of each edge.
  public let known: KnownEdges
  /// The graph of pairs of internal hosts, which alone are numbered in it, in the same order:
  /// the Internet would put every host two steps from every other.
  public let graph: HostGraph
  /// What was counted about each host.
  public let tallies: [HostTally]
  let measures: GraphMeasures
  let change: GraphChange
  let rarity: Rarity
  let sequences: MoveSequences
  let bursts: Bursts
  let ports: PortExcess
  /// The largest past value of each feature, by host; nil for hosts never seen.
  let maxima: [[Double]?]

  /// Counts a window.
  ///
  /// - Parameters:
  ///   - hourly: The window's edges by tick.
  ///   - edges: The same with ticks merged.
  ///   - profiles: What the windows before knew.
  ///   - subnets: Which subnet each address belongs to.
  ///   - options: How graph measures are made.
  /// - Complexity: O(*E* log *E* + sources · *E*), and O(*E*^1.5) for triangles.
  public init(
    hourly: EdgeTable, edges: EdgeTable, profiles: HostProfiles, subnets: SubnetMap,
    options: GraphOptions = GraphOptions()
  ) {
    let blocks = edges.hosts.addresses.map { subnets.subnet(of: $0).block }
    let known = KnownEdges(edges, in: profiles, blocks: blocks)
    self.hourly = hourly
    self.edges = edges
    self.known = known
    graph = HostGraph(internalPairsOf: edges)
    measures = GraphMeasures(graph, options)
    change = GraphChange(edges, profiles, options)
    rarity = Rarity(edges, known)
    sequences = MoveSequences(hourly: hourly, edges: edges, known: known)
    bursts = Bursts(hourly)
    ports = PortExcess(edges, PortGraphs(edges), profiles.ports)
    tallies = HostTallies.count(hourly: hourly, edges: edges, known: known, blocks: blocks)
    maxima = known.numbers.map { number in
      guard number >= 0, !profiles.maxima[Int(number)].isEmpty else { return nil }
      return profiles.maxima[Int(number)]
    }
  }

  /// How many hosts there are, the Internet included.
  public var hostCount: Int { tallies.count }

  /// Values of the graph's hosts, by host number of ``edges``: 0 for the Internet.
  func byHost(_ values: [Double]) -> [Double] {
    values.count < hostCount ? [0] + values : values
  }

  /// How many internal hosts the window has.
  public var activeHosts: Int { tallies.first?.hostsInWindow ?? 0 }
}

extension HostGraph {
  /// The graph of a window's pairs of internal hosts.
  ///
  /// The Internet, where it occurs, is host 0; the graph's host *h* is the table's *h* + 1 then.
  init(internalPairsOf edges: EdgeTable) {
    let first: Int32 = edges.hosts.addresses.first == .internet ? 1 : 0
    var sources: [Int32] = []
    var targets: [Int32] = []
    for row in 0..<edges.count {
      let source = edges.sources[row] - first
      let target = edges.targets[row] - first
      guard source >= 0, target >= 0, sources.last != source || targets.last != target else {
        continue
      }
      sources.append(source)
      targets.append(target)
    }
    self.init(
      hostCount: edges.hosts.count - Int(first), sources: sources, targets: targets)
  }
}
