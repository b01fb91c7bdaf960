// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing

@testable import Topology

@Suite struct TimeRespectingReachTests {
  private func random(_ seed: UInt64, hosts: Int, contacts: Int, times: Int64) -> [Contact] {
    var generator = SeededGenerator(seed: seed)
    return (0..<contacts).map { _ in
      Contact(
        time: Int64.random(in: 1...times, using: &generator),
        source: Int32.random(in: 0..<Int32(hosts), using: &generator),
        target: Int32.random(in: 0..<Int32(hosts), using: &generator))
    }
  }

  /// Arrival times by trying every contact again until nothing changes.
  private func plain(_ contacts: [Contact], from host: Int, after: Int64, hosts: Int) -> [Int64?] {
    var arrival = [Int64?](repeating: nil, count: hosts)
    arrival[host] = after
    var changed = true
    while changed {
      changed = false
      for contact in contacts {
        guard let here = arrival[Int(contact.source)], here < contact.time,
          contact.time < arrival[Int(contact.target)] ?? .max
        else { continue }
        arrival[Int(contact.target)] = contact.time
        changed = true
      }
    }
    return arrival
  }

  @Test("a path goes on only with later contacts")
  func order() {
    // 0 –1→ 1 –2→ 2, but 3 is left for before 2 is reached, and 4 at the same moment
    let contacts = [(1, 0, 1), (2, 1, 2), (1, 2, 3), (2, 2, 4)].map {
      Contact(time: Int64($0.0), source: Int32($0.1), target: Int32($0.2))
    }
    let reach = TimeRespectingReach(contacts, hostCount: 5)
    #expect(reach.earliestArrival(from: 0, after: 0) == [0, 1, 2, nil, nil])
    #expect(reach.latestDeparture(to: 2, before: 9) == [1, 2, 9, nil, nil])
    #expect(reach.counts().downstream == [2, 1, 2, 0, 0])
    #expect(reach.counts().upstream == [0, 1, 2, 1, 1])
  }

  @Test("arrivals and departures equal those found by trying all", arguments: UInt64(0)..<60)
  func oracle(seed: UInt64) {
    let hosts = 12
    let contacts = random(seed, hosts: hosts, contacts: 40, times: 15)
    let reach = TimeRespectingReach(contacts, hostCount: hosts)
    let reversed = contacts.map {
      Contact(time: -$0.time, source: $0.target, target: $0.source)
    }
    for host in 0..<hosts {
      #expect(
        reach.earliestArrival(from: host, after: 3)
          == plain(contacts, from: host, after: 3, hosts: hosts))
      #expect(
        reach.latestDeparture(to: host, before: 12)
          == plain(reversed, from: host, after: -12, hosts: hosts).map { $0.map { -$0 } })
    }
  }

  @Test(
    "first contacts lead back to the start, each later than the one before",
    arguments: UInt64(0)..<60)
  func firstContacts(seed: UInt64) {
    let hosts = 12
    let contacts = random(seed, hosts: hosts, contacts: 40, times: 15)
    let reach = TimeRespectingReach(contacts, hostCount: hosts)
    for host in 0..<hosts {
      let first = reach.firstContacts(from: host, after: 3)
      var arrival = reach.earliestArrival(from: host, after: 3)
      arrival[host] = nil
      #expect(first.map { $0?.time } == arrival)
      for (target, contact) in first.enumerated() {
        guard let contact else { continue }
        #expect(Int(contact.target) == target && contacts.contains(contact))
        let before = Int(contact.source) == host ? 3 : first[Int(contact.source)]?.time
        #expect(before.map { $0 < contact.time } == true)
      }
    }
  }

  @Test("counts equal following paths host by host", arguments: UInt64(0)..<60)
  func counts(seed: UInt64) {
    let hosts = 15
    let contacts = random(seed, hosts: hosts, contacts: 50, times: seed % 2 == 0 ? 10 : 1000)
    let reach = TimeRespectingReach(contacts, hostCount: hosts)
    let counts = reach.counts()
    for host in 0..<hosts {
      let downstream = plain(contacts, from: host, after: 0, hosts: hosts)
      #expect(Int(counts.downstream[host]) == downstream.count { $0 != nil } - 1)
      let upstream = (0..<hosts).count { other in
        other != host && plain(contacts, from: other, after: 0, hosts: hosts)[host] != nil
      }
      #expect(Int(counts.upstream[host]) == upstream)
    }
  }

  @Test("more hosts than are counted at once are all counted")
  func manyHosts() {
    // 0 → 1 → … → 9,000, each a moment later
    let hosts = 9001
    let contacts = (1..<hosts).map {
      Contact(time: Int64($0), source: Int32($0 - 1), target: Int32($0))
    }
    let counts = TimeRespectingReach(contacts, hostCount: hosts).counts()
    #expect((0..<hosts).allSatisfy { Int(counts.downstream[$0]) == hosts - 1 - $0 })
    #expect((0..<hosts).allSatisfy { Int(counts.upstream[$0]) == $0 })
  }
}
