// SPDX-License-Identifier: Apache-2.0

import Flows

/// How graph measures are made where exact ones would take too long.
public struct GraphOptions: Sendable, Hashable {
  /// From how many hosts shortest ways are followed for betweenness, at least 1; networks of up to
  /// ``exactHosts`` hosts are measured from all.
  public var betweennessSources: Int

  /// Up to how many hosts betweenness is exact in any case.
  public static let exactHosts = 500

  /// The options with these values.
  public init(betweennessSources: Int = 128) {
    self.betweennessSources = betweennessSources
  }

  func betweenness(_ graph: HostGraph) -> [Double] {
    let isExact = graph.hostCount <= Self.exactHosts
    return Betweenness(sampleSize: isExact ? nil : betweennessSources)(graph).values
  }
}

/// A host's place in the graph of a window's internal host pairs, by number in that graph.
struct GraphMeasures {
  /// PageRank times the number of hosts.
  let pageRank: [Double]
  /// The share of pairs of other hosts whose shortest ways lead through the host.
  let betweenness: [Double]
  let clustering: [Double]
  let cores: [Int32]
  let egonet: [Double]

  /// - Complexity: O(*E*^1.5 + sources · *E*).
  init(_ graph: HostGraph, _ options: GraphOptions) {
    let undirected = UndirectedGraph(graph)
    let triangles = Triangles(undirected)
    pageRank = PageRank()(graph).map { $0 * Double(graph.hostCount) }
    betweenness = options.betweenness(graph)
    clustering = Clustering()(undirected, triangles)
    cores = CoreDecomposition()(undirected)
    egonet = EgonetResidual()(undirected, triangles)
  }
}

/// What a window's pairs change when they join those of the past, by host of the window's table.
///
/// A workstation whose rank or betweenness rises has become a target or a stepping stone, even if
/// today's graph alone looks like any other.
struct GraphChange {
  let pageRank: [Double]
  let betweenness: [Double]

  /// - Parameters:
  ///   - edges: The window's edges, ticks merged.
  ///   - profiles: What the windows before knew.
  ///   - options: How betweenness is measured.
  /// - Complexity: As measuring the joint graph.
  init(_ edges: EdgeTable, _ profiles: HostProfiles, _ options: GraphOptions) {
    let addresses = edges.hosts.addresses
    guard profiles.windows > 0 else {
      pageRank = addresses.map { _ in 0 }
      betweenness = pageRank
      return
    }
    // The Internet and hosts it alone talked to take no part; numbers are those of first
    // appearance, the window's new hosts last.
    var numbers = [Int32](repeating: -1, count: profiles.numbers.count)
    var count: Int32 = 0
    for number in numbers.indices where profiles.activity[number] > 0 {
      numbers[number] = count
      count += 1
    }
    let pastCount = Int(count)
    var sources: [Int32] = []
    var targets: [Int32] = []
    for key in profiles.pairs.keys {
      let (source, target) = key.pair
      guard numbers[Int(source)] >= 0, numbers[Int(target)] >= 0 else { continue }
      sources.append(numbers[Int(source)])
      targets.append(numbers[Int(target)])
    }
    let before = HostGraph(hostCount: pastCount, sources: sources, targets: targets)
    var places = [Int32](repeating: -1, count: addresses.count)
    for (host, address) in addresses.enumerated() where address != .internet {
      if let number = profiles.numbers.index(of: KeyNumbers.Key(address)), numbers[number] >= 0 {
        places[host] = numbers[number]
      } else {
        places[host] = count
        count += 1
      }
    }
    for row in 0..<edges.count {
      let source = places[Int(edges.sources[row])]
      let target = places[Int(edges.targets[row])]
      guard source >= 0, target >= 0 else { continue }
      sources.append(source)
      targets.append(target)
    }
    let after = HostGraph(hostCount: Int(count), sources: sources, targets: targets)
    let ranks = (Self.ranks(before), Self.ranks(after))
    let between = (options.betweenness(before), options.betweenness(after))
    func change(_ values: (before: [Double], after: [Double])) -> [Double] {
      places.map { place in
        guard place >= 0 else { return 0 }
        return values.after[Int(place)]
          - (Int(place) < pastCount ? values.before[Int(place)] : 0)
      }
    }
    pageRank = change(ranks)
    betweenness = change(between)
  }

  private static func ranks(_ graph: HostGraph) -> [Double] {
    PageRank()(graph).map { $0 * Double(graph.hostCount) }
  }
}
