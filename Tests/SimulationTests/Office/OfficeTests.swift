// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing

@testable import Simulation

@Suite struct OfficeTests {
  @Test(
    "an office has as many hosts as asked for, each with an address of its own subnet",
    arguments: [50, 51, 77, 120, 999, 5_000])
  func hosts(count: Int) throws {
    var options = OfficeOptions()
    options.hosts = count
    let office = try Simulation(options).office
    #expect(office.hosts.count == count)
    #expect(Set(office.hosts.map(\.address)).count == count)
    #expect(Set(office.hosts.map(\.name)).count == count)
    #expect(Set(office.subnets.map(\.block)).count == office.subnets.count)
    for host in office.hosts {
      let subnet = office.subnets[host.subnet]
      #expect(subnet.block.contains(host.address))
      #expect(host.address > subnet.block.base && host.address < subnet.block.last)
    }
    for role in HostRole.allCases { #expect(!office.hosts(role).isEmpty) }
    #expect(office.hosts(.domainController).count >= 2)
    #expect(!office.hosts.contains { $0.address == office.retiredServer })
  }

  @Test("hosts come in order of address, and so do the lists of a role")
  func order() throws {
    let office = try Simulation(Offices.tiny).office
    #expect(zip(office.hosts, office.hosts.dropFirst()).allSatisfy { $0.address < $1.address })
    #expect(office.hosts(.workstation) == office.hosts(.workstation).sorted())
    let inSubnets = office.subnets.indices.flatMap(office.hosts(inSubnet:))
    #expect(inSubnets.sorted() == Array(office.hosts.indices))
  }

  @Test("servers, administrators, printers and workstations sit in zones of their own")
  func zones() throws {
    let office = try Simulation(Offices.tiny).office
    let zones: [HostRole: String] = [
      .domainController: "servers", .fileServer: "servers", .jumpHost: "administration",
      .scanner: "administration", .printer: "printers", .workstation: "clients",
    ]
    for host in office.hosts {
      guard let zone = zones[host.role] else { continue }
      #expect(office.subnets[host.subnet].zone == zone)
    }
    #expect(office.subnets.count { $0.zone == "clients" } >= 3)
  }

  @Test("the subnets file has a line for each subnet, the assets file one for each host")
  func files() throws {
    let office = try Simulation(Offices.tiny).office
    let subnets = office.subnetsFile.split(separator: "\n")
    #expect(subnets.first == "cidr,name,zone,vlan")
    #expect(subnets.count == office.subnets.count + 1)
    #expect(subnets.dropFirst().first == "10.1.0.0/24,servers,servers,100")
    let assets = office.assetsFile.split(separator: "\n")
    #expect(assets.first == "ip,name,role,from,to")
    #expect(assets.count == office.hosts.count + 1)
    let roles: Set = [
      "client", "server", "domain_controller", "file_server", "database", "printer", "scanner",
      "jump_host",
    ]
    for (line, host) in zip(assets.dropFirst(), office.hosts) {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      #expect(fields.count == 5)
      #expect(IPAddress(fields[0]) == host.address)
      #expect(roles.contains(fields[2]))
    }
  }

  @Test("newcomers arrive on weekdays after the first, and are no more than a fifth")
  func newcomers() throws {
    var options = Offices.quietOptions
    options.difficulty.newcomers = 100
    let office = try Simulation(options).office
    let workstations = office.hosts(.workstation)
    let newcomers = workstations.filter { office.hosts[$0].firstDay > 0 }
    #expect(newcomers.count == workstations.count / 5)
    #expect(newcomers.allSatisfy { ![5, 6].contains(office.hosts[$0].firstDay) })
    #expect(office.hosts.allSatisfy { $0.role == .workstation || $0.firstDay == 0 })
    let lasting = Headcount(hosts: options.hosts).lastingWorkstations
    #expect(office.lastingWorkstations.count == lasting)
  }

  @Test("a person's hours share out the whole day's work, and nobody is in before the first day")
  func attendance() throws {
    let (simulation, _) = try Offices.quiet.get()
    let office = simulation.office
    let root = SeededGenerator(seed: 1)
    for host in office.hosts(.workstation) {
      for day in 0..<5 {
        let attendance = Attendance(
          office.habits[host], firstDay: 2, day: day, isWorkday: true,
          using: root.child(host).child(day))
        let shares = (0..<24).map(attendance.share(ofHour:))
        let sum = shares.reduce(0, +)
        #expect(attendance.presence == nil ? sum == 0 : abs(sum - 1) < 1e-9)
        if day < 2 { #expect(attendance.presence == nil) }
      }
    }
  }
}
