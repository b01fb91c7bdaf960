// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import Testing

@testable import Topology

/// Triangles, clustering, cores, components, egonets, communities against their definitions.
@Suite struct GraphMeasureTests {
  private func linked(_ graph: HostGraph) -> [[Bool]] {
    let n = graph.hostCount
    return (0..<n).map { a in
      (0..<n).map { a != $0 && (graph.hasArc(a, $0) || graph.hasArc($0, a)) }
    }
  }

  private func reachable(_ graph: HostGraph, undirected: Bool) -> [[Bool]] {
    let n = graph.hostCount
    var reach = (0..<n).map { a in
      (0..<n).map {
        a == $0 || graph.hasArc(a, $0) || undirected && graph.hasArc($0, a)
      }
    }
    for k in 0..<n {
      for a in 0..<n where reach[a][k] {
        for b in 0..<n where reach[k][b] { reach[a][b] = true }
      }
    }
    return reach
  }

  @Test("a graph's rows hold its arcs, sorted, once, from both sides", arguments: UInt64(0)..<100)
  func rows(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let n = Int.random(in: 1...30, using: &generator)
    let arcs = (0..<Int.random(in: 0...150, using: &generator)).map { _ in
      (
        Int32.random(in: 0..<Int32(n), using: &generator),
        Int32.random(in: 0..<Int32(n), using: &generator)
      )
    }
    let graph = HostGraph(hostCount: n, sources: arcs.map(\.0), targets: arcs.map(\.1))
    let distinct = Set(arcs.map { [$0.0, $0.1] })
    #expect(graph.targets.count == distinct.count && graph.sources.count == distinct.count)
    for host in 0..<n {
      let out = graph.outEdges(of: host).map { graph.targets[$0] }
      let into = graph.inEdges(of: host).map { graph.sources[$0] }
      #expect(out == distinct.filter { $0[0] == host }.map { $0[1] }.sorted())
      #expect(into == distinct.filter { $0[1] == host }.map { $0[0] }.sorted())
    }
  }

  @Test("an undirected graph has everybody one talked with", arguments: UInt64(0)..<50)
  func undirected(seed: UInt64) {
    let graph = RandomGraph.make(seed)
    let links = linked(graph)
    let undirected = UndirectedGraph(graph)
    for host in 0..<graph.hostCount {
      #expect(
        undirected.edges(of: host).map { Int(undirected.neighbours[$0]) }
          == links[host].indices.filter { links[host][$0] })
    }
  }

  @Test("a triangle with a tail: all pairs of two, a third at the joint, none at the end")
  func triangle() {
    // 0 – 1 – 2 – 0, 2 – 3
    let values = Clustering()(UndirectedGraph(graph(4, "0>1 1>2 2>0 2>3")))
    #expect(agree(values, [1, 1, 1.0 / 3, 0]))
    #expect(CoreDecomposition()(UndirectedGraph(graph(4, "0>1 1>2 2>0 2>3"))) == [2, 2, 2, 1])
  }

  @Test("triangles and clustering equal three loops", arguments: UInt64(0)..<100)
  func triangles(seed: UInt64) {
    let graph = RandomGraph.make(seed)
    let links = linked(graph)
    let n = graph.hostCount
    var counts = [Int64](repeating: 0, count: n)
    for a in 0..<n {
      for b in 0..<n where b != a && links[a][b] {
        for c in 0..<b where c != a && links[a][c] && links[b][c] { counts[a] += 1 }
      }
    }
    let undirected = UndirectedGraph(graph)
    #expect(Triangles(undirected).counts == counts)
    let shares = (0..<n).map { host -> Double in
      let degree = links[host].count(where: \.self)
      return degree < 2 ? 0 : Double(counts[host]) / Double(degree * (degree - 1) / 2)
    }
    #expect(agree(Clustering()(undirected), shares))
  }

  @Test("cores are what is left when hosts of fewer neighbours go", arguments: UInt64(0)..<100)
  func cores(seed: UInt64) {
    let graph = RandomGraph.make(seed)
    let links = linked(graph)
    var core = [Int32](repeating: 0, count: graph.hostCount)
    var left = Set(0..<graph.hostCount)
    for k in 1...30 {
      while let weak = left.first(where: { host in left.count { links[host][$0] } < k }) {
        left.remove(weak)
      }
      for host in left { core[host] = Int32(k) }
    }
    #expect(CoreDecomposition()(UndirectedGraph(graph)) == core)
  }

  @Test("components are classes of who reaches whom", arguments: UInt64(0)..<150)
  func components(seed: UInt64) {
    let graph = RandomGraph.make(seed, hosts: 25, arcs: seed % 2 == 0 ? 100 : 30)
    let directed = reachable(graph, undirected: false)
    let either = reachable(graph, undirected: true)
    let strong = Components.strong(graph)
    let weak = Components.weak(graph)
    for a in 0..<graph.hostCount {
      for b in 0..<graph.hostCount {
        #expect((strong[a] == strong[b]) == (directed[a][b] && directed[b][a]))
        #expect((weak[a] == weak[b]) == either[a][b])
      }
    }
    #expect(Set(strong) == Set(0..<Int32(Set(strong).count)))
  }

  @Test("a component of 200,000 hosts in a row needs no deep stack")
  func deep() {
    let n = 200_000
    let ring = HostGraph(
      hostCount: n, sources: (0..<Int32(n)).map(\.self),
      targets: (0..<Int32(n)).map { ($0 + 1) % Int32(n) })
    #expect(Components.strong(ring).allSatisfy { $0 == 0 })
    let line = HostGraph(
      hostCount: n, sources: (0..<Int32(n - 1)).map(\.self),
      targets: (1..<Int32(n)).map(\.self))
    #expect(Set(Components.strong(line)).count == n)
    #expect(Components.weak(line).allSatisfy { $0 == 0 })
  }

  @Test("an egonet off the line of the others stands out")
  func egonet() {
    // Ten stars of four leaves, and a clique of six.
    var arcs: [String] = []
    for star in 0..<10 { for leaf in 1...4 { arcs.append("\(star * 5)>\(star * 5 + leaf)") } }
    for a in 50..<56 { for b in a + 1..<56 { arcs.append("\(a)>\(b)") } }
    let undirected = UndirectedGraph(graph(56, arcs.joined(separator: " ")))
    let values = EgonetResidual()(undirected, Triangles(undirected))
    #expect(values[50] > 2 * (values[0..<50].max() ?? 0))
  }

  @Test("egonet residuals follow the definition", arguments: UInt64(0)..<50)
  func egonetOracle(seed: UInt64) {
    let graph = RandomGraph.make(seed)
    let links = linked(graph)
    let n = graph.hostCount
    let points = (0..<n).map { host -> (Double, Double) in
      let near = (0..<n).filter { links[host][$0] }
      var inside = near.count
      for a in near { inside += near.count { $0 < a && links[a][$0] } }
      return (Double(near.count), Double(inside))
    }
    let logs = points.filter { $0.0 > 0 }.map { (log($0.0), log($0.1)) }
    let m = Double(logs.count)
    let sx = logs.reduce(0) { $0 + $1.0 }
    let sy = logs.reduce(0) { $0 + $1.1 }
    let sxx = logs.reduce(0) { $0 + $1.0 * $1.0 }
    let sxy = logs.reduce(0) { $0 + $1.0 * $1.1 }
    let level = Set(logs.map(\.0)).count < 2
    let b = level ? 0 : (m * sxy - sx * sy) / (m * sxx - sx * sx)
    let a = m > 0 ? (sy - b * sx) / m : 0
    let expected = points.map { point -> Double in
      guard point.0 > 0 else { return 0 }
      let usual = exp(a) * pow(point.0, b)
      return max(point.1, usual) / min(point.1, usual) * log(abs(point.1 - usual) + 1)
    }
    let undirected = UndirectedGraph(graph)
    let values = EgonetResidual()(undirected, Triangles(undirected))
    #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-7 })
  }

  @Test("two cliques with a bridge are two communities")
  func cliques() {
    var arcs = ["0>5"]
    for base in [0, 5] {
      for a in base..<base + 5 { for b in a + 1..<base + 5 { arcs.append("\(a)>\(b)") } }
    }
    let undirected = UndirectedGraph(graph(10, arcs.joined(separator: " ")))
    #expect(Louvain()(undirected) == [0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    // 21 connections, 20 inside, degrees 21 and 21 of 42.
    #expect(
      abs(Louvain.modularity(Louvain()(undirected), in: undirected) - (20.0 / 21 - 0.5)) < 1e-12)
  }

  @Test("communities hang together and beat every host for itself", arguments: UInt64(0)..<60)
  func communities(seed: UInt64) {
    let graph = RandomGraph.make(seed)
    let undirected = UndirectedGraph(graph)
    let communities = Louvain()(undirected)
    let alone = (0..<Int32(graph.hostCount)).map(\.self)
    let modularity = Louvain.modularity(communities, in: undirected)
    #expect(modularity >= Louvain.modularity(alone, in: undirected) - 1e-12)
    let all = [Int32](repeating: 0, count: graph.hostCount)
    #expect(modularity >= Louvain.modularity(all, in: undirected) - 1e-12)
    for label in Set(communities) {
      let members = communities.indices.filter { communities[$0] == label }
      var seen: Set<Int> = [members[0]]
      var open = [members[0]]
      while let host = open.popLast() {
        for edge in undirected.edges(of: host) {
          let other = Int(undirected.neighbours[edge])
          if communities[other] == label, seen.insert(other).inserted { open.append(other) }
        }
      }
      #expect(seen.count == members.count)
    }
  }

  @Test("numbering hosts anew permutes every measure", arguments: UInt64(0)..<30)
  func relabelling(seed: UInt64) {
    let graph = RandomGraph.make(seed)
    let numbers = RandomGraph.permutation(graph.hostCount, seed: seed)
    let one = GraphMeasures(graph, GraphOptions())
    let two = GraphMeasures(RandomGraph.relabelled(graph, by: numbers), GraphOptions())
    #expect(agree(numbers.map { two.pageRank[$0] }, one.pageRank))
    #expect(agree(numbers.map { two.betweenness[$0] }, one.betweenness))
    #expect(agree(numbers.map { two.clustering[$0] }, one.clustering))
    #expect(agree(numbers.map { two.egonet[$0] }, one.egonet))
    #expect(numbers.map { two.cores[$0] } == one.cores)
  }

  @Test("a graph without hosts has no measures")
  func empty() {
    let measures = GraphMeasures(graph(0, ""), GraphOptions())
    #expect(measures.pageRank.isEmpty && measures.betweenness.isEmpty && measures.cores.isEmpty)
    #expect(Louvain()(UndirectedGraph(graph(0, ""))).isEmpty)
    #expect(Components.strong(graph(0, "")).isEmpty)
  }

  @Test("walks that begin anew at one host stay near it")
  func personalised() {
    // 0 → 1 → 2 → 0, and 3 → 4 → 3 apart
    let two = graph(5, "0>1 1>2 2>0 3>4 4>3")
    let rank = PageRank()(two, restart: [1, 0, 0, 0, 0])
    #expect(rank[3] == 0 && rank[4] == 0)
    #expect(rank[0] > rank[1] && rank[1] > rank[2])
    // r0 = .15 + .85 r2, r1 = .85 r0, r2 = .85 r1
    let first = 0.15 / (1 - 0.85 * 0.85 * 0.85)
    #expect(agree(rank, [first, 0.85 * first, 0.85 * 0.85 * first, 0, 0]))
  }
}
