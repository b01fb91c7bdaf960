// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing
import Topology

@testable import Detection

@Suite struct AddressShuffleTests {
  private static func edges(seed: UInt64) -> EdgeTable {
    let flows = RandomFlows.make(800, seed: seed, hosts: 40, days: 5)
    return EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
  }

  /// 10.0.1.0/24 and 10.0.2.0/24 are plain; 10.0.0.0/24 has a smaller subnet inside.
  private static let subnets = SubnetMap(
    ["10.0.0.0/24", "10.0.0.0/28"].compactMap { Subnet($0) }.map { NamedSubnet(block: $0) })

  @Test(
    "hosts swap addresses, and those of one subnet stay together",
    arguments: UInt64(0)..<20, AddressShuffle.Reach.allCases)
  func subnets(seed: UInt64, reach: AddressShuffle.Reach) {
    let edges = Self.edges(seed: seed)
    for subnets in [SubnetMap(), Self.subnets] {
      let names = AddressShuffle(edges, subnets: subnets, reach: reach, seed: seed).names
      let hosts = edges.hosts.addresses.filter { $0 != .internet }
      #expect(Set(names.keys) == Set(hosts) && Set(names.values).count == hosts.count)
      let homes = Dictionary(grouping: hosts) { subnets.subnet(of: $0).block }.mapValues { own in
        Set(own.map { subnets.subnet(of: names[$0] ?? $0).block })
      }
      #expect(homes.values.allSatisfy { $0.count == 1 })
      #expect(Set(homes.values.joined()).count == homes.count)
      if reach == .withinSubnets {
        #expect(homes.allSatisfy { block, home in home == [block] })
        #expect(Set(names.values) == Set(hosts))
      }
      #expect(names.contains { $0 != $1 })
      let again = AddressShuffle(edges, subnets: subnets, reach: reach, seed: seed).names
      #expect(again == names)
    }
  }

  @Test("truth and assets move with their hosts")
  func companions() {
    let edges = Self.edges(seed: 1)
    let shuffle = AddressShuffle(edges, subnets: SubnetMap(), reach: .acrossSubnets, seed: 1)
    let hosts = edges.hosts.addresses.filter { $0 != .internet }
    let truth = GroundTruth([
      GroundTruth.Intrusion(
        scenario: "a",
        acts: [GroundTruth.Act(host: hosts[0], from: nil, to: nil, target: hosts[1], isHop: true)])
    ])
    let moved = shuffle.relabelled(truth).intrusions[0].acts[0]
    #expect(moved.host == shuffle.names[hosts[0]] && moved.target == shuffle.names[hosts[1]])
    let moment = Timestamp(microseconds: 0)
    let assets = AssetTable([AssetTable.Asset(address: hosts[0], name: "a", role: .jumpHost)])
      .relabelled(shuffle.names)
    #expect(assets.asset(moved.host, at: moment)?.role == .jumpHost)
    #expect(moved.host == hosts[0] || assets.asset(hosts[0], at: moment) == nil)
  }

  @Test("a trial counts what changed")
  func trial() async throws {
    let edges = Self.edges(seed: 2)
    let options = AnalysisOptions(
      baselineUntil: Timestamp(microseconds: 1_772_409_600_000_000 + 3 * 86_400_000_000))
    let result = try await Analysis.run(edges, options: options)
    for change in [ShuffleTrial.Change.seed, .addresses(.withinSubnets)] {
      let trial = try await ShuffleTrial(
        change, of: result, truth: GroundTruth([]), edges: edges, options: options)
      #expect((0...1).contains(trial.largestScoreChange))
      #expect(trial.flagsChanged.part <= trial.flagsChanged.whole)
      #expect(trial.figures.ranking.count == Set(result.assessments.map(\.host)).count)
      #expect(trial.isSteady(against: trial.figures, yardstick: trial.figures))
      var moved = trial.figures
      moved.precision = HostFigures.Share(1, of: 2)
      var further = moved
      further.precision = HostFigures.Share(1, of: 1)
      #expect(!trial.isSteady(against: moved, yardstick: moved))
      if trial.figures.precision.value != nil {
        #expect(trial.isSteady(against: moved, yardstick: further))
      }
    }
  }
}
