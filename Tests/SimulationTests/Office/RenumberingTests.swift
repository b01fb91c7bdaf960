// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing

@testable import Simulation

@Suite struct RenumberingTests {
  private static func address(_ number: Int) -> IPAddress {
    IPAddress(v4: 0x0a0a_0100 | UInt32(number))
  }

  @Test(
    "addresses on a day are those of a seating plan in which people swap seats",
    arguments: UInt64(0)..<60)
  func exchanges(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var days = (0..<generator.below(40)).map { _ in 1 + generator.below(9) }
    days.sort()
    let exchanges = days.map { day in
      Renumbering.Exchange(
        day: day, host: Self.address(generator.below(12)),
        address: Self.address(generator.below(16)))
    }
    let renumbering = Renumbering(exchanges: exchanges)
    // Who sits on each of 16 seats.
    var seats = Array(0..<16)
    for day in 0..<10 {
      for exchange in exchanges where exchange.day == day {
        guard let from = seats.firstIndex(where: { Self.address($0) == exchange.host }),
          let to = (0..<16).first(where: { Self.address($0) == exchange.address })
        else { continue }
        seats.swapAt(from, to)
      }
      let table = renumbering.table(on: day)
      for (seat, host) in seats.enumerated() {
        #expect((table[Self.address(host)] ?? Self.address(host)) == Self.address(seat))
        let last = renumbering.moves[Self.address(host), default: []].last { $0.day <= day }
        #expect((last?.address ?? Self.address(host)) == Self.address(seat))
      }
    }
    for moves in renumbering.moves.values {
      #expect(zip(moves, moves.dropFirst()).allSatisfy { $0.day < $1.day })
    }
  }

  @Test("until a server is there, the one it relieves answers, wherever that moved")
  func openings() {
    let (server, forerunner) = (Self.address(1), Self.address(2))
    let renumbering = Renumbering(
      exchanges: [Renumbering.Exchange(day: 2, host: forerunner, address: Self.address(9))],
      openings: [Renumbering.Opening(day: 3, server: server, forerunner: forerunner)])
    #expect(renumbering.table(on: 1) == [server: forerunner])
    #expect(renumbering.table(on: 2)[server] == Self.address(9))
    #expect(renumbering.table(on: 3)[server] == nil)
    #expect(renumbering.table(on: 3)[forerunner] == Self.address(9))
  }

  /// An office with one intrusion in which many leases change, and the same without.
  private static func pair() throws -> (moving: Simulation, still: Simulation) {
    var options = Offices.tiny
    options.days = 4
    options.intrusions = [Intrusion(.slowChain, day: 0), Intrusion(.worm, day: 3)]
    let still = try Simulation(options)
    options.difficulty.leaseChanges = 0.3
    return (try Simulation(options), still)
  }

  @Test("but for addresses, an office whose leases change has the flows of one whose leases don't")
  func leases() throws {
    let (moving, still) = try Self.pair()
    var changed = 0
    for index in 0..<4 {
      let table = moving.office.renumbering.table(on: index)
      changed = table.count
      let (now, before) = (moving.labelledDay(index), still.labelledDay(index))
      #expect(now.intrusions == before.intrusions)
      for row in 0..<before.flows.count {
        var flow = before.flows[row]
        flow.source = table[flow.source] ?? flow.source
        flow.target = table[flow.target] ?? flow.target
        #expect(now.flows[row] == flow)
      }
    }
    #expect(changed > 20)
  }

  @Test("the truth has the addresses of its time, and numbers hops as before")
  func truth() throws {
    let (moving, still) = try Self.pair()
    let start = moving.options.start.microseconds
    var differing = 0
    for (now, before) in zip(moving.truth.intrusions, still.truth.intrusions) {
      #expect(now.steps.count == before.steps.count)
      for (step, old) in zip(now.steps, before.steps) {
        let day = Int((step.time.microseconds - start) / 86_400_000_000)
        let table = moving.office.renumbering.table(on: day)
        #expect(step.source == table[old.source] ?? old.source)
        #expect(step.target == table[old.target] ?? old.target)
        #expect(step.step == old.step && step.time == old.time)
        if step != old { differing += 1 }
      }
    }
    #expect(differing > 0)
  }

  @Test("the assets file says who had an address when")
  func assets() throws {
    let (moving, _) = try Self.pair()
    let rows = moving.office.assetsFile.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(rows.count > moving.office.hosts.count)
    for index in 0..<4 {
      let noon = moving.options.start.advanced(
        byMicroseconds: Int64(index) * 86_400_000_000 + 43_200_000_000)
      let table = moving.office.renumbering.table(on: index)
      let valid = rows.filter { row in
        let from = Timestamp(row[3]) ?? Timestamp(microseconds: .min)
        let to = Timestamp(row[4]) ?? Timestamp(microseconds: .max)
        return from <= noon && noon < to
      }
      let names = Dictionary(uniqueKeysWithValues: valid.map { ($0[0], $0[1]) })
      #expect(names.count == moving.office.hosts.count)
      for host in moving.office.hosts {
        #expect(names[(table[host.address] ?? host.address).description] == host.name)
      }
    }
  }
}
