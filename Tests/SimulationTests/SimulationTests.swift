// SPDX-License-Identifier: Apache-2.0

import Flows
import Simulation
import Testing

@Suite struct SimulationTests {
  @Test("the same options give the same flows, and this office these")
  func sameOptions() throws {
    let one = try Simulation(Offices.tiny)
    let two = try Simulation(Offices.tiny)
    var hashes: [UInt64] = [0xcbf2_9ce4_8422_2325, 0xcbf2_9ce4_8422_2325]
    for day in 0..<one.dayCount {
      hashes[0] = Offices.hash(one.day(day), from: hashes[0])
      hashes[1] = Offices.hash(two.day(day), from: hashes[1])
    }
    #expect(hashes[0] == hashes[1])
    #expect(one.truth == two.truth)
    #expect(String(hashes[0], radix: 16) == "fa3c27a3ee51b0d5")
  }

  @Test("another seed gives another office, other flows and another intrusion")
  func otherSeed() throws {
    var options = Offices.tiny
    let one = try Simulation(options)
    options.seed += 1
    let two = try Simulation(options)
    #expect(one.office.hosts != two.office.hosts)
    #expect(Offices.hash(one.day(0)) != Offices.hash(two.day(0)))
    #expect(one.truth != two.truth)
  }

  @Test("days do not depend on the order or the threads they are drawn in")
  func order() async throws {
    let simulation = try Simulation(Offices.tiny)
    let forward = (0..<3).map { Offices.hash(simulation.day($0)) }
    let backward = (0..<3).reversed().map { Offices.hash(simulation.day($0)) }
    #expect(forward == backward.reversed())
    let spread = await Parallel.map(3, threads: 3) { Offices.hash(simulation.day($0)) }
    #expect(spread == forward)
  }

  @Test("planning an intrusion changes no blameless flow")
  func intrusionsOnTop() throws {
    var options = Offices.tiny
    let with = try Simulation(options).labelledDay(2)
    options.intrusions = []
    let without = try Simulation(options).day(2)
    var blameless = FlowBatch()
    for row in 0..<with.flows.count where with.intrusions[row] == 0 {
      blameless.append(with.flows[row])
    }
    #expect(blameless.count < with.flows.count)
    #expect(Offices.hash(blameless) == Offices.hash(without))
  }

  @Test("a day's flows are in order of time and start on that day; its hours are the day")
  func sorted() throws {
    let simulation = try Simulation(Offices.tiny)
    for index in 0..<simulation.dayCount {
      let day = simulation.labelledDay(index)
      let midnight = simulation.options.start.microseconds + Int64(index) * 86_400_000_000
      #expect(day.flows.count == day.intrusions.count)
      #expect(zip(day.flows.starts, day.flows.starts.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(day.flows.starts.allSatisfy { $0 >= midnight && $0 < midnight + 86_400_000_000 })
      var hours = 0
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      simulation.forEachHour(ofDay: index) { (hour: LabelledFlows) in
        let start = midnight + Int64(hours) * 3_600_000_000
        #expect(hour.flows.starts.allSatisfy { $0 >= start && $0 < start + 3_600_000_000 })
        hash = Offices.hash(hour.flows, from: hash)
        hours += 1
      }
      #expect(hours == 24)
      #expect(hash == Offices.hash(day.flows))
    }
  }

  @Test("what is thrown while hours are taken comes through")
  func bodyThrows() throws {
    struct Full: Error {}
    let simulation = try Simulation(Offices.tiny)
    #expect(throws: Full.self) {
      try simulation.forEachHour(ofDay: 0) { (_: LabelledFlows) throws(Full) in throw Full() }
    }
  }

  @Test("every weekday has about the flows asked for, a weekend day far fewer")
  func volume() throws {
    let (simulation, days) = try Offices.quiet.get()
    let wanted = Double(simulation.options.flowsPerWorkday)
    for (index, day) in days.enumerated() {
      let share = Double(day.count) / wanted
      if index == 5 || index == 6 {
        #expect(share > 0.05 && share < 0.4)
      } else if index != 2 {
        #expect(share > 0.75 && share < 1.35)
      } else {
        #expect(share > 1, "the scanner works on Wednesday")
      }
    }
  }

  @Test("an office without flows has none but its intruder's and administrators'")
  func noTraffic() throws {
    var options = Offices.tiny
    options.flowsPerWorkday = 0
    options.difficulty.sessionsPerAdministrator = 0
    options.difficulty.oneOffSessions = 0
    options.difficulty.nestedSessions = 0
    options.difficulty.newEdges = 0
    options.difficulty.uploads = 0
    let simulation = try Simulation(options)
    #expect(simulation.day(0).count == 0)
    #expect(simulation.labelledDay(2).intrusions.allSatisfy { $0 == 1 })
  }
}
