// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing

@testable import Topology

@Suite struct SightingTableTests {
  private func list(_ texts: [String]) -> Watchlist {
    Watchlist(texts.compactMap { Subnet($0) }.map { Watchlist.Entry($0) })
  }

  private func sightings(_ flows: [Flow], _ list: Watchlist) -> [SightingTable.Sighting] {
    var table = SightingTable()
    table.add(FlowBatch(flows), scope: EdgeScope(), list: list)
    return table.sightings
  }

  @Test("the narrowest entry counts, until it ends")
  func places() throws {
    let narrow = try #require(Subnet("203.0.113.9"))
    let wide = try #require(Subnet("203.0.113.0/24"))
    let six = try #require(Subnet("2001:db8::/32"))
    let end = Timestamp(microseconds: 100)
    let list = Watchlist([.init(wide), .init(narrow, until: end), .init(six)])
    let place = { (text: String, moment: Int64) in
      IPAddress(text).flatMap { list.place(of: $0, at: Timestamp(microseconds: moment)) }
    }
    #expect(place("203.0.113.9", 99) == 1 && place("203.0.113.9", 100) == 0)
    #expect(place("203.0.113.8", 0) == 0 && place("203.0.114.8", 0) == nil)
    #expect(place("2001:db8:1::1", 0) == 2 && place("2001:db9::1", 0) == nil)
    #expect(place("::1", 0) == nil && Watchlist().place(of: narrow.base, at: end) == nil)
  }

  @Test("both directions and internal addresses count, strangers among themselves do not")
  func directions() {
    let flows: [Flow] = [
      .tcp("10.0.0.1", "203.0.113.9", 443, minute: 5),
      .tcp("10.0.0.1", "203.0.113.9", 443, minute: 3),
      .tcp("203.0.113.7", "10.0.0.2", 22, minute: 4, state: .rejected),
      .tcp("203.0.113.9", "198.51.100.1", 80, minute: 1),
      .tcp("10.0.0.3", "10.0.0.4", 445, minute: 6), .tcp("10.0.0.3", "10.0.0.5", 445, minute: 7),
    ]
    let seen = sightings(flows, list(["203.0.113.0/24", "10.0.0.4"]))
    #expect(
      seen.map { "\($0.host) \($0.address) \($0.isOutward) \($0.flows) \($0.failedFlows)" } == [
        "10.0.0.1 203.0.113.9 true 2 0", "10.0.0.2 203.0.113.7 false 1 1",
        "10.0.0.3 10.0.0.4 true 1 0",
      ])
    #expect(seen[0].lastSeen > seen[0].firstSeen)
  }

  @Test("parts merge in any order into the table of the whole", arguments: UInt64(0)..<20)
  func merging(seed: UInt64) {
    let flows = RandomFlows.make(300, seed: seed)
    let some = Set(flows.prefix(8).flatMap { [$0.source.description, $0.target.description] })
    let list = list(some.sorted())
    let whole = sightings(flows, list)
    var generator = SeededGenerator(seed: seed)
    var table = SightingTable()
    for start in stride(from: 0, to: 300, by: 30).shuffled(using: &generator) {
      var part = SightingTable()
      part.add(FlowBatch(Array(flows[start..<start + 30])), scope: EdgeScope(), list: list)
      table.merge(part)
    }
    #expect(!whole.isEmpty && table.sightings == whole)
    let inside = flows.filter { EdgeScope().internalScope.contains($0.source) }
    let expected = inside.count { flow in
      some.contains(flow.target.description) && flow.source != flow.target
    }
    #expect(whole.filter(\.isOutward).reduce(0) { $0 + $1.flows } == Int64(expected))
  }
}
