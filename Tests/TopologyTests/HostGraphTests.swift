// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing

@testable import Topology

@Suite struct HostGraphTests {
  @Test("rows hold every arc once, both ways round", arguments: UInt64(0)..<50)
  func arcs(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let hosts = Int.random(in: 1...20, using: &generator)
    let pairs = (0..<Int.random(in: 0...80, using: &generator)).map { _ in
      [Int.random(in: 0..<hosts, using: &generator), Int.random(in: 0..<hosts, using: &generator)]
    }
    let graph = HostGraph(
      hostCount: hosts, sources: pairs.map { Int32($0[0]) }, targets: pairs.map { Int32($0[1]) })
    let known = Set(pairs)
    #expect(graph.targets.count == known.count && graph.sources.count == known.count)
    for source in 0..<hosts {
      for target in 0..<hosts {
        let expected = known.contains([source, target])
        #expect(graph.hasArc(source, target) == expected)
        let out = graph.outEdges(of: source).map { Int(graph.targets[$0]) }
        #expect(out.contains(target) == expected && out == out.sorted())
        let incoming = graph.inEdges(of: target).map { Int(graph.sources[$0]) }
        #expect(incoming.contains(source) == expected && incoming == incoming.sorted())
      }
    }
  }
}
