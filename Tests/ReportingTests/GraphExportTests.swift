// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import TestSupport
import Testing
import Topology

@testable import Reporting

@Suite struct GraphExportTests {
  @Test("quotes and backslashes of a name end no text in any format")
  func quotes() throws {
    let host = try #require(IPAddress("10.0.0.1"))
    let name = "a\"]; x\\N [y=\"\\"
    let flows = [Flow.tcp("10.0.0.1", "10.0.0.2", 445, minute: 0)]
    let graph = GraphExport(
      EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table(), by: .service,
      subnets: SubnetMap(),
      assets: AssetTable([AssetTable.Asset(address: host, name: name, role: nil)]))
    func text(_ format: GraphExport.Format) -> String {
      String(decoding: graph.bytes(as: format), as: UTF8.self)
    }
    #expect(text(.dot).contains(#"  "10.0.0.1" [label="a\"]; x\\N [y=\"\\", role="#))
    #expect(text(.graphml).contains(#"<data key="node_name">a&quot;]; x\N [y=&quot;\</data>"#))
    #expect(text(.gexf).contains(#"label="a&quot;]; x\N [y=&quot;\">"#))
    #expect(text(.cytoscape).contains(#""name":"a\"]; x\\N [y=\"\\""#))
    #expect(text(.opengraph).contains(#""name":"a\"]; x\\N [y=\"\\""#))
  }

  @Test("the same graph is the same bytes, whatever the order of flows", arguments: UInt64(0)..<10)
  func order(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let flows = RandomFlows.make(120, seed: seed)
    func graph(_ flows: [Flow]) -> GraphExport {
      GraphExport(
        EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table(), by: .pair,
        subnets: SubnetMap(), assets: AssetTable([]))
    }
    let first = graph(flows)
    let second = graph(flows.shuffled(using: &generator))
    for format in GraphExport.Format.allCases {
      #expect(first.bytes(as: format) == second.bytes(as: format))
    }
  }
}
