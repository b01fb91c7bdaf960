// SPDX-License-Identifier: Apache-2.0

/// How much of a random walk along connections ends up at each host.
///
/// High at what many hosts depend on: domain controllers, file servers. A workstation whose
/// rank jumps has become somebody's target.
///
/// Source: L. Page, S. Brin, R. Motwani, T. Winograd, *The PageRank Citation Ranking*,
/// Stanford InfoLab 1999-66, 1999. Hosts without arcs out hand their rank to everybody.
public struct PageRank: Sendable {
  /// The chance of going on along an arc, in 0..<1.
  public let damping: Double
  /// Stops when the sum of changes of a round falls below this.
  public let tolerance: Double
  /// Stops after this many rounds in any case.
  public let rounds: Int

  /// The walk with these parameters.
  public init(damping: Double = 0.85, tolerance: Double = 1e-10, rounds: Int = 200) {
    self.damping = damping
    self.tolerance = tolerance
    self.rounds = rounds
  }

  /// One rank per host, above 0, together 1; empty for an empty graph.
  ///
  /// - Complexity: O((*V* + *E*) · rounds) time, O(*V*) space.
  public func callAsFunction(_ graph: HostGraph) -> [Double] {
    let n = graph.hostCount
    guard n > 0 else { return [] }
    var rank = [Double](repeating: 1 / Double(n), count: n)
    for _ in 0..<rounds {
      let next = step(rank, in: graph)
      var change = 0.0
      for host in 0..<n { change += abs(next[host] - rank[host]) }
      rank = next
      if change < tolerance { break }
    }
    return rank
  }

  /// One round of the walk: each host takes its share of what its sources hand on.
  private func step(_ rank: [Double], in graph: HostGraph) -> [Double] {
    let n = rank.count
    var share = [Double](repeating: 0, count: n)
    var stranded = 0.0
    for host in 0..<n {
      let degree = graph.outOffsets[host + 1] - graph.outOffsets[host]
      if degree == 0 { stranded += rank[host] } else { share[host] = rank[host] / Double(degree) }
    }
    let base = (1 - damping) / Double(n) + damping * stranded / Double(n)
    var next = [Double](repeating: 0, count: n)
    for host in 0..<n {
      var sum = 0.0
      for arc in graph.inEdges(of: host) { sum += share[Int(graph.sources[arc])] }
      next[host] = base + damping * sum
    }
    return next
  }
}
