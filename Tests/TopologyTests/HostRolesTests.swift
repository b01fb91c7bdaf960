// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing

@testable import Topology

@Suite struct HostRolesTests {
  private func role(of host: String, _ flows: [Flow]) throws -> HostRoles.Recognition {
    let hourly = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
    var profiles = HostProfiles()
    profiles.fold(
      hourly.mergingTicks(),
      features: FeatureMatrix(hourly: hourly, profiles: profiles, subnets: SubnetMap()),
      subnets: SubnetMap())
    return HostRoles(profiles).recognition(of: try #require(IPAddress(host)))
  }

  private func many(_ count: Int, _ flow: (Int) -> Flow) -> [Flow] { (1...count).map(flow) }

  @Test("hosts are recognised by what they do, with the counts that say so")
  func recognition() throws {
    let dc =
      many(3) { .tcp("10.0.1.\($0)", "10.0.0.5", 88, minute: 1) }
      + many(3) { .tcp("10.0.1.\($0)", "10.0.0.5", 389, minute: 1) }
    #expect(try role(of: "10.0.0.5", dc).role == .domainController)
    let files = many(5) { .tcp("10.0.1.\($0)", "10.0.0.6", 445, minute: 1) }
    let recognised = try role(of: "10.0.0.6", files)
    #expect(recognised.role == .fileServer)
    #expect(recognised.evidence == "accepted SMB (tcp/445) from 5 hosts")
    let jump = many(10) { .tcp("10.0.0.7", "10.0.1.\($0)", 3389, minute: 1) }
    #expect(try role(of: "10.0.0.7", jump).role == .jumpHost)
    #expect(try role(of: "10.0.1.1", jump).role == .client)
    let scan = many(60) {
      .tcp("10.0.0.8", "10.0.1.\($0)", 445, minute: 1, state: $0 % 2 == 0 ? .rejected : .attempted)
    }
    #expect(try role(of: "10.0.0.8", scan).role == .scanner)
    let printing = many(3) { .tcp("10.0.1.\($0)", "10.0.0.9", 9100, minute: 1) }
    #expect(try role(of: "10.0.0.9", printing).role == .printer)
    #expect(try role(of: "10.0.0.99", printing).role == .unknown)
  }
}
