// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing

@testable import Topology

@Suite struct EdgeSumsTests {
  /// Flows over four days of which many meet on the same edges, with numbers of every size.
  private func flows(_ seed: UInt64) -> [Flow] {
    var generator = SeededGenerator(seed: seed)
    return RandomFlows.make(4_000, seed: seed, hosts: 6, days: 4).map { flow in
      var flow = flow
      if generator.next() % 16 == 0 { flow.bytesOut = Int64(generator.next() >> 1) }
      flow.durationMicroseconds = Int64(generator.next() >> (24 + generator.next() % 40))
      return flow
    }
  }

  @Test(
    "on several threads, sorted by time or not, edges are those of a builder at rest",
    arguments: UInt64(0)..<6)
  func threads(seed: UInt64) async {
    let flows = flows(seed)
    let whole = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
    let sorted = flows.sorted { $0.start < $1.start }
    for order in [flows, sorted, sorted.reversed()] {
      for threads in [1, 3] {
        let sums = EdgeSums(scope: EdgeScope())
        let pieces = stride(from: 0, to: order.count, by: 97).map {
          FlowBatch(order[$0..<min(order.count, $0 + 97)])
        }
        _ = await Parallel.map(pieces.count, threads: threads) { piece in
          sums.add(pieces[piece], ofFile: 0)
          if piece % 11 == 0 { sums.pack() }
        }
        let builder = sums.take()
        #expect(
          builder.omissions == EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).omissions)
        #expect(builder.table() == whole)
      }
    }
  }

  @Test("edges of each file are those of its flows, wherever the others come between")
  func files() {
    let flows = flows(3)
    let sums = EdgesOfFiles(scope: EdgeScope())
    for place in flows.indices { sums.add(FlowBatch([flows[place]]), ofFile: place / 500 / 2) }
    sums.add(FlowBatch(flows[..<7]), ofFile: 2)
    for file in 0..<4 {
      let own = flows[(file * 1_000)..<((file + 1) * 1_000)] + (file == 2 ? flows[..<7] : [])
      let expected = EdgeTableBuilder(FlowBatch(own), scope: EdgeScope()).table()
      #expect(sums.take(file).table() == expected)
    }
    #expect(sums.take(9).table().count == 0)
  }

  @Test("what is cut off is what starts later, packed or not")
  func cut() {
    let flows = flows(5)
    let builder = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope())
    let times = flows.map(\.start).sorted()
    let moment = times[times.count / 2].floored(toMultipleOf: EdgeTable.tickLength)
    let (kept, dropped) = builder.cut(before: moment)
    let early = EdgeTableBuilder(FlowBatch(flows.filter { $0.start < moment }), scope: EdgeScope())
    let late = EdgeTableBuilder(FlowBatch(flows.filter { $0.start >= moment }), scope: EdgeScope())
    #expect(kept.table() == early.table())
    #expect(dropped == late.table().flows.reduce(0, +) && dropped > 0)
  }
}
