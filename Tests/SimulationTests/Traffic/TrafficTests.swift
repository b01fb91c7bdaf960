// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing

@testable import Simulation

@Suite struct TrafficTests {
  let office: Office
  let days: [FlowBatch]
  let roles: [IPAddress: HostRole]

  init() throws {
    let (simulation, days) = try Offices.quiet.get()
    office = simulation.office
    self.days = days
    roles = Dictionary(uniqueKeysWithValues: simulation.office.hosts.map { ($0.address, $0.role) })
  }

  private var all: [Flow] { days.flatMap { day in (0..<day.count).map { day[$0] } } }

  @Test("addresses are hosts of the office or documentation addresses outside, and never alike")
  func addresses() {
    let outside = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"].compactMap(Subnet.init)
    let wrong = all.filter { flow in
      let known = [flow.source, flow.target].allSatisfy { address in
        roles[address] != nil || isGone(address)
          || outside.contains { $0.contains(address) }
      }
      let touches = roles[flow.source] != nil || roles[flow.target] != nil
      return flow.source == flow.target || !touches || !known
    }
    #expect(wrong.isEmpty)
  }

  private func isGone(_ address: IPAddress) -> Bool {
    address == office.retiredServer || office.deadServices.contains { $0.address == address }
  }

  @Test("counts fit the state: failures bring nothing back, TCP packets can hold the bytes")
  func counts() {
    #expect(all.filter { !Self.fits($0) }.isEmpty)
  }

  private static func fits(_ flow: Flow) -> Bool {
    let fitsState =
      switch flow.state {
      case .attempted: flow.packetsIn == 0 && flow.bytesIn == 0
      case .rejected: flow.packetsIn == 1 && flow.bytesIn == 0 && flow.bytesOut == 0
      default: flow.packetsIn > 0 && flow.bytesOut > 0
      }
    let hasPort = flow.sourcePort >= 32_768 || flow.sourcePort == 123
    return fitsState && flow.durationMicroseconds >= 0 && flow.packetsOut > 0
      && flow.bytesOut <= 1_460 * flow.packetsOut && flow.bytesIn <= 1_460 * flow.packetsIn
      && hasPort == flow.service.transport.hasPorts
  }

  @Test("most of a workstation's weekday flows start between 7 and 19 o'clock")
  func officeHours() {
    var inHours = 0
    var total = 0
    for flow in all where roles[flow.source] == .workstation {
      total += 1
      if (7..<19).contains(flow.start.calendar.hour) { inHours += 1 }
    }
    let share = Double(inHours) / Double(total)
    #expect(share > 0.85 && share < 0.995)
  }

  @Test("a workstation talks to a handful of hosts a day, half of them to 5...25")
  func fanOut() {
    var targets: [IPAddress: Set<IPAddress>] = [:]
    for row in 0..<days[0].count where roles[days[0].sources[row]] == .workstation {
      targets[days[0].sources[row], default: []].insert(days[0].targets[row])
    }
    let counts = targets.values.map(\.count).sorted()
    #expect(counts.count > 80)
    #expect((5...25).contains(counts[counts.count / 2]))
    #expect(counts[counts.count * 99 / 100] < 60)
  }

  @Test("sites are liked very unequally: the top tenth gets over a third of all visits")
  func popularity() {
    var visits: [IPAddress: Int] = [:]
    for flow in all where roles[flow.source] == .workstation && roles[flow.target] == nil {
      visits[flow.target, default: 0] += 1
    }
    let counts = visits.values.sorted(by: >)
    #expect(counts.count > 200)
    let top = counts.prefix(counts.count / 10).reduce(0, +)
    let share = Double(top) / Double(counts.reduce(0, +))
    #expect(share > 0.33 && share < 0.8)
  }

  @Test("as many workstations' connections fail as the difficulty says, what is gone apart")
  func failures() {
    var failed = 0
    var total = 0
    for flow in all where roles[flow.source] == .workstation && !isGone(flow.target) {
      total += 1
      if flow.state.isFailure { failed += 1 }
    }
    let share = Double(failed) / Double(total)
    #expect(abs(share - Offices.quietOptions.difficulty.failures) < 0.012)
  }

  @Test("newcomers are silent before their first day and speak later")
  func newcomers() {
    var spoke: Set<IPAddress> = []
    var early: Set<IPAddress> = []
    let firstDays = Dictionary(
      uniqueKeysWithValues: office.hosts.map { ($0.address, $0.firstDay) })
    for (index, day) in days.enumerated() {
      for row in 0..<day.count {
        let source = day.sources[row]
        if firstDays[source, default: 0] > index { early.insert(source) }
        if firstDays[source, default: 0] > 0 { spoke.insert(source) }
      }
    }
    #expect(!spoke.isEmpty && early.isEmpty)
  }

  @Test("only the scanner reaches most of the office on remote administration ports, on its day")
  func scanner() {
    for (index, day) in days.enumerated() {
      var targets: [IPAddress: Set<IPAddress>] = [:]
      for row in 0..<day.count where day.services[row].givesControl {
        targets[day.sources[row], default: []].insert(day.targets[row])
      }
      let wide = targets.filter { $0.value.count > office.hosts.count / 2 }.keys
      #expect(wide.map { roles[$0] } == (index == 2 ? [.scanner] : []))
    }
  }

  @Test("administrators meet hosts they never worked on, day after day")
  func novelty() {
    struct Pair: Hashable {
      let source: IPAddress
      let target: IPAddress
    }
    var known: Set<Pair> = []
    let workdays = [0, 1, 2, 3, 4, 7]
    var fresh: [Int] = []
    for index in workdays {
      var new = 0
      for row in 0..<days[index].count
      where [.administrator, .jumpHost].contains(roles[days[index].sources[row]])
        && [22, 3_389, 5_985].contains(days[index].services[row].port)
      {
        let pair = Pair(source: days[index].sources[row], target: days[index].targets[row])
        if known.insert(pair).inserted { new += 1 }
      }
      fresh.append(new)
    }
    #expect(fresh.reduce(0, +) > 12)
    #expect(fresh.suffix(2).allSatisfy { $0 > 0 })
  }

  @Test("backup fetches from every server at night, patches go out on Tuesday evening")
  func jobs() {
    for (index, day) in days.enumerated() {
      var fetched: Set<IPAddress> = []
      var patched = 0
      for row in 0..<day.count {
        let hour = Timestamp(microseconds: day.starts[row]).calendar.hour
        if roles[day.sources[row]] == .backupServer, day.services[row] == .tcp(10_000) {
          fetched.insert(day.targets[row])
          #expect((1...4).contains(hour))
        }
        if roles[day.sources[row]] == .patchServer, day.services[row] == .tcp(445) {
          patched += 1
          #expect((20...22).contains(hour))
        }
      }
      #expect(fetched.count == office.servers.count - 1)
      #expect((patched > 20) == (index == 1))
    }
  }

  @Test("monitoring asks every server and printer as often on each day")
  func monitoring() {
    for day in days {
      var asked: [IPAddress: Int] = [:]
      for row in 0..<day.count where roles[day.sources[row]] == .monitoring {
        asked[day.targets[row], default: 0] += 1
      }
      #expect(asked.count == office.servers.count + office.hosts(.printer).count)
      #expect(Set(asked.values).count == 1)
    }
  }

  @Test("the shares of what people do add up, and an average action has the flows it says")
  func actions() {
    let sum = ClientAction.allCases.reduce(0) { $0 + $1.share }
    #expect(abs(sum - 1) < 1e-12)
    var generator = SeededGenerator(seed: 8)
    var seen: [ClientAction: Int] = [:]
    for _ in 0..<20_000 { seen[ClientAction.draw(using: &generator), default: 0] += 1 }
    let flows = seen.reduce(0.0) { $0 + Double($1.value) * $1.key.flows }
    for action in ClientAction.allCases {
      let share = Double(seen[action, default: 0]) * action.flows / flows
      #expect(abs(share - action.share) < 0.015)
    }
  }
}
