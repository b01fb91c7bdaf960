// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing
import Topology

@testable import Detection

@Suite struct PathSearchTests {
  private func moves(_ flows: [Flow]) -> [Move] {
    let edges = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table().mergingTicks()
    return Move.all(
      in: edges, isNew: nil, profiles: HostProfiles(), subnets: SubnetMap())
  }

  private func search(
    _ flows: [Flow], flagged: Set<String>, rate: [String: Double] = [:]
  ) -> [AttackPath] {
    let rates = rate.compactMap { name, value in IPAddress(name).map { ($0, value) } }
    return PathSearch(horizonHours: 72, ownRate: Dictionary(uniqueKeysWithValues: rates))(
      moves(flows)
    ) { host, _ in flagged.contains(host.description) }
  }

  private func text(_ path: AttackPath) -> [String] {
    path.hops.map { "\($0.edge.source)>\($0.edge.target)" }
  }

  @Test("a chain is followed in order of time, from its entry")
  func chain() {
    //  .1 ──60──▶ .2 ──120──▶ .3 ──200──▶ .4
    let paths = search(
      [
        .tcp("10.0.0.3", "10.0.0.4", 22, minute: 200),
        .tcp("10.0.0.1", "10.0.0.2", 5985, minute: 60),
        .tcp("10.0.0.2", "10.0.0.3", 3389, minute: 120),
        .tcp("10.0.0.8", "10.0.0.9", 22, minute: 90),
      ], flagged: ["10.0.0.2"])
    #expect(paths.count == 1)
    #expect(paths.first?.entry.description == "10.0.0.1")
    #expect(paths.first.map(text) == ["10.0.0.1>10.0.0.2", "10.0.0.2>10.0.0.3", "10.0.0.3>10.0.0.4"])
    #expect(paths.first?.hops.map(\.number) == [1, 2, 3])
    #expect(paths.first?.hops.allSatisfy { $0.kind == .observed } == true)
  }

  @Test("equal times and earlier times never chain")
  func strictTime() {
    let paths = search(
      [
        .tcp("10.0.0.1", "10.0.0.2", 22, minute: 60), .tcp("10.0.0.2", "10.0.0.3", 22, minute: 60),
        .tcp("10.0.0.3", "10.0.0.4", 22, minute: 50),
      ], flagged: ["10.0.0.2"])
    #expect(paths.map(text) == [["10.0.0.2>10.0.0.3"]])
  }

  @Test("beyond the horizon nothing follows")
  func horizon() {
    let paths = search(
      [
        .tcp("10.0.0.1", "10.0.0.2", 22, minute: 0),
        .tcp("10.0.0.2", "10.0.0.3", 22, minute: 73 * 60),
      ], flagged: ["10.0.0.2"])
    #expect(paths.map(text) == [["10.0.0.2>10.0.0.3"]])
  }

  @Test("a path does not come back to a host it left")
  func noRevisit() {
    let paths = search(
      [
        .tcp("10.0.0.1", "10.0.0.2", 22, minute: 10), .tcp("10.0.0.2", "10.0.0.1", 22, minute: 20),
        .tcp("10.0.0.1", "10.0.0.3", 22, minute: 30),
      ], flagged: ["10.0.0.1"])
    for path in paths {
      let entered = path.hops.map(\.edge.target)
      #expect(Set(entered).count == entered.count && !entered.contains(path.entry))
    }
  }

  @Test("rival causes make a hop inferred, and share its certainty by how recent they are")
  func rivals() throws {
    // .1 ─▶ .3 at 60, .2 ─▶ .3 at 120, .3 ─▶ .4 at 180
    let paths = search(
      [
        .tcp("10.0.0.1", "10.0.0.3", 22, minute: 60), .tcp("10.0.0.2", "10.0.0.3", 22, minute: 120),
        .tcp("10.0.0.3", "10.0.0.4", 22, minute: 180),
      ], flagged: ["10.0.0.3"])
    let path = try #require(paths.first)
    #expect(text(path) == ["10.0.0.2>10.0.0.3", "10.0.0.3>10.0.0.4"])
    let hop = path.hops[1]
    #expect(hop.kind == .inferred)
    #expect(abs(hop.certainty - 1 / (1 + 0.5 + 1.0 / 72)) < 1e-12)
    #expect(path.certainty == hop.certainty)
  }

  @Test("a host that often opens such sessions by itself makes them less certain")
  func ownRate() throws {
    let flows: [Flow] = [
      .tcp("10.0.0.1", "10.0.0.2", 22, minute: 0), .tcp("10.0.0.2", "10.0.0.3", 22, minute: 120),
    ]
    let quiet = try #require(search(flows, flagged: ["10.0.0.1"]).first)
    let busy = try #require(search(flows, flagged: ["10.0.0.1"], rate: ["10.0.0.2": 1]).first)
    #expect(busy.hops[1].certainty < quiet.hops[1].certainty)
    #expect(search(flows, flagged: ["10.0.0.1"], rate: ["10.0.0.2": 9]).first?.hops.count == 1)
  }

  @Test("every hop but the first starts where an earlier one arrived", arguments: UInt64(0)..<60)
  func timeRespecting(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    func host() -> String { "10.0.0.\(Int.random(in: 1...15, using: &generator))" }
    let flows = (0..<60).map { _ in
      Flow.tcp(host(), host(), 22, minute: Int.random(in: 0...6000, using: &generator))
    }
    let flagged: Set = ["10.0.0.1", "10.0.0.2"]
    for path in search(flows, flagged: flagged) {
      var arrived: [IPAddress: Timestamp] = [:]
      for hop in path.hops {
        if hop.edge.source != path.entry {
          #expect(arrived[hop.edge.source].map { $0 < hop.edge.firstSeen } ?? false)
        }
        arrived[hop.edge.target] = min(arrived[hop.edge.target] ?? hop.edge.firstSeen, hop.edge.firstSeen)
        #expect(hop.certainty > 0 && hop.certainty <= 1)
      }
      let hosts = Set(path.hops.flatMap { [$0.edge.source.description, $0.edge.target.description] })
      #expect(!hosts.isDisjoint(with: flagged))
    }
  }
}
