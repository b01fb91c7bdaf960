// SPDX-License-Identifier: Apache-2.0

import Flows

@testable import Topology

/// Graphs for property tests.
enum RandomGraph {
  /// Arcs of up to 25 hosts, repeats and self-arcs included, fixed by `seed`.
  static func make(_ seed: UInt64, hosts most: Int32 = 25, arcs: Int = 100) -> HostGraph {
    var generator = SeededGenerator(seed: seed)
    let hosts = Int32.random(in: 1...most, using: &generator)
    let count = Int.random(in: 0...arcs, using: &generator)
    func host() -> Int32 { Int32.random(in: 0..<hosts, using: &generator) }
    return HostGraph(
      hostCount: Int(hosts), sources: (0..<count).map { _ in host() },
      targets: (0..<count).map { _ in host() })
  }

  /// The graph with its hosts numbered anew.
  static func relabelled(_ graph: HostGraph, by numbers: [Int]) -> HostGraph {
    var sources: [Int32] = []
    var targets: [Int32] = []
    for host in 0..<graph.hostCount {
      for arc in graph.outEdges(of: host) {
        sources.append(Int32(numbers[host]))
        targets.append(Int32(numbers[Int(graph.targets[arc])]))
      }
    }
    return HostGraph(hostCount: graph.hostCount, sources: sources, targets: targets)
  }

  /// Numbers 0..<`count` in another order.
  static func permutation(_ count: Int, seed: UInt64) -> [Int] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).shuffled(using: &generator)
  }
}

/// Arcs as text: `0>1 1>2`.
func graph(_ hosts: Int, _ arcs: String) -> HostGraph {
  let pairs = arcs.split(separator: " ").map { $0.split(separator: ">").compactMap { Int32($0) } }
  return HostGraph(hostCount: hosts, sources: pairs.map { $0[0] }, targets: pairs.map { $0[1] })
}

/// Whether values agree to 1e-9, relative where they are large.
func agree(_ a: [Double], _ b: [Double]) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-9 * max(1, abs($0), abs($1)) }
}
