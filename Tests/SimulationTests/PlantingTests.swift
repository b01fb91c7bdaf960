// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Simulation

@Suite struct PlantingTests {
  @Test("intruders come as late as they can and still do all they came for", arguments: 1...16)
  func late(days: Int) throws {
    var options = OfficeOptions()
    options.hosts = 60
    options.days = days
    options.plant(Scenario.allCases)
    let calendar = OfficeCalendar(options)
    let workdays = (0..<days).filter(calendar.isWorkday)
    for intrusion in options.intrusions {
      let left = workdays.count { $0 >= intrusion.day }
      let needed = intrusion.scenario == .slowChain ? min(intrusion.hops, workdays.count) : 1
      #expect(calendar.isWorkday(intrusion.day))
      #expect(left == needed, "\(intrusion.scenario)")
    }
    let truth = try Simulation(options).truth
    #expect(truth.intrusions.map(\.scenario) == Scenario.allCases)
    let slow = truth.intrusions[1]
    #expect(slow.hops.count == min(4, workdays.count))
  }
}
