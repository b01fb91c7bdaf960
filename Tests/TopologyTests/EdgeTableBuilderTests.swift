// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing

@testable import Topology

@Suite struct EdgeTableBuilderTests {
  private struct Key: Hashable, Comparable {
    let tick: Int64
    let source: IPAddress
    let target: IPAddress
    let service: Service

    static func < (a: Key, b: Key) -> Bool {
      (a.tick, a.source, a.target, a.service) < (b.tick, b.source, b.target, b.service)
    }
  }

  private func isInternal(_ address: IPAddress) -> Bool {
    address.v4.map { $0 >> 24 == 10 } ?? false
  }

  /// The obvious way: group flows in a dictionary.
  private func grouped(_ flows: [Flow]) -> [(Key, [Flow])] {
    func node(_ address: IPAddress) -> IPAddress { isInternal(address) ? address : .internet }
    let kept = flows.filter {
      $0.source != $0.target && (isInternal($0.source) || isInternal($0.target))
    }
    let groups = Dictionary(grouping: kept) {
      Key(
        tick: $0.start.microseconds / 3_600_000_000, source: node($0.source),
        target: node($0.target), service: $0.service)
    }
    return groups.sorted { $0.key < $1.key }
  }

  @Test("restricted to a port, edges are those of the flows to it, and the rest is counted")
  func port() {
    let flows = RandomFlows.make(400, seed: 1)
    let all = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope())
    let one = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope(port: 445))
    let own = flows.filter { $0.service.port == 445 }
    #expect(one.table().flows.reduce(0, +) == Int64(grouped(own).reduce(0) { $0 + $1.1.count }))
    #expect(one.table().services.allSatisfy { $0 == .tcp(445) })
    let other = all.table().flows.reduce(0, +) - one.table().flows.reduce(0, +)
    #expect(one.omissions[.otherPort].map(Int64.init) == other && other > 0)
  }

  @Test("edges are what grouping the flows gives", arguments: UInt64(0)..<30)
  func grouping(seed: UInt64) {
    let flows = RandomFlows.make(400, seed: seed)
    let table = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
    let oracle = grouped(flows)
    #expect(table.count == oracle.count)
    for (row, (key, group)) in oracle.enumerated() {
      #expect(Int64(table.ticks[row]) == key.tick)
      #expect(table.hosts.addresses[Int(table.sources[row])] == key.source)
      #expect(table.hosts.addresses[Int(table.targets[row])] == key.target)
      #expect(table.services[row] == key.service)
      #expect(table.flows[row] == Int64(group.count))
      #expect(table.failedFlows[row] == Int64(group.count { $0.state.isFailure }))
      #expect(table.bytesOut[row] == group.reduce(0) { $0 + $1.bytesOut })
      #expect(table.bytesIn[row] == group.reduce(0) { $0 + $1.bytesIn })
      #expect(table.packetsOut[row] == group.reduce(0) { $0 + $1.packetsOut })
      #expect(table.packetsIn[row] == group.reduce(0) { $0 + $1.packetsIn })
      #expect(table.durations[row] == group.reduce(0) { $0 + $1.durationMicroseconds })
      #expect(table.firstSeen[row] == group.map(\.start.microseconds).min())
      #expect(table.lastSeen[row] == group.map(\.start.microseconds).max())
      #expect(table.histograms.row(row).reduce(0) { $0 + $1.count } == Int64(group.count))
    }
  }

  @Test("parts in any order give the table of the whole", arguments: UInt64(0)..<30)
  func merging(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let flows = RandomFlows.make(300, seed: seed)
    let whole = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
    let shuffled = flows.shuffled(using: &generator)
    let cut = Int.random(in: 0...flows.count, using: &generator)
    var first = EdgeTableBuilder(FlowBatch(shuffled[cut...]), scope: EdgeScope())
    first.merge(EdgeTableBuilder(FlowBatch(shuffled[..<cut]), scope: EdgeScope()))
    #expect(first.table() == whole)
  }

  @Test("flows that are no edges are counted by reason")
  func omissions() {
    let builder = EdgeTableBuilder(
      FlowBatch([
        .tcp("203.0.113.1", "198.51.100.1", 80, minute: 0),
        .tcp("10.0.0.1", "224.0.0.251", 5353, minute: 0),
        .tcp("10.0.0.1", "10.0.0.255", 137, minute: 0, state: .attempted),
        .tcp("10.0.0.1", "10.0.0.255", 445, minute: 0),
        .tcp("10.0.0.1", "10.0.0.1", 80, minute: 0),
        .tcp("127.0.0.1", "10.0.0.1", 80, minute: 0),
      ]), scope: EdgeScope())
    #expect(builder.omissions == [.external: 1, .multicast: 2, .noPair: 2])
    #expect(builder.table().count == 1)
  }

  @Test("hostile counters saturate instead of overflowing")
  func saturation() {
    var flow = Flow.tcp("10.0.0.1", "10.0.0.2", 445, minute: 0)
    flow.bytesOut = .max
    let table = EdgeTableBuilder(FlowBatch([flow, flow]), scope: EdgeScope()).table()
    #expect(table.bytesOut == [.max])
  }

  @Test("merging ticks sums what the hours hold", arguments: UInt64(0)..<20)
  func ticks(seed: UInt64) {
    let flows = RandomFlows.make(300, seed: seed)
    let table = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
    let merged = table.mergingTicks()
    #expect(merged.flows.reduce(0, +) == table.flows.reduce(0, +))
    #expect(merged.durations.reduce(0, +) == table.durations.reduce(0, +))
    #expect(merged.firstFlow == table.firstFlow && merged.lastFlow == table.lastFlow)
    let keys = (0..<merged.count).map {
      "\(merged.sources[$0]) \(merged.targets[$0]) \(merged.services[$0])"
    }
    #expect(Set(keys).count == keys.count)
    for row in 0..<merged.count {
      let counts = merged.histograms.row(row)
      #expect(counts.reduce(0) { $0 + $1.count } == merged.flows[row])
      #expect(zip(counts, counts.dropFirst()).allSatisfy { $0.bucket < $1.bucket })
    }
  }

  @Test("times before 1970 keep their order")
  func negativeTimes() {
    var early = Flow.tcp("10.0.0.1", "10.0.0.2", 445, minute: 0)
    early.start = Timestamp(microseconds: -7_200_000_001)
    let late = Flow.tcp("10.0.0.1", "10.0.0.2", 445, minute: 0)
    let table = EdgeTableBuilder(FlowBatch([late, early]), scope: EdgeScope()).table()
    #expect(table.ticks.first == -3)
    #expect(table.ticks == table.ticks.sorted())
  }
}
