// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing

@testable import Topology

@Suite struct EdgeChangesTests {
  private struct Key: Hashable {
    let source: IPAddress, target: IPAddress, service: Service
  }

  /// Hours after 2026-03-02T00:00:00Z.
  private func hour(_ number: Int) -> Timestamp {
    Timestamp(microseconds: 1_772_409_600_000_000 + Int64(number) * EdgeTable.tickLength)
  }

  private func range(_ start: Int, _ end: Int) -> TimeRange { TimeRange(hour(start), hour(end)) }

  /// The obvious way: the flows of each period, counted in dictionaries.
  private func plain(
    _ table: EdgeTable, now: Range<Int>, before: Range<Int>
  ) -> (kinds: [Key: EdgeChanges.Kind], unchanged: Int) {
    func sums(_ range: Range<Int>) -> [Key: (flows: Int64, bytes: Int64)] {
      var sums: [Key: (flows: Int64, bytes: Int64)] = [:]
      for row in table.rows(in: self.range(range.lowerBound, range.upperBound)) {
        let edge = table.edge(row, isNew: nil, subnets: SubnetMap())
        let key = Key(source: edge.source, target: edge.target, service: edge.service)
        let known = sums[key] ?? (0, 0)
        sums[key] = (known.flows + edge.flows, known.bytes + edge.bytesOut + edge.bytesIn)
      }
      return sums
    }
    let count = max(1, before.count / now.count)
    let periods = (0..<count).map { index -> [Key: (flows: Int64, bytes: Int64)] in
      let end = before.upperBound - index * now.count
      return sums((index == count - 1 ? before.lowerBound : end - now.count)..<end)
    }
    let scale = before.count < now.count ? Double(now.count) / Double(before.count) : 1
    let later = sums(now)
    var kinds: [Key: EdgeChanges.Kind] = [:]
    var unchanged = 0
    for (key, sum) in later {
      let past = periods.compactMap { $0[key] }
      guard !past.isEmpty else {
        kinds[key] = .appeared
        continue
      }
      let flows = (Double(past.map(\.flows).max() ?? 0) * scale).rounded()
      let bytes = (Double(past.map(\.bytes).max() ?? 0) * scale).rounded()
      let (x, y) = (Double(sum.flows), Double(sum.bytes))
      if x >= 2 * flows && x - flows >= 10 || y >= 2 * bytes && y - bytes >= 1_000_000 {
        kinds[key] = .grown
      } else {
        unchanged += 1
      }
    }
    for key in Set(periods.flatMap(\.keys)) where later[key] == nil {
      if 4 * periods.count(where: { $0[key] != nil }) >= 3 * count { kinds[key] = .vanished }
    }
    return (kinds, unchanged)
  }

  @Test("changes equal those found by counting each period", arguments: UInt64(0)..<40)
  func oracle(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var flows = RandomFlows.make(900, seed: seed, hosts: 8, days: 4)
    // Some edges grow on the last day.
    for flow in flows where flow.start >= hour(72) && seed % 2 == 0 {
      if Int.random(in: 0..<10, using: &generator) == 0 {
        for _ in 0..<12 { flows.append(flow) }
      }
    }
    let table = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
    let cases: [(Range<Int>, Range<Int>)] = [
      (72..<96, 0..<72), (48..<96, 24..<48), (80..<85, 3..<80), (72..<96, 60..<72),
    ]
    for (now, before) in cases {
      let found = EdgeChanges(
        table, now: range(now.lowerBound, now.upperBound),
        before: range(before.lowerBound, before.upperBound), subnets: SubnetMap())
      let (kinds, unchanged) = plain(table, now: now, before: before)
      let all = found.changes.map {
        (Key(source: $0.edge.source, target: $0.edge.target, service: $0.edge.service), $0.kind)
      }
      #expect(Dictionary(uniqueKeysWithValues: all) == kinds)
      #expect(found.unchanged == unchanged)
      #expect(found.periods == max(1, before.count / now.count))
    }
  }

  @Test("the three kinds all occur, each as it is defined")
  func kinds() {
    let host = { (number: UInt32) in IPAddress(v4: 0x0a00_0000 + number) }
    func flows(_ target: UInt32, _ hours: [Int], count: Int) -> [Flow] {
      hours.flatMap { hour in
        (0..<count).map { index in
          Flow(
            start: self.hour(hour).advanced(byMicroseconds: Int64(index)),
            durationMicroseconds: 1, source: host(1), target: host(target), sourcePort: 50_000,
            service: .tcp(445), packetsOut: 1, packetsIn: 1, bytesOut: 100, bytesIn: 100,
            state: .established)
        }
      }
    }
    let all =
      flows(2, [30], count: 1) + flows(3, [1, 5, 30], count: 6) + flows(3, [31, 32], count: 6)
      + flows(4, [2], count: 3) + flows(5, [3, 40], count: 2)
    let table = EdgeTableBuilder(FlowBatch(all), scope: EdgeScope()).table()
    let found = EdgeChanges(
      table, now: range(24, 48), before: range(0, 24), subnets: SubnetMap())
    #expect(found.changes.map(\.kind) == [.appeared, .vanished])
    #expect(found.unchanged == 2)
    let busier = EdgeChanges(
      table, now: range(24, 48), before: range(0, 5), subnets: SubnetMap())
    // Six flows in five hours are scaled to 29 in a day: 18 is no growth.
    #expect(busier.changes.map(\.kind) == [.appeared, .vanished])
    let grown = EdgeChanges(table, now: range(29, 34), before: range(0, 10), subnets: SubnetMap())
    #expect(grown.changes.first { $0.edge.target == host(3) }?.kind == .grown)
    #expect(grown.changes.first { $0.edge.target == host(3) }?.earlierFlows == 6)
  }
}
