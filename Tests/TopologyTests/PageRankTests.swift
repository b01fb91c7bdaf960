// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing

@testable import Topology

@Suite struct PageRankTests {
  private func randomGraph(_ seed: UInt64) -> HostGraph {
    var generator = SeededGenerator(seed: seed)
    let hosts = Int32.random(in: 1...25, using: &generator)
    let arcs = Int.random(in: 0...100, using: &generator)
    func host() -> Int32 { Int32.random(in: 0..<hosts, using: &generator) }
    return HostGraph(
      hostCount: Int(hosts), sources: (0..<arcs).map { _ in host() },
      targets: (0..<arcs).map { _ in host() })
  }

  /// The stationary distribution as the solution of a dense linear system, by elimination.
  private func solved(_ graph: HostGraph, damping: Double) -> [Double] {
    let n = graph.hostCount
    var matrix = (0..<n).map { row in
      (0...n).map { $0 == n ? (1 - damping) / Double(n) : ($0 == row ? 1.0 : 0) }
    }
    for source in 0..<n {
      let out = graph.outEdges(of: source)
      for target in 0..<n {
        let share =
          out.isEmpty
          ? 1 / Double(n)
          : graph.hasArc(source, target) ? 1 / Double(out.count) : 0
        matrix[target][source] -= damping * share
      }
    }
    for pivot in 0..<n {
      for row in 0..<n where row != pivot {
        let factor = matrix[row][pivot] / matrix[pivot][pivot]
        for column in pivot...n { matrix[row][column] -= factor * matrix[pivot][column] }
      }
    }
    return (0..<n).map { matrix[$0][n] / matrix[$0][$0] }
  }

  @Test("ranks solve the walk's equations", arguments: UInt64(0)..<100)
  func oracle(seed: UInt64) {
    let graph = randomGraph(seed)
    let ranks = PageRank()(graph)
    for (rank, expected) in zip(ranks, solved(graph, damping: 0.85)) {
      #expect(abs(rank - expected) < 1e-9)
    }
    #expect(abs(ranks.reduce(0, +) - 1) < 1e-9)
  }

  @Test("a star's centre takes what its leaves give")
  func star() {
    // 1 → 0, 2 → 0, 3 → 0
    let rank = PageRank()(HostGraph(hostCount: 4, sources: [1, 2, 3], targets: [0, 0, 0]))
    #expect(rank[0] > 2 * rank[1])
    #expect(rank[1] == rank[2] && rank[2] == rank[3])
  }

  @Test("an empty graph has no ranks")
  func empty() {
    #expect(PageRank()(HostGraph(hostCount: 0, sources: [], targets: [])).isEmpty)
  }
}
