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

  /// Follows the walk until ranks settle.
  ///
  /// - Parameters:
  ///   - graph: The graph walked on.
  ///   - restart: Where walks begin anew, one weight of at least 0 per host, not all 0; nil for
  ///     anywhere. With all weight on one host, ranks tell what is near to it (personalised
  ///     PageRank; T. H. Haveliwala, *Topic-Sensitive PageRank*, WWW 2002).
  /// - Returns: One rank per host, together 1; empty for an empty graph.
  /// - Complexity: O((*V* + *E*) · rounds) time, O(*V*) space.
  public func callAsFunction(_ graph: HostGraph, restart: [Double]? = nil) -> [Double] {
    let n = graph.hostCount
    guard n > 0 else { return [] }
    var start = restart ?? [Double](repeating: 1, count: n)
    precondition(start.count == n, "a host has a weight")
    let total = start.reduce(0, +)
    precondition(total > 0 && total.isFinite, "weights have a sum")
    for host in 0..<n { start[host] /= total }
    var rank = start
    var share = [Double](repeating: 0, count: n)
    for _ in 0..<rounds {
      let change = step(&rank, &share, start, graph)
      if change < tolerance { break }
    }
    return rank
  }

  /// One round of the walk: each host takes its share of what its sources hand on.
  ///
  /// - Returns: The sum of changes.
  private func step(
    _ rank: inout [Double], _ share: inout [Double], _ start: [Double], _ graph: HostGraph
  ) -> Double {
    var stranded = 0.0
    for host in rank.indices {
      let degree = graph.outOffsets[host + 1] - graph.outOffsets[host]
      if degree == 0 { stranded += rank[host] }
      share[host] = degree == 0 ? 0 : rank[host] / Double(degree)
    }
    let base = 1 - damping + damping * stranded
    var change = 0.0
    for host in rank.indices {
      var sum = 0.0
      for arc in graph.inEdges(of: host) { sum += share[Int(graph.sources[arc])] }
      let next = base * start[host] + damping * sum
      change += abs(next - rank[host])
      rank[host] = next
    }
    return change
  }
}
