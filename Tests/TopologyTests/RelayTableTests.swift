// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing

@testable import Topology

@Suite struct RelayTableTests {
  private func table(_ flows: [Flow], limit: Int = 1000) -> RelayTable {
    var table = RelayTable(limit: limit)
    table.add(FlowBatch(flows), scope: EdgeScope())
    return table
  }

  /// What is kept, with addresses.
  private func rows(_ table: RelayTable) -> [String] {
    let (hosts, flows, _) = table.flows()
    return flows.map {
      "\($0.start) \(hosts.addresses[Int($0.source)]) \(hosts.addresses[Int($0.target)]) "
        + "\($0.service.port) \($0.end) \($0.bytesOut) \($0.bytesIn)"
    }
  }

  @Test(
    "what is kept is what filtering and sorting gives, of too many the latest",
    arguments: UInt64(0)..<20)
  func filtering(seed: UInt64) {
    let flows = RandomFlows.make(300, seed: seed)
    func isInternal(_ address: IPAddress) -> Bool { address.v4.map { $0 >> 24 == 10 } ?? false }
    let expected = flows.filter {
      isInternal($0.source) && isInternal($0.target) && $0.source != $0.target
        && [22, 445, 5985].contains($0.service.port) && !$0.state.isFailure
    }.sorted { $0.start < $1.start }.map {
      "\($0.start.microseconds) \($0.source) \($0.target) \($0.service.port) "
        + "\($0.start.microseconds + $0.durationMicroseconds) \($0.bytesOut) \($0.bytesIn)"
    }
    #expect(expected.count > 20 && rows(table(flows)) == expected)
    #expect(rows(table(flows, limit: 7)) == expected.suffix(7))
    let few = table(flows, limit: 7).flows()
    #expect(few.flows.count == 7 && few.dropped == expected.count - 7)
  }

  @Test("parts merge in any order into the table of the whole", arguments: UInt64(0)..<10)
  func merging(seed: UInt64) {
    let flows = RandomFlows.make(300, seed: seed)
    for limit in [5, 1000] {
      let whole = table(flows, limit: limit)
      var parts = stride(from: 0, to: 300, by: 40).map {
        table(Array(flows[$0..<min(300, $0 + 40)]), limit: limit)
      }
      for isReversed in [false, true] {
        if isReversed { parts.reverse() }
        var merged = RelayTable(limit: limit)
        for part in parts { merged.merge(part) }
        #expect(rows(merged) == rows(whole))
        #expect(merged.flows().dropped == whole.flows().dropped)
      }
    }
  }

  @Test("a tunnel of minutes is found among collected flows")
  func tunnel() {
    func flow(_ source: String, _ target: String, _ port: UInt16, second: Int64) -> Flow {
      var flow = Flow.tcp(source, target, port, minute: 0)
      flow.start = flow.start.advanced(byMicroseconds: second * 1_000_000)
      flow.durationMicroseconds = 600_000_000
      return flow
    }
    let (hosts, flows, dropped) = table([
      flow("10.0.0.2", "10.0.0.3", 22, second: 9), flow("10.0.0.1", "10.0.0.2", 3389, second: 1),
      flow("10.0.0.3", "10.0.0.4", 445, second: 15), flow("10.0.0.3", "10.0.0.4", 443, second: 16),
    ]).flows()
    let found = RelaySequences()(flows)
    #expect(dropped == 0 && found == [[0, 1, 2]])
    #expect(hosts.addresses[Int(flows[2].target)] == IPAddress("10.0.0.4"))
  }
}
