// SPDX-License-Identifier: Apache-2.0

import Flows
import Simulation
import Testing

@Suite struct IntruderTests {
  /// An office with one intrusion and nothing of its own but administrators.
  static func simulation(
    _ scenario: Scenario, seed: UInt64, hops: Int = 4, days: Int = 5, difficulty: Difficulty? = nil
  ) throws -> Simulation {
    var options = OfficeOptions()
    options.seed = seed
    options.hosts = 80
    options.days = days
    options.flowsPerWorkday = 0
    if let difficulty { options.difficulty = difficulty }
    options.intrusions = [
      Intrusion(scenario, day: scenario == .slowChain ? 0 : 2, hops: hops)
    ]
    return try Simulation(options)
  }

  static let cases = Scenario.allCases.flatMap { scenario in
    (UInt64(0)..<6).map { (scenario, $0) }
  }

  @Test("nobody sends before it was reached, and steps follow each other in time", arguments: cases)
  func reachedFirst(scenario: Scenario, seed: UInt64) throws {
    let simulation = try Self.simulation(scenario, seed: seed)
    let intrusion = try #require(simulation.truth.intrusions.first)
    var reached: [IPAddress: Timestamp] = [intrusion.entry: Timestamp(microseconds: .min)]
    var before = Timestamp(microseconds: .min)
    for step in intrusion.steps {
      #expect(step.time >= before)
      before = step.time
      let since = try #require(reached[step.source], "\(step.source) was never reached")
      #expect(since < step.time)
      if step.step > 0, reached[step.target] == nil { reached[step.target] = step.time }
    }
    #expect(intrusion.hops.map(\.step) == Array(1..<(intrusion.hops.count + 1)))
  }

  @Test(
    "the labelled flows are the truth's edges and the logons that come with them", arguments: cases)
  func labels(scenario: Scenario, seed: UInt64) throws {
    let simulation = try Self.simulation(scenario, seed: seed)
    let intrusion = try #require(simulation.truth.intrusions.first)
    var first: [TruthStep: Timestamp] = [:]
    let senders = Set(intrusion.senders)
    for index in 0..<simulation.dayCount {
      let day = simulation.labelledDay(index)
      for row in 0..<day.flows.count where day.intrusions[row] > 0 {
        let flow = day.flows[row]
        #expect(day.intrusions[row] == 1 && senders.contains(flow.source))
        let edge = TruthStep(
          time: simulation.options.start, step: 0, source: flow.source, target: flow.target,
          service: flow.service)
        if first[edge] == nil { first[edge] = flow.start }
      }
    }
    let known = Set(
      intrusion.steps.map { step in
        var edge = step
        edge.time = simulation.options.start
        edge.step = 0
        return edge
      })
    #expect(known.isSubset(of: first.keys))
    let late = intrusion.steps.filter { step in
      var edge = step
      edge.time = simulation.options.start
      edge.step = 0
      return first[edge, default: step.time] > step.time
    }
    #expect(late.isEmpty)
    let extra = first.keys.filter { !known.contains($0) }
    #expect(extra.allSatisfy { [53, 88, 389].contains($0.service.port) })
  }

  @Test("a chain goes on where it arrived, and ends with a large upload", arguments: UInt64(0)..<15)
  func hopChain(seed: UInt64) throws {
    let hops = 1 + Int(seed % 6)
    let simulation = try Self.simulation(.hopChain, seed: seed, hops: hops)
    let steps = try #require(simulation.truth.intrusions.first).hops
    #expect(steps.count == hops + 1)
    for (one, next) in zip(steps, steps.dropFirst()) { #expect(one.target == next.source) }
    let upload = try #require(steps.last)
    #expect((upload.target.v4 ?? 0) >> 24 != 10)
    let start = simulation.options.start.microseconds
    let day = simulation.labelledDay(Int((upload.time.microseconds - start) / 86_400_000_000))
    let sent = (0..<day.flows.count).filter {
      day.flows.sources[$0] == upload.source && day.flows.targets[$0] == upload.target
    }.reduce(0) { $0 + day.flows.bytesOut[$1] }
    #expect(sent > 100_000_000)
  }

  @Test("a chain too long for what is left still ends within the simulation")
  func lateChain() throws {
    let simulation = try Self.simulation(.hopChain, seed: 1, hops: 12, days: 3)
    let steps = try #require(simulation.truth.intrusions.first).hops
    #expect(steps.count == 13)
    let end = simulation.options.start.advanced(byMicroseconds: 3 * 86_400_000_000)
    #expect(steps.allSatisfy { $0.time < end })
  }

  @Test("a slow chain makes one hop each weekday", arguments: UInt64(0)..<10)
  func slowChain(seed: UInt64) throws {
    let simulation = try Self.simulation(.slowChain, seed: seed, hops: 5, days: 8)
    let steps = try #require(simulation.truth.intrusions.first).hops
    #expect(steps.count == 5)
    #expect(steps.map(\.time.date) == (2...6).map { "2026-03-0\($0)" })
  }

  @Test("a pivot reaches several servers from the jump host", arguments: UInt64(0)..<10)
  func pivot(seed: UInt64) throws {
    let simulation = try Self.simulation(.pivot, seed: seed, hops: 3)
    let steps = try #require(simulation.truth.intrusions.first).hops
    let office = simulation.office
    let jumps = Set(office.hosts(.jumpHost).map { office.hosts[$0].address })
    #expect(steps.count == 4)
    #expect(jumps.contains(steps[0].target))
    #expect(steps.dropFirst().allSatisfy { $0.source == steps[0].target })
  }

  @Test(
    "a port scan tries hundreds of ports of one host, a sweep one port of hundreds of addresses")
  func scans() throws {
    let scan = try #require(try Self.simulation(.portScan, seed: 3).truth.intrusions.first)
    #expect(Set(scan.steps.map(\.target)).count == 1)
    #expect(Set(scan.steps.map(\.service)).count >= 400)
    let sweep = try #require(try Self.simulation(.sweep, seed: 3).truth.intrusions.first)
    #expect(Set(sweep.steps.map(\.service)).count == 1)
    #expect(Set(sweep.steps.map(\.target)).count >= 253)
  }

  @Test("a worm spreads to other hosts, which try on")
  func worm() throws {
    let worm = try #require(try Self.simulation(.worm, seed: 3).truth.intrusions.first)
    #expect(worm.hops.count > 5 && worm.hops.count < 40)
    #expect(worm.senders.count > 5)
  }

  @Test("when the difficulty says so, all hops but the upload go over edges used before")
  func knownHops() throws {
    var difficulty = Difficulty()
    difficulty.knownHops = 1
    let simulation = try Self.simulation(.hopChain, seed: 9, difficulty: difficulty)
    let intrusion = try #require(simulation.truth.intrusions.first)
    var used = 0
    for hop in intrusion.hops.dropLast() {
      let before = (0..<2).contains { index in
        let day = simulation.labelledDay(index)
        return (0..<day.flows.count).contains { row in
          day.intrusions[row] == 0 && day.flows.sources[row] == hop.source
            && day.flows.targets[row] == hop.target && day.flows.services[row] == hop.service
        }
      }
      if before { used += 1 }
    }
    #expect(used == 4)
  }

  @Test("the entry is the workstation that was chosen")
  func entry() throws {
    var options = Offices.tiny
    options.intrusions = [Intrusion(.hopChain, day: 2, entry: 5)]
    let simulation = try Simulation(options)
    let office = simulation.office
    let lasting = office.hosts.filter { $0.role == .workstation && $0.firstDay == 0 }
    #expect(simulation.truth.intrusions.first?.entry == lasting[5].address)
  }
}
