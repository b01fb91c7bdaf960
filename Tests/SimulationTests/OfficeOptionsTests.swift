// SPDX-License-Identifier: Apache-2.0

import Flows
import Simulation
import Testing

@Suite struct OfficeOptionsTests {
  static let wrong: [(String, @Sendable (inout OfficeOptions) -> Void)] = [
    ("hosts", { $0.hosts = 49 }), ("hosts", { $0.hosts = 50_001 }), ("days", { $0.days = 0 }),
    ("days", { $0.days = 367 }), ("flows per workday", { $0.flowsPerWorkday = -1 }),
    ("scan weekday", { $0.scanWeekday = 7 }),
    ("start", { $0.start = Timestamp(microseconds: 1) }),
    ("start", { $0.start = Timestamp(microseconds: -86_400_000_000) }),
    ("failures", { $0.difficulty.failures = 1.5 }),
    ("known hops", { $0.difficulty.knownHops = -0.1 }),
    ("uploads", { $0.difficulty.uploads = .nan }),
    ("dead services", { $0.difficulty.deadServices = 1_001 }),
    ("outages", { $0.difficulty.outages = -1 }),
    ("lease changes", { $0.difficulty.leaseChanges = 2 }),
    ("newcomers", { $0.difficulty.newcomers = .infinity }),
    ("intrusion day", { $0.intrusions = [Intrusion(.sweep, day: 7)] }),
    ("intrusion day", { $0.intrusions = [Intrusion(.sweep, day: -1)] }),
    ("intrusion hops", { $0.intrusions = [Intrusion(.hopChain, day: 0, hops: 0)] }),
    ("intrusion hops", { $0.intrusions = [Intrusion(.hopChain, day: 0, hops: 13)] }),
    ("intrusion discovery", { $0.intrusions = [Intrusion(.hopChain, day: 0, discovery: -1)] }),
    ("intrusion pace", { $0.intrusions = [Intrusion(.hopChain, day: 0, pace: 59)] }),
    ("intrusion entry", { $0.intrusions = [Intrusion(.hopChain, day: 0, entry: 100_000)] }),
    (
      "intrusion services",
      { $0.intrusions = [Intrusion(.hopChain, day: 0, services: [Service(.icmp, 0)])] }
    ),
  ]

  @Test("an option out of range is named, with what is allowed", arguments: wrong.indices)
  func outOfRange(index: Int) throws {
    let (name, change) = Self.wrong[index]
    var options = OfficeOptions()
    try options.validate()
    change(&options)
    #expect {
      _ = try Simulation(options)
    } throws: { error in
      guard case .option(let found, _, let allowed) = error as? SimulationError else {
        return false
      }
      return found == name && !allowed.isEmpty && "\(error)".contains(name)
    }
  }

  @Test("the smallest and the strangest allowed options work", arguments: UInt64(0)..<8)
  func anyOptions(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var options = OfficeOptions()
    options.seed = seed
    options.hosts = Int.random(in: 50...90, using: &generator)
    options.days = Int.random(in: 1...3, using: &generator)
    options.flowsPerWorkday = Int.random(in: 0...300, using: &generator)
    options.scanWeekday = Int.random(in: 0...6, using: &generator)
    let later = Int64.random(in: 0...20_000, using: &generator)
    options.start = Timestamp(microseconds: later * 86_400_000_000)
    if seed % 2 == 0 { options.difficulty = .hard(hosts: 1_000) }
    options.difficulty.newcomers = 50
    options.difficulty.knownHops = 1
    options.difficulty.fumbledSessions = 1
    options.intrusions = Scenario.allCases.map { scenario in
      Intrusion(
        scenario, day: Int.random(in: 0..<options.days, using: &generator),
        hops: Int.random(in: 1...12, using: &generator),
        discovery: Int.random(in: 0...30, using: &generator),
        pace: Int.random(in: 60...86_400, using: &generator))
    }
    let simulation = try Simulation(options)
    let truth = try Truth(csv: simulation.truth.csv)
    #expect(truth == simulation.truth)
    var seen: Set<UInt16> = []
    for day in 0..<simulation.dayCount { seen.formUnion(simulation.labelledDay(day).intrusions) }
    #expect(seen.subtracting([0]) == Set(1...UInt16(Scenario.allCases.count)))
  }

  @Test("the demo is ten days of past and one day with a chain of four hops, and fits a download")
  func demo() throws {
    let options = OfficeOptions.demo
    try options.validate()
    let simulation = try Simulation(options)
    #expect(simulation.dayCount == 11)
    #expect(simulation.office.hosts.count == 120)
    let chain = try #require(simulation.truth.intrusions.first)
    #expect(simulation.truth.intrusions.count == 1)
    let inside = chain.hops.filter { ($0.target.v4 ?? 0) >> 24 == 10 }
    #expect(inside.map(\.service.port) == [5985, 3389, 445, 5985])
    let start = simulation.options.start.microseconds + 10 * 86_400_000_000
    #expect(chain.steps.allSatisfy { $0.time.microseconds >= start + 8 * 3_600_000_000 })
    #expect(chain.steps.allSatisfy { $0.time.microseconds < start + 18 * 3_600_000_000 })
    let gaps = zip(inside, inside.dropFirst()).map { $1.time.microseconds - $0.time.microseconds }
    #expect(gaps.allSatisfy { $0 > 600_000_000 })
  }

  @Test("in the demo no hop's edge was used on the days before")
  func demoHopsAreNew() throws {
    let simulation = try Simulation(.demo)
    let hops = Set(try #require(simulation.truth.intrusions.first).hops.map(Contact.init))
    var flows = 0
    var used = 0
    for index in 0..<10 {
      let day = simulation.day(index)
      flows += day.count
      used += (0..<day.count).count { hops.contains(Contact(day[$0])) }
    }
    #expect(used == 0)
    #expect(flows > 45_000 && flows < 80_000)
  }

  private struct Contact: Hashable {
    let source: IPAddress
    let target: IPAddress
    let service: Service

    init(_ step: TruthStep) {
      (source, target, service) = (step.source, step.target, step.service)
    }

    init(_ flow: Flow) {
      (source, target, service) = (flow.source, flow.target, flow.service)
    }
  }
}
