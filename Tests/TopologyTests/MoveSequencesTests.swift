// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import TestSupport
import Testing

@testable import Topology

/// Sequences, bursts, rarity and port graphs of drawn traffic; all against an independent
/// computation on real traffic in the end-to-end tests.
@Suite struct MoveSequencesTests {
  private func facts(_ flows: [Flow], past: [[Flow]] = []) -> WindowFacts {
    var profiles = HostProfiles()
    func table(_ flows: [Flow]) -> EdgeTable {
      EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
    }
    for window in past {
      profiles.fold(table(window).mergingTicks(), features: nil, subnets: SubnetMap())
    }
    let hourly = table(flows)
    return WindowFacts(
      hourly: hourly, edges: hourly.mergingTicks(), profiles: profiles, subnets: SubnetMap())
  }

  private func value(_ name: String, _ host: String, _ facts: WindowFacts) throws -> Double {
    let matrix = FeatureMatrix(facts)
    let row = try #require(matrix.hosts.firstIndex { $0.description == host })
    return matrix.columns[try #require(Feature.index(of: name))][row]
  }

  @Test("who is entered and then enters, for the first time, reverses roles")
  func reversal() throws {
    let path = [
      Flow.tcp("10.0.0.1", "10.0.0.2", 5985, minute: 10),
      Flow.tcp("10.0.0.2", "10.0.0.3", 5985, minute: 40),
      // Back to where it came from is no reversal, nor is another service.
      Flow.tcp("10.0.0.4", "10.0.0.5", 445, minute: 1),
      Flow.tcp("10.0.0.5", "10.0.0.4", 445, minute: 2),
      Flow.tcp("10.0.0.5", "10.0.0.6", 22, minute: 3),
    ]
    let seen = facts(path)
    #expect(try value("role_reversal_60s", "10.0.0.2", seen) == 0)
    #expect(try value("role_reversal_1h", "10.0.0.2", seen) == 1)
    #expect(try value("role_reversal_24h", "10.0.0.2", seen) == 1)
    #expect(try value("role_reversal_24h", "10.0.0.5", seen) == 0)
    #expect(try value("chain_depth", "10.0.0.3", seen) == 2)
    #expect(try value("chain_depth", "10.0.0.2", seen) == 1)
    #expect(try value("downstream_reach", "10.0.0.1", seen) == 2)
    #expect(try value("upstream_reach", "10.0.0.3", seen) == 2)
    let usual = facts(path, past: [[Flow.tcp("10.0.0.2", "10.0.0.9", 5985, minute: 0)]])
    #expect(try value("role_reversal_24h", "10.0.0.2", usual) == 0)
  }

  @Test("success counts after failure in the same or an earlier hour, and only the first ever")
  func failures() throws {
    let flows = [
      Flow.tcp("10.0.0.1", "10.0.0.2", 22, minute: 10, state: .attempted),
      Flow.tcp("10.0.0.1", "10.0.0.2", 22, minute: 90),
      Flow.tcp("10.0.0.1", "10.0.0.3", 22, minute: 10),
      Flow.tcp("10.0.0.1", "10.0.0.3", 22, minute: 90, state: .attempted),
    ]
    #expect(try value("first_success_after_failure", "10.0.0.1", facts(flows)) == 1)
    let known = facts(flows, past: [[Flow.tcp("10.0.0.1", "10.0.0.2", 22, minute: 0)]])
    #expect(try value("first_success_after_failure", "10.0.0.1", known) == 0)
  }

  @Test("a hundred flows after three hours of ten are a burst, ten are none")
  func burst() throws {
    func hours(_ counts: [Int]) -> [Flow] {
      counts.enumerated().flatMap { hour, count in
        (0..<count).map { Flow.tcp("10.0.0.1", "10.0.0.2", 445, minute: hour * 60 + $0 % 60) }
      }
    }
    // a = 100 + ½ (10 + ½ (10 + ½ 10)), s = 130, t = 4: (a − 130/4)² · 16 / (130 · 3)
    let a = 100.0 + 0.5 * 17.5
    let expected = (a - 32.5) * (a - 32.5) * 16 / 390
    let sudden = try value("midas_edge", "10.0.0.1", facts(hours([10, 10, 10, 100])))
    #expect(abs(sudden - expected) < 1e-9)
    #expect(try value("midas_target", "10.0.0.2", facts(hours([10, 10, 10, 100]))) == sudden)
    #expect(try value("midas_edge", "10.0.0.1", facts(hours([10, 10, 10, 10]))) < expected / 10)
  }

  @Test("MIDAS over gaps equals adding nothing hour by hour", arguments: UInt64(0)..<40)
  func midasGaps(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var item = MIDASItem()
    // The recurrences as the papers give them, a tick at a time.
    var (current, total, filtered, score) = (0.0, 0.0, 0.0, 0.0)
    var started = false
    for tick in 1...60 {
      if tick > 1, started {
        if score < 1000 {
          filtered += current
        } else if tick > 2 {
          filtered += filtered / Double(tick - 2)
        }
        current *= 0.5
      }
      let isQuiet = Int.random(in: 0..<3, using: &generator) > 0
      let flows = isQuiet ? 0 : Double(Int.random(in: 1...2000, using: &generator))
      guard flows > 0 else { continue }
      started = true
      current += flows
      total += flows
      let t = Double(tick)
      let mean = total / t
      let relational =
        tick == 1 ? 0 : (current - mean) * (current - mean) * t * t / (total * (t - 1))
      if tick > 1 {
        let excess = current + filtered - current * t
        score = filtered > 0 ? excess * excess / (filtered * (t - 1)) : 0
      }
      let result = item.add(flows, at: tick)
      #expect(abs(result.relational - relational) <= 1e-9 * max(1, relational))
      #expect(abs(result.filtering - score) <= 1e-9 * max(1, score))
    }
  }

  @Test("what a host never asked is rarer than what it always asks")
  func rarity() throws {
    let daily = Flow.tcp("10.0.0.1", "10.0.0.2", 445, minute: 0)
    let past = [[daily], [daily, Flow.tcp("10.0.0.3", "10.0.0.2", 445, minute: 1)]]
    let usual = facts([daily], past: past)
    // c = 2, C = 2, one (target, service) known: −ln(3 / (2 + 2))
    #expect(abs(try value("edge_rarity_max", "10.0.0.1", usual) - -log(3.0 / 4)) < 1e-12)
    let rare = facts([daily, Flow.tcp("10.0.0.1", "10.0.0.9", 22, minute: 2)], past: past)
    #expect(abs(try value("edge_rarity_max", "10.0.0.1", rare) - log(4)) < 1e-12)
    // Nobody of three hosts ever asked it.
    #expect(abs(try value("destination_rarity_max", "10.0.0.1", rare) - log(4)) < 1e-12)
    #expect(try value("edge_rarity_max", "10.0.0.1", facts([daily])) == 0)
  }

  @Test("a port that joins more hosts than in past windows stands out")
  func ports() throws {
    let calm = [Flow.tcp("10.0.0.1", "10.0.0.2", 445, minute: 0)]
    let worm = (2...9).map { Flow.tcp("10.0.0.1", "10.0.0.\($0)", 445, minute: $0) }
    let seen = facts(worm, past: [calm, calm, calm])
    // Nine hosts against two in each of three windows, with a deviation of at least one.
    #expect(try value("port_hosts_z", "10.0.0.1", seen) == 7)
    #expect(try value("port_component_z", "10.0.0.1", seen) == 7)
    #expect(try value("port_component_hosts", "10.0.0.1", seen) == 9)
    #expect(try value("port_hosts_z", "10.0.0.1", facts(worm, past: [calm])) == 0)
    #expect(try value("port_hosts_z", "10.0.0.1", facts(calm, past: [calm, calm])) == 0)
  }

  @Test("a host that joins what was apart gains betweenness")
  func change() throws {
    let past = [
      Flow.tcp("10.0.0.1", "10.0.0.2", 445, minute: 0),
      Flow.tcp("10.0.0.3", "10.0.0.4", 445, minute: 0),
    ]
    let bridge = facts([Flow.tcp("10.0.0.2", "10.0.0.3", 445, minute: 0)], past: [past])
    // 1 → 2 → 3 → 4 now: 2 lies on 1–3 and 1–4 of the 6 pairs of others.
    #expect(abs(try value("betweenness_delta", "10.0.0.2", bridge) - 2.0 / 6) < 1e-12)
    #expect(try value("pagerank_delta", "10.0.0.3", bridge) > 0)
    let same = facts(past, past: [past])
    #expect(try value("betweenness_delta", "10.0.0.2", same) == 0)
    #expect(try value("pagerank_delta", "10.0.0.2", same) == 0)
  }

  @Test("features have finite values and unique names; ranges and units are declared")
  func declarations() {
    #expect(Set(Feature.all.map(\.name)).count == Feature.all.count)
    for feature in Feature.all {
      #expect(!feature.meaning.isEmpty && !feature.range.isEmpty && !feature.unit.isEmpty)
    }
    #expect(Set(Feature.all.map(\.group)) == Set(Feature.Group.allCases))
  }

  @Test(
    "other addresses in the same subnets, and flows in another order, change no value",
    arguments: UInt64(0)..<15)
  func relabelling(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    func renamed(_ address: IPAddress) -> IPAddress {
      guard let v4 = address.v4, v4 >> 24 == 10 else { return address }
      return IPAddress(v4: v4 & 0xffff_ff00 | 200 - v4 & 0xff)
    }
    func renamed(_ flow: Flow) -> Flow {
      Flow(
        start: flow.start, durationMicroseconds: flow.durationMicroseconds,
        source: renamed(flow.source), target: renamed(flow.target), sourcePort: flow.sourcePort,
        service: flow.service, packetsOut: flow.packetsOut, packetsIn: flow.packetsIn,
        bytesOut: flow.bytesOut, bytesIn: flow.bytesIn, state: flow.state)
    }
    let days = (0..<3).map { RandomFlows.make(250, seed: seed &* 11 &+ UInt64($0), days: 1) }
    let matrix = FeatureMatrix(facts(days[2], past: Array(days[0..<2])))
    let shuffled = days.map { $0.shuffled(using: &generator) }
    #expect(FeatureMatrix(facts(shuffled[2], past: Array(shuffled[0..<2]))) == matrix)
    let others = days.map { $0.map(renamed) }
    let other = FeatureMatrix(facts(others[2], past: Array(others[0..<2])))
    for (row, host) in matrix.hosts.enumerated() {
      let place = try #require(other.hosts.firstIndex(of: renamed(host)))
      for (column, name) in matrix.names.enumerated() {
        let pair = (matrix.columns[column][row], other.columns[column][place])
        #expect(abs(pair.0 - pair.1) <= 1e-9 * max(1, abs(pair.0)), "\(name) of \(host)")
      }
    }
  }

  @Test("values lie in the ranges declared", arguments: UInt64(0)..<20)
  func ranges(seed: UInt64) {
    let days = (0..<4).map { RandomFlows.make(300, seed: seed &* 7 &+ UInt64($0), days: 1) }
    let matrix = FeatureMatrix(facts(days[3], past: Array(days[0..<3])))
    for (column, feature) in Feature.all.enumerated() {
      for value in matrix.columns[column] {
        switch feature.range {
        case "0...": #expect(value >= 0, "\(feature.name)")
        case "0...1": #expect((0...1 + 1e-12).contains(value), "\(feature.name)")
        case "-1...1": #expect((-1...1).contains(value), "\(feature.name)")
        default: #expect(feature.range == "any", "\(feature.name)")
        }
      }
    }
  }
}
