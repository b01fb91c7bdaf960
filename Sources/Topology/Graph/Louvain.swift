// SPDX-License-Identifier: Apache-2.0

/// Parts of the network that talk among themselves more than with others.
///
/// Communities tend to be departments or sites; an edge between two that never had one is worth a
/// look.
///
/// Source: V. D. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre, *Fast Unfolding of
/// Communities in Large Networks*, Journal of Statistical Mechanics P10008, 2008. Communities that
/// fall apart are split at the end, which never lowers modularity (V. A. Traag, L. Waltman,
/// N. J. van Eck, *From Louvain to Leiden*, Scientific Reports 9, 2019).
public struct Louvain: Sendable {
  /// Sweeps over all hosts at one level, at most.
  private static let sweeps = 100

  /// The method.
  public init() {}

  /// The number of each host's community, numbered from 0 by their first hosts; each is connected.
  ///
  /// Hosts are visited in order of number, of equally good communities the lowest is taken.
  ///
  /// - Complexity: O((*V* + *E*) · sweeps · levels) time, O(*V* + *E*) space.
  public func callAsFunction(_ graph: UndirectedGraph) -> [Int32] {
    var level = WeightedLevel(graph)
    var community = (0..<Int32(graph.hostCount)).map(\.self)
    while true {
      let labels = numbered(moved(level))
      community = community.map { labels[Int($0)] }
      let count = Int(labels.max() ?? -1) + 1
      guard count < level.count else { break }
      level = WeightedLevel(level, labels, count)
    }
    return split(community, graph)
  }

  /// The share of connections inside communities above what chance would give, −½...1.
  ///
  /// Source: M. E. J. Newman, M. Girvan, Physical Review E 69, 2004.
  public static func modularity(_ communities: [Int32], in graph: UndirectedGraph) -> Double {
    let total = Double(graph.neighbours.count)
    guard total > 0 else { return 0 }
    var inside = 0.0
    var degrees = [Double](repeating: 0, count: Int(communities.max() ?? 0) + 1)
    for host in 0..<graph.hostCount {
      degrees[Int(communities[host])] += Double(graph.degree(of: host))
      for edge in graph.edges(of: host)
      where communities[Int(graph.neighbours[edge])] == communities[host] {
        inside += 1
      }
    }
    return inside / total - degrees.reduce(0) { $0 + ($1 / total) * ($1 / total) }
  }

  /// Moves hosts to the neighbouring community that gains most until none gains.
  private func moved(_ level: WeightedLevel) -> [Int32] {
    let n = level.count
    var community = (0..<Int32(n)).map(\.self)
    var total = level.degrees
    var toward = [Double](repeating: 0, count: n)
    for _ in 0..<Self.sweeps {
      var moves = 0
      for host in 0..<n {
        let own = Int(community[host])
        var near: [Int] = [own]
        for edge in level.edges(of: host) where Int(level.neighbours[edge]) != host {
          let other = Int(community[Int(level.neighbours[edge])])
          if toward[other] == 0, other != own { near.append(other) }
          toward[other] += level.weights[edge]
        }
        total[own] -= level.degrees[host]
        let share = level.degrees[host] / level.total
        var best = own
        var gain = toward[own] - total[own] * share
        for other in near.sorted() {
          let here = toward[other] - total[other] * share
          if here > gain + 1e-12 { (best, gain) = (other, here) }
        }
        for other in near { toward[other] = 0 }
        total[best] += level.degrees[host]
        if best != own {
          community[host] = Int32(best)
          moves += 1
        }
      }
      if moves == 0 { break }
    }
    return community
  }

  private func numbered(_ labels: [Int32]) -> [Int32] {
    var numbers = [Int32](repeating: -1, count: labels.count)
    var count: Int32 = 0
    return labels.map { label in
      if numbers[Int(label)] < 0 {
        numbers[Int(label)] = count
        count += 1
      }
      return numbers[Int(label)]
    }
  }

  private func split(_ community: [Int32], _ graph: UndirectedGraph) -> [Int32] {
    var sets = DisjointSets(count: graph.hostCount)
    for host in 0..<graph.hostCount {
      for edge in graph.edges(of: host)
      where community[Int(graph.neighbours[edge])] == community[host] {
        sets.join(host, Int(graph.neighbours[edge]))
      }
    }
    return numbered((0..<graph.hostCount).map { Int32(sets.find($0)) })
  }
}

/// A weighted graph of communities of the level below.
private struct WeightedLevel {
  let offsets: [Int]
  let neighbours: [Int32]
  let weights: [Double]
  /// By host: the sum of weights, inner connections counting twice.
  let degrees: [Double]
  let total: Double

  var count: Int { degrees.count }

  init(_ graph: UndirectedGraph) {
    offsets = graph.offsets.map(Int.init)
    neighbours = graph.neighbours
    weights = [Double](repeating: 1, count: graph.neighbours.count)
    degrees = (0..<graph.hostCount).map { Double(graph.degree(of: $0)) }
    total = Double(graph.neighbours.count)
  }

  /// The level of `count` communities of a finer one.
  init(_ fine: WeightedLevel, _ labels: [Int32], _ count: Int) {
    var links: [(pair: UInt64, weight: Double)] = []
    links.reserveCapacity(fine.neighbours.count)
    for host in 0..<fine.count {
      for edge in fine.edges(of: host) {
        let pair = UInt64(labels[host]) << 32 | UInt64(labels[Int(fine.neighbours[edge])])
        links.append((pair, fine.weights[edge]))
      }
    }
    links.sort { $0.pair < $1.pair }
    var offsets = [Int](repeating: 0, count: count + 1)
    var neighbours: [Int32] = []
    var weights: [Double] = []
    var last: UInt64?
    for link in links {
      if link.pair == last {
        weights[weights.count - 1] += link.weight
      } else {
        neighbours.append(Int32(link.pair & 0xffff_ffff))
        weights.append(link.weight)
        offsets[Int(link.pair >> 32) + 1] += 1
      }
      last = link.pair
    }
    for host in 0..<count { offsets[host + 1] += offsets[host] }
    var degrees = [Double](repeating: 0, count: count)
    for host in 0..<fine.count { degrees[Int(labels[host])] += fine.degrees[host] }
    self.offsets = offsets
    self.neighbours = neighbours
    self.weights = weights
    self.degrees = degrees
    total = fine.total
  }

  func edges(of host: Int) -> Range<Int> { offsets[host]..<offsets[host + 1] }
}
