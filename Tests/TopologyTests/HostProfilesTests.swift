// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing

@testable import Topology

@Suite struct HostProfilesTests {
  @Test("windows of an edge are counted once each, answered or not, and each way on its own")
  func windowCount() throws {
    let source = try #require(IPAddress("10.0.0.1"))
    let target = try #require(IPAddress("10.0.0.2"))
    var profiles = HostProfiles()
    for day in 0..<5 {
      var flows: [Flow] = [.tcp("10.0.0.3", "10.0.0.2", 443, minute: 9)]
      if day % 2 == 0 {
        flows += [
          .tcp("10.0.0.1", "10.0.0.2", 22, minute: 10),
          .tcp("10.0.0.1", "10.0.0.2", 22, minute: 200, state: .rejected),
        ]
      }
      profiles.fold(
        EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table().mergingTicks(),
        features: nil, subnets: SubnetMap())
    }
    #expect(profiles.windowCount(source, target, .tcp(22)) == 3)
    #expect(profiles.windowCount(target, source, .tcp(22)) == 0)
    #expect(profiles.windowCount(source, target, .tcp(23)) == 0)
  }
}
