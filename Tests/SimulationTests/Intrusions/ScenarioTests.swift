// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing

@testable import Simulation

@Suite struct ScenarioTests {
  /// One intrusion and its flows, in order of time.
  struct Played {
    let simulation: Simulation
    let truth: IntrusionTruth
    let flows: [Flow]

    init(_ scenario: Scenario, seed: UInt64, hops: Int = 4) throws {
      simulation = try IntruderTests.simulation(scenario, seed: seed, hops: hops)
      truth = try #require(simulation.truth.intrusions.first)
      var flows: [Flow] = []
      for index in 0..<simulation.dayCount {
        let day = simulation.labelledDay(index)
        flows += (0..<day.flows.count).filter { day.intrusions[$0] > 0 }.map { day.flows[$0] }
      }
      self.flows = flows
    }

    var roles: [IPAddress: HostRole] {
      Dictionary(uniqueKeysWithValues: simulation.office.hosts.map { ($0.address, $0.role) })
    }

    /// The flows of an edge of the truth.
    func flows(of step: TruthStep) -> [Flow] {
      flows.filter {
        $0.source == step.source && $0.target == step.target && $0.service == step.service
      }
    }
  }

  @Test(
    "a tunnel's legs open within seconds, outlast each other from within, and carry the same",
    arguments: UInt64(0)..<12)
  func relay(seed: UInt64) throws {
    let played = try Played(.relay, seed: seed, hops: 1 + Int(seed % 5))
    let legs = played.truth.hops
    #expect((2...max(2, min(4, 1 + Int(seed % 5)))).contains(legs.count))
    let rounds = played.flows(of: legs[0])
    #expect((1...3).contains(rounds.count))
    for (outer, inner) in zip(legs, legs.dropFirst()) {
      #expect(outer.target == inner.source)
      let (outside, inside) = (played.flows(of: outer), played.flows(of: inner))
      #expect(outside.count == rounds.count && inside.count == rounds.count)
      for (one, next) in zip(outside, inside) {
        let gap = next.start.microseconds - one.start.microseconds
        #expect(gap >= 3_000_000 && gap <= 28_000_000)
        #expect(gap + next.durationMicroseconds < one.durationMicroseconds)
        for (sent, passed) in [(one.bytesOut, next.bytesOut), (one.bytesIn, next.bytesIn)] {
          let ratio = Double(sent) / Double(passed)
          #expect(ratio > 0.94 && ratio < 1.065)
        }
      }
    }
  }

  @Test(
    "passwords are guessed in many short sessions until a long one, and it goes on from there",
    arguments: UInt64(0)..<8)
  func bruteForce(seed: UInt64) throws {
    let played = try Played(.bruteForce, seed: seed, hops: 3)
    let hops = played.truth.hops
    let tries = try #require(played.truth.steps.first)
    #expect(tries.step == 0 && [22, 445, 3_389].contains(tries.service.port))
    #expect(hops.count == 3)
    #expect(tries.source == hops[0].source && tries.target == hops[0].target)
    #expect(tries.service == hops[0].service)
    let sessions = played.flows(of: tries)
    let long = sessions.filter { $0.durationMicroseconds > 60_000_000 }
    #expect(sessions.count > 120 && long.count == 1)
    #expect(long.first?.start == hops[0].time && sessions.last == long.first)
    let guessed = sessions.last.map { $0.start.microseconds - tries.time.microseconds }
    #expect(try #require(guessed) < 5_400_000_000 * 6 / 5)
    for (one, next) in zip(hops, hops.dropFirst()) { #expect(one.target == next.source) }
  }

  @Test(
    "what is stolen comes together on one host and leaves from there", arguments: UInt64(0)..<8)
  func staging(seed: UInt64) throws {
    let played = try Played(.staging, seed: seed)
    let hops = played.truth.hops
    #expect(hops.count == 2)
    let stage = hops[0].target
    let copies = played.truth.steps.filter { $0.step == 0 }
    #expect(!copies.isEmpty)
    #expect(copies.allSatisfy { $0.source == stage && $0.service == .tcp(445) })
    #expect(copies.allSatisfy { played.roles[$0.target] == .fileServer })
    let fetched = copies.flatMap(played.flows(of:)).reduce(0) { $0 + $1.bytesIn }
    #expect(fetched > 100_000_000)
    #expect(hops[1].source == stage && played.roles[hops[1].target] == nil)
    #expect(try #require(copies.last).time < hops[1].time)
    #expect(played.flows(of: hops[1]).reduce(0) { $0 + $1.bytesOut } > 200_000_000)
  }

  @Test("somebody used every edge of such a chain for good reasons", arguments: UInt64(0)..<8)
  func knownEdges(seed: UInt64) throws {
    let played = try Played(.knownEdges, seed: seed)
    let hops = played.truth.hops
    #expect(hops.count == 4)
    for (one, next) in zip(hops, hops.dropFirst()) { #expect(one.target == next.source) }
    for hop in hops {
      let used = (0..<2).contains { index in
        let day = played.simulation.labelledDay(index)
        return (0..<day.flows.count).contains { row in
          day.intrusions[row] == 0 && day.flows.sources[row] == hop.source
            && day.flows.targets[row] == hop.target && day.flows.services[row] == hop.service
        }
      }
      #expect(used)
    }
  }

  @Test("an insider is an administrator who goes wide, comes at night or takes files along")
  func insider() throws {
    var kinds: Set<Int> = []
    for seed in UInt64(0)..<9 {
      let played = try Played(.insider, seed: seed)
      #expect(played.roles[played.truth.entry] == .administrator)
      let senders = played.truth.senders.map { played.roles[$0] }
      #expect(senders.allSatisfy { $0 == .administrator || $0 == .jumpHost })
      let hours = played.truth.hops.map(\.time.calendar.hour)
      let carried = played.truth.hops.flatMap(played.flows(of:)).reduce(0) { $0 + $1.bytesIn }
      let isWide = Set(played.truth.hops.map(\.target)).count >= 8
      let isLate = hours.allSatisfy { $0 < 7 || $0 > 20 }
      let isMuch = carried > 1_000_000_000
      #expect(isWide || isLate || isMuch, "seed \(seed)")
      for (index, holds) in [isWide, isLate, isMuch].enumerated() where holds {
        kinds.insert(index)
      }
      if !isWide {
        let own = try Self.ownServers(of: played.truth.entry, seed: seed)
        let targets = played.truth.hops.map(\.target).filter {
          played.roles[$0] != .jumpHost && played.roles[$0] != nil
        }
        #expect(!targets.isEmpty && targets.allSatisfy(own.contains))
      }
    }
    #expect(kinds == [0, 1, 2])
  }

  /// The servers an administrator works on in two weeks in which nobody needs help.
  private static func ownServers(
    of administrator: IPAddress, seed: UInt64
  ) throws -> Set<IPAddress> {
    var options = OfficeOptions()
    options.seed = seed
    options.hosts = 80
    options.days = 14
    options.flowsPerWorkday = 0
    options.difficulty.newTargets = 0
    options.difficulty.throughJumpHost = 0
    let simulation = try Simulation(options)
    var targets: Set<IPAddress> = []
    for index in 0..<simulation.dayCount {
      let day = simulation.day(index)
      for row in 0..<day.count where day.sources[row] == administrator {
        targets.insert(day.targets[row])
      }
    }
    return targets
  }

  @Test("moments follow each other and never leave the simulation", arguments: UInt64(0)..<20)
  func moments(seed: UInt64) throws {
    var options = Offices.tiny
    options.seed = seed
    let root = SeededGenerator(seed: seed)
    let office = Office(options, using: root)
    let traffic = Traffic(options, office: office, root: root)
    var intruder = Intruder(Intrusion(.relay, day: 2), index: 0, in: traffic)
    let first = intruder.moment(2, minute: 900)
    for seconds in [10.0, 600, 90_000] {
      let moments = intruder.moments(9, after: first, apart: seconds)
      #expect(moments.count == 9)
      #expect(zip([first] + moments, moments).allSatisfy { $0 < $1 })
      #expect(moments.allSatisfy { $0 < intruder.end })
      let mean = Double(try #require(moments.last) - first) / 9_000_000
      #expect(seconds > 3_000 ? mean < 3_900 : mean > seconds / 3 && mean < 3 * seconds)
    }
  }
}
