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

  @Test("administrators, monitors and devices are told from jump hosts, scanners and servers")
  func newRoles() throws {
    let few = many(4) { .tcp("10.0.0.7", "10.0.1.\($0)", 22, minute: 1) }
    let admin = try role(of: "10.0.0.7", few)
    #expect(admin.role == .adminWorkstation)
    #expect(admin.evidence == "reached 4 hosts on SSH (tcp/22)")
    let agents = many(12) { .tcp("10.0.0.8", "10.0.1.\($0)", 10050, minute: 1) }
    let monitor = try role(of: "10.0.0.8", agents)
    #expect(monitor.role == .monitor)
    #expect(monitor.evidence == "reached 12 hosts on tcp/10050")
    #expect(try role(of: "10.0.1.3", agents).role == .client)
    let plant = [
      Flow.tcp("10.0.0.9", "10.0.2.1", 502, minute: 1),
      Flow.tcp("10.0.0.9", "10.0.2.2", 502, minute: 1),
    ]
    #expect(try role(of: "10.0.2.1", plant).role == .otDevice)
    #expect(try role(of: "10.0.2.1", plant).evidence == "accepted tcp/502 from 1 host")
    #expect(try role(of: "10.0.0.9", plant).role == .otDevice)
  }

  @Test("in a capture of few hosts a third of them make a domain controller")
  func smallCapture() throws {
    let flows = (1...2).flatMap { number -> [Flow] in
      [
        .tcp("10.0.1.\(number)", "10.0.0.5", 88, minute: 1),
        .tcp("10.0.1.\(number)", "10.0.0.5", 389, minute: 1),
        .tcp("10.0.1.\(number)", "10.0.1.\(number + 2)", 443, minute: 1),
      ]
    }
    #expect(try role(of: "10.0.0.5", flows).role == .domainController)
    let client = try role(of: "10.0.1.1", flows)
    #expect(client.role == .client)
    #expect(
      client.evidence
        == "no other role fits: asked up to 2 hosts in a window, was asked by up to 0 hosts")
    // Among many hosts, two are not enough.
    let crowd = flows + (10...30).map { .tcp("10.0.2.\($0)", "10.0.2.1", 443, minute: 1) }
    #expect(try role(of: "10.0.0.5", crowd).role != .domainController)
  }

  @Test("every role has a title of its own")
  func titles() {
    #expect(Set(Role.allCases.map(\.title)).count == Role.allCases.count)
    #expect(Role.otDevice.title == "IoT or OT device")
  }
}
