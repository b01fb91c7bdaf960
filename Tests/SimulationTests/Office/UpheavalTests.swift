// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing

@testable import Simulation

/// Servers that move, come, and go.
@Suite struct UpheavalTests {
  private static func simulation(_ change: (inout Difficulty) -> Void) throws -> Simulation {
    var options = OfficeOptions()
    options.seed = 11
    options.hosts = 200
    options.days = 5
    options.flowsPerWorkday = 4_000
    change(&options.difficulty)
    return try Simulation(options)
  }

  @Test("when a server moves everybody follows, but for a few who ask in vain")
  func migrations() throws {
    let simulation = try Self.simulation { $0.migrations = 1 }
    let exchanges = simulation.office.renumbering.exchanges
    #expect(exchanges.count > 1)
    var inVain = 0
    for move in exchanges {
      let server = try #require(simulation.office.hosts.first { $0.address == move.host })
      #expect(server.role.isMovable)
      #expect(!simulation.office.hosts.contains { $0.address == move.address })
      guard exchanges.count(where: { $0.host == move.host }) == 1 else { continue }
      let before = simulation.day(move.day - 1)
      let after = simulation.day(move.day)
      #expect(!before.targets.contains(move.address) && !before.sources.contains(move.address))
      #expect(!after.sources.contains(move.host))
      let old = (0..<after.count).filter { after.targets[$0] == move.host }
      #expect(old.allSatisfy { after.states[$0].isFailure })
      #expect(after.targets.count { $0 == move.address } > old.count)
      inVain += old.count
    }
    #expect(inVain > 0)
  }

  @Test("a new server is silent until its day, then shares the work of the one it relieves")
  func newServers() throws {
    let simulation = try Self.simulation { $0.newServers = 4 }
    let office = simulation.office
    let openings = office.renumbering.openings
    #expect(openings.count > 1)
    let days = (0..<simulation.dayCount).map(simulation.day)
    for opening in openings {
      let server = try #require(office.hosts.first { $0.address == opening.server })
      let forerunner = try #require(office.hosts.first { $0.address == opening.forerunner })
      #expect(server.role == forerunner.role && server.isUnix == forerunner.isUnix)
      #expect(server.firstDay == opening.day && forerunner.firstDay == 0)
      for (index, day) in days.enumerated() {
        let isSeen = day.sources.contains(opening.server) || day.targets.contains(opening.server)
        #expect(isSeen == (index >= opening.day))
        #expect(day.targets.contains(opening.forerunner))
      }
    }
    let roles = Dictionary(grouping: office.hosts, by: \.role)
    for hosts in roles.values where hosts[0].role.isServer {
      #expect(hosts.contains { $0.firstDay == 0 })
    }
    let opened = office.assetsFile.split(separator: "\n").count { $0.contains("T00:00:00") }
    #expect(opened == openings.count)
  }

  @Test("dead services are asked for by a few, in working hours, and answer nobody")
  func deadServices() throws {
    let simulation = try Self.simulation { $0.deadServices = 12 }
    let services = simulation.office.deadServices
    #expect(services.count == 12)
    #expect(Set(services.map(\.outcome)) == [.refused, .unanswered])
    let day = simulation.day(1)
    var asked = 0
    for service in services {
      let tries = (0..<day.count).filter {
        day.targets[$0] == service.address && day.services[$0] == service.talk.service
      }
      #expect(tries.allSatisfy { day.states[$0].isFailure })
      // Where the host lives on, others may try the port by mistake.
      let known = services.filter { $0.address == service.address }.flatMap(\.clients)
      let clients = Set(known.map { simulation.office.hosts[$0].address })
      #expect(service.outcome == .refused || tries.allSatisfy { clients.contains(day.sources[$0]) })
      #expect(service.clients.count < 30)
      asked += tries.count
    }
    #expect(asked > 20)
  }
}
