// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing

@testable import Topology

@Suite struct BetweennessTests {
  /// Counts of shortest ways between all pairs, by Floyd and Warshall, then the definition.
  private func plain(_ graph: HostGraph) -> [Double] {
    let n = graph.hostCount
    guard n > 2 else { return [Double](repeating: 0, count: n) }
    var distance = (0..<n).map { a in (0..<n).map { a == $0 ? 0 : 1_000_000 } }
    for a in 0..<n {
      for arc in graph.outEdges(of: a) where Int(graph.targets[arc]) != a {
        distance[a][Int(graph.targets[arc])] = 1
      }
    }
    for k in 0..<n {
      for a in 0..<n {
        for b in 0..<n {
          distance[a][b] = min(distance[a][b], distance[a][k] + distance[k][b])
        }
      }
    }
    var ways = (0..<n).map { a in (0..<n).map { a == $0 ? 1.0 : 0 } }
    for length in 1..<max(2, n) {
      for a in 0..<n {
        for b in 0..<n where distance[a][b] == length {
          for arc in graph.inEdges(of: b) {
            let before = Int(graph.sources[arc])
            if before != b, distance[a][before] == length - 1 { ways[a][b] += ways[a][before] }
          }
        }
      }
    }
    return (0..<n).map { v in
      var sum = 0.0
      for a in 0..<n where a != v {
        for b in 0..<n where b != v && b != a && distance[a][b] < 1_000_000 {
          if distance[a][v] + distance[v][b] == distance[a][b] {
            sum += ways[a][v] * ways[v][b] / ways[a][b]
          }
        }
      }
      return sum / Double((n - 1) * (n - 2))
    }
  }

  @Test("the middle of a line carries every way between its ends")
  func line() {
    // 0 → 1 → 2 → 3
    let values = Betweenness()(graph(4, "0>1 1>2 2>3")).values
    #expect(agree(values, [0, 2.0 / 6, 2.0 / 6, 0]))
  }

  @Test("two equally short ways share what they carry")
  func diamond() {
    // 0 → 1 → 3, 0 → 2 → 3
    let values = Betweenness()(graph(4, "0>1 0>2 1>3 2>3")).values
    #expect(agree(values, [0, 0.5 / 6, 0.5 / 6, 0]))
  }

  @Test("it equals the definition on any graph", arguments: UInt64(0)..<150)
  func oracle(seed: UInt64) {
    let sparse = RandomGraph.make(seed)
    #expect(agree(Betweenness()(sparse).values, plain(sparse)))
    let dense = RandomGraph.make(seed, hosts: 20, arcs: 300)
    #expect(agree(Betweenness()(dense).values, plain(dense)))
  }

  @Test("two threads give the same bits as one", arguments: UInt64(0)..<20)
  func threads(seed: UInt64) async {
    let graph = RandomGraph.make(seed, hosts: 200, arcs: 2000)
    let alone = Betweenness()(graph)
    #expect(await Betweenness()(graph, threads: 1) == alone)
    #expect(await Betweenness()(graph, threads: 2) == alone)
    #expect(
      await Betweenness(sampleSize: 30)(graph, threads: 2) == Betweenness(sampleSize: 30)(graph))
  }

  @Test("numbering hosts anew permutes the values", arguments: UInt64(0)..<30)
  func relabelling(seed: UInt64) {
    let graph = RandomGraph.make(seed)
    let numbers = RandomGraph.permutation(graph.hostCount, seed: seed)
    let values = Betweenness()(RandomGraph.relabelled(graph, by: numbers)).values
    #expect(agree(numbers.map { values[$0] }, Betweenness()(graph).values))
  }

  @Test("an estimate lies within five standard errors of the value, nearly always")
  func sampled() {
    let graph = RandomGraph.make(7, hosts: 400, arcs: 4000)
    let exact = Betweenness()(graph).values
    var hosts = 0
    var outside = 0
    for seed in UInt64(1)...10 {
      let estimate = Betweenness(sampleSize: 60, seed: seed)(graph)
      #expect(estimate.sourceCount == min(60, graph.hostCount))
      for host in 0..<graph.hostCount where estimate.standardErrors[host] > 0 {
        hosts += 1
        if abs(estimate.values[host] - exact[host]) > 5 * estimate.standardErrors[host] {
          outside += 1
        }
      }
    }
    #expect(hosts > 1000)
    #expect(Double(outside) < 0.02 * Double(hosts), "\(outside) of \(hosts)")
  }

  @Test("numbers of ways beyond all floating-point numbers do no harm")
  func manyWays() {
    // 250 layers of 30 hosts, all of one to all of the next: 30^249 ways.
    let (layers, width) = (250, 30)
    var sources: [Int32] = []
    var targets: [Int32] = []
    for layer in 0..<layers - 1 {
      for a in 0..<width {
        for b in 0..<width {
          sources.append(Int32(layer * width + a))
          targets.append(Int32((layer + 1) * width + b))
        }
      }
    }
    let n = layers * width
    let graph = HostGraph(hostCount: n, sources: sources, targets: targets)
    var ways = ShortestWays(graph)
    ways.add(from: 0)
    // Each host of layer 1 carries a thirtieth of the ways to all layers beyond.
    let expected = Double((layers - 2) * width) / Double(width)
    #expect(abs(ways.sums[width] - expected) < 1e-6)
    #expect(ways.sums.allSatisfy { $0.isFinite })
  }

  @Test("graphs of up to two hosts have none", arguments: [0, 1, 2])
  func tiny(hosts: Int) {
    let small = hosts == 2 ? graph(2, "0>1 1>0") : graph(hosts, "")
    #expect(Betweenness()(small).values == [Double](repeating: 0, count: hosts))
  }
}
