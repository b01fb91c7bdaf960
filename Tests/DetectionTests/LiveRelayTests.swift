// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing
import Topology

@testable import Detection

@Suite struct LiveRelayTests {
  private static let day = 1440

  private func session(
    _ source: String, _ target: String, _ port: UInt16, minute: Int, second: Int = 0,
    minutes: Int = 10, bytes: Int64 = 50_000
  ) -> Flow {
    var flow = Flow.tcp(source, target, port, minute: minute)
    flow.start = flow.start.advanced(byMicroseconds: Int64(second) * 1_000_000)
    flow.durationMicroseconds = Int64(minutes) * 60_000_000
    flow.bytesOut = bytes / 2
    flow.bytesIn = bytes - bytes / 2
    return flow
  }

  private func found(_ flows: [Flow], since: Int? = nil) -> LiveRelays {
    let scope = EdgeScope()
    let batch = FlowBatch(flows)
    var table = RelayTable()
    table.add(batch, scope: scope)
    let moment = since.map {
      Timestamp(microseconds: 1_772_409_600_000_000 + Int64($0) * 60_000_000)
    }
    let (past, present) = EdgeTableBuilder(batch, scope: scope).table().split(at: moment)
    var profiles = HostProfiles()
    if past.count > 0 {
      profiles.fold(past.mergingTicks(), features: nil, subnets: SubnetMap())
    }
    return LiveRelays(
      table, present: present, past: profiles, since: moment, subnets: SubnetMap())
  }

  @Test("what an administrator does every day comes after what nobody did before")
  func order() throws {
    // Every day .5 ─RDP▶ 10.0.9.1 ─SSH▶ 10.0.9.2; on the last also .7 ─RDP▶ 10.0.9.1 ─SSH▶ 10.0.9.3
    var flows = (0..<4).flatMap { day in
      [
        session("10.0.1.5", "10.0.9.1", 3389, minute: day * Self.day + 600),
        session("10.0.9.1", "10.0.9.2", 22, minute: day * Self.day + 600, second: 9),
      ]
    }
    flows += [
      session("10.0.1.7", "10.0.9.1", 3389, minute: 3 * Self.day + 700),
      session("10.0.9.1", "10.0.9.3", 22, minute: 3 * Self.day + 700, second: 9),
    ]
    let relays = found(flows, since: 3 * Self.day).relays
    #expect(
      relays.map { $0.hosts.map(\.description) } == [
        ["10.0.1.7", "10.0.9.1", "10.0.9.3"], ["10.0.1.5", "10.0.9.1", "10.0.9.2"],
      ])
    #expect(relays.map(\.priority.novelty) == [1, 0] && relays.map(\.times) == [1, 1])
    let whole = found(flows).relays
    #expect(whole.map(\.times).sorted() == [1, 4])
    #expect(whole.allSatisfy { $0.priority.novelty == 0 }, "without a past nothing is new")
  }

  @Test("who looked around before counts, and only from then on")
  func scouting() throws {
    func scouting(at minute: Int) -> Double? {
      found([
        .tcp("10.0.1.7", "10.0.9.8", 445, minute: minute, state: .rejected),
        session("10.0.1.7", "10.0.9.1", 3389, minute: 700),
        session("10.0.9.1", "10.0.9.3", 22, minute: 700, second: 9),
      ]).relays.first?.priority.reconnaissance
    }
    #expect(scouting(at: 690) == 0.5)
    #expect(scouting(at: 720) == 0)
  }

  @Test("a look is no leg, a session without byte counts is one")
  func looks() {
    func count(bytes: Int64) -> Int {
      found([
        session("10.0.1.7", "10.0.9.1", 3389, minute: 700),
        session("10.0.9.1", "10.0.9.3", 22, minute: 700, second: 9, bytes: bytes),
      ]).relays.count
    }
    #expect(count(bytes: 999) == 0 && count(bytes: 1_000) == 1 && count(bytes: 0) == 1)
  }

  @Test("the order of flows changes nothing", arguments: UInt64(0)..<20)
  func shuffled(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    func host() -> String { "10.0.\(Int.random(in: 1...3, using: &generator)).1" }
    var flows = (0..<40).map { _ in
      session(
        host(), host(), 22, minute: Int.random(in: 0...30, using: &generator),
        second: Int.random(in: 0...59, using: &generator))
    }.filter { $0.source != $0.target }
    let first = found(flows).relays
    flows.shuffle(using: &generator)
    #expect(found(flows).relays == first)
  }
}
