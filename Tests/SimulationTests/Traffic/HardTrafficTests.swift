// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing

@testable import Simulation

/// What only hard offices have.
@Suite struct HardTrafficTests {
  private static func options(_ change: (inout Difficulty) -> Void) -> OfficeOptions {
    var options = OfficeOptions()
    options.seed = 21
    options.hosts = 150
    options.days = 3
    options.flowsPerWorkday = 2_400
    change(&options.difficulty)
    return options
  }

  @Test(
    "while a controller is out it answers nobody, and the other one is asked", arguments: [1.0, 6])
  func outages(rate: Double) throws {
    let options = Self.options { $0.outages = rate }
    let simulation = try Simulation(options)
    let calm = try Simulation(Self.options { _ in })
    let root = SeededGenerator(seed: options.seed)
    let traffic = Traffic(options, office: Office(options, using: root), root: root)
    var seen = 0
    for index in 0..<3 {
      let outages = traffic.outages(on: index)
      let day = simulation.day(index)
      let before = calm.day(index)
      func isOut(_ flow: Flow) -> Bool { outages.contains { $0.concerns(flow) } }
      func answered(_ day: FlowBatch, on port: UInt16) -> Int {
        (0..<day.count).count { day.services[$0].port == port && !day.states[$0].isFailure }
      }
      let flows = (0..<day.count).map { day[$0] }
      #expect(flows.filter(isOut).allSatisfy { $0.state == .attempted && $0.bytesIn == 0 })
      #expect(
        flows.allSatisfy { !isOut($0) || $0.target.v4 != nil && $0.source != $0.target })
      seen += outages.count
      guard !outages.isEmpty else {
        #expect(Offices.hash(day) == Offices.hash(before))
        continue
      }
      let asked = answered(day, on: 88)
      #expect(outages.count > 1 || Double(asked) > 0.97 * Double(answered(before, on: 88)))
      #expect(asked <= answered(before, on: 88))
      #expect(zip(day.starts, day.starts.dropFirst()).allSatisfy { $0 <= $1 })
    }
    #expect(seen > 0)
  }

  @Test("everybody calls ports of the dynamic range, few of a server until it starts anew")
  func remoteCalls() throws {
    let simulation = try Simulation(Self.options { $0.remoteCalls = 6 })
    let office = simulation.office
    var ports: [IPAddress: [UInt16: Int]] = [:]
    var callers: Set<IPAddress> = []
    for index in 0..<2 {
      let day = simulation.day(index)
      for row in 0..<day.count where day.services[row].transport == .tcp {
        guard day.services[row].port >= 49_152 else { continue }
        ports[day.targets[row], default: [:]][day.services[row].port, default: 0] += 1
        callers.insert(day.sources[row])
      }
    }
    #expect(callers.count > office.hosts(.workstation).count * 9 / 10)
    let busiest = try #require(
      ports.max { $0.value.values.reduce(0, +) < $1.value.values.reduce(0, +) })
    let calls = busiest.value.values.reduce(0, +)
    let usual = busiest.value.values.sorted(by: >).prefix(7).reduce(0, +)
    #expect(calls > 200 && Double(usual) > 0.9 * Double(calls))
    #expect(Set(ports.values.flatMap(\.keys)).count > 30)
  }

  @Test("a server's dynamic ports change on the day after Tuesday's patches, and then only")
  func dynamicPorts() {
    let options = Self.options { $0.remoteCalls = 1 }
    let root = SeededGenerator(seed: 1)
    let traffic = Traffic(options, office: Office(options, using: root), root: root)
    let sets = (0..<10).map { day in
      var generator = SeededGenerator(seed: UInt64(day))
      var counts: [UInt16: Int] = [:]
      for _ in 0..<400 {
        counts[traffic.dynamicPort(of: 3, day: day, using: &generator), default: 0] += 1
      }
      return Set(counts.filter { $0.value > 20 }.keys)
    }
    #expect(sets.allSatisfy { $0.count == 6 })
    #expect(sets[0] == sets[1] && sets[1].isDisjoint(with: sets[2]))
    #expect(sets[2] == sets[8] && sets[8].isDisjoint(with: sets[9]))
  }

  @Test("some copies are as large as a thief's, inside and to the Internet")
  func copies() throws {
    let simulation = try Simulation(
      Self.options {
        $0.copies = 40
        $0.uploads = 0
      })
    var inside = 0
    var outside = 0
    for index in 0..<3 {
      let day = simulation.day(index)
      for row in 0..<day.count where day.bytesOut[row] + day.bytesIn[row] > 200_000_000 {
        if day.services[row] == .tcp(445) { inside += 1 }
        if (day.targets[row].v4 ?? 0) >> 24 != 10, day.bytesOut[row] > 200_000_000 { outside += 1 }
      }
    }
    #expect(inside > 40 && outside > 20)
  }

  @Test("in a busy office of 5,000 hosts about 100 edges a weekday are new to administration")
  func newEdges() {
    struct Edge: Hashable {
      let source: IPAddress
      let target: IPAddress
      let port: UInt16
    }
    var options = Self.options { $0 = .busy(hosts: 5_000) }
    options.hosts = 5_000
    options.days = 9
    let root = SeededGenerator(seed: options.seed)
    let traffic = Traffic(options, office: Office(options, using: root), root: root)
    var known: Set<Edge> = []
    var fresh: [Int] = []
    for index in 0..<9 {
      var day = FlowSheet()
      traffic.addAdministration(day: index, to: &day)
      let before = known.count
      for flow in day.flows where [22, 3_389, 5_985].contains(flow.service.port) {
        guard !flow.state.isFailure else { continue }
        known.insert(
          Edge(source: flow.source, target: flow.target, port: flow.service.port))
      }
      fresh.append(known.count - before)
    }
    #expect([fresh[4], fresh[7], fresh[8]].allSatisfy { (70...130).contains($0) }, "\(fresh)")
  }

  /// Edges of each weekday that are new to file, remote call and administration ports.
  private static func fresh(_ options: OfficeOptions) throws -> [Int] {
    struct Edge: Hashable {
      let source: IPAddress
      let target: IPAddress
      let port: UInt16
    }
    let simulation = try Simulation(options)
    var known: Set<Edge> = []
    return (0..<simulation.dayCount).map { index in
      let day = simulation.day(index)
      let before = known.count
      for row in 0..<day.count where !day.states[row].isFailure {
        let port = day.services[row].port
        guard [22, 135, 445, 3_389, 5_985].contains(port) else { continue }
        known.insert(Edge(source: day.sources[row], target: day.targets[row], port: port))
      }
      return known.count - before
    }
  }

  @Test("people who are set in their ways meet nothing new after their first days")
  func settledPeople() throws {
    func late(_ share: Double) throws -> Int {
      var options = Self.options {
        $0.settledPeople = share
        $0.remoteCalls = 2
        ($0.newEdges, $0.newcomers, $0.oneOffSessions, $0.nestedSessions) = (0, 0, 0, 0)
        $0.sessionsPerAdministrator = 0
      }
      options.days = 5
      return try Self.fresh(options).suffix(1).reduce(0, +)
    }
    let (none, half, all) = try (late(0), late(0.5), late(1))
    #expect(none > 50, "\(none)")
    #expect(half < none * 3 / 4 && half > none / 4, "\(half) of \(none)")
    #expect(all < none / 8, "\(all) of \(none)")
  }

  @Test("a hard office has few new edges after its first days, a plain one fewer, a busy one many")
  func novelty() throws {
    func late(_ rates: Difficulty) throws -> Int {
      var options = Self.options { $0 = rates }
      options.hosts = 300
      options.days = 5
      options.flowsPerWorkday = 36 * 300
      options.scanWeekday = 2
      return try Self.fresh(options).suffix(2).reduce(0, +)
    }
    let (plain, hard, busy) = try (
      late(.plain(hosts: 300)), late(.hard(hosts: 300)), late(.busy(hosts: 300))
    )
    // Two hundredths of the hosts, or 100 a day of 5,000.
    #expect((4...24).contains(hard), "\(hard)")
    #expect(plain < hard, "\(plain)")
    #expect(busy > 8 * hard, "\(busy)")
  }

  @Test("look-ups come before as many administration sessions as the difficulty says")
  func lookUps() throws {
    for share in [0, 0.5, 1] {
      var options = Self.options {
        $0.lookUps = share
        $0.oneOffSessions = 60
        $0.sessionsPerAdministrator = 0
        $0.fumbledSessions = 0
        $0.uploads = 0
        $0.newEdges = 0
      }
      options.flowsPerWorkday = 0
      let day = try Simulation(options).day(0)
      let sessions = day.services.count { [22, 445, 3_389, 5_985].contains($0.port) }
      let searches = day.services.count { $0.port == 389 }
      #expect(sessions > 40)
      #expect(abs(Double(searches) / Double(sessions) - share) < 0.2)
      if share == 1 { #expect(day.services.count { $0.port == 88 } == sessions) }
    }
  }
}
