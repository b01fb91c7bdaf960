// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing
import Topology

@Suite struct EdgeTableRelabellingTests {
  @Test("relabelled edges are the edges of relabelled flows", arguments: UInt64(0)..<20)
  func flows(seed: UInt64) {
    let flows = RandomFlows.make(400, seed: seed, hosts: 20)
    let table = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
    var generator = SeededGenerator(seed: seed)
    let hosts = table.hosts.addresses.filter { $0 != .internet }
    let names = Dictionary(
      uniqueKeysWithValues: zip(hosts, hosts.shuffled(using: &generator)))
    let renamed = flows.map { flow in
      var flow = flow
      flow.source = names[flow.source] ?? flow.source
      flow.target = names[flow.target] ?? flow.target
      return flow
    }
    let expected = EdgeTableBuilder(FlowBatch(renamed), scope: EdgeScope()).table()
    #expect(table.relabelled(names) == expected)
    let back = Dictionary(uniqueKeysWithValues: names.map { ($1, $0) })
    #expect(expected.relabelled(back) == table)
    #expect(table.relabelled([:]) == table)
  }
}
