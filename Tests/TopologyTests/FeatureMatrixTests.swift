// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import TestSupport
import Testing

@testable import Topology

@Suite struct FeatureMatrixTests {
  private func hourly(_ flows: [Flow]) -> EdgeTable {
    EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
  }

  private func profiles(_ flows: [Flow]) -> HostProfiles {
    var profiles = HostProfiles()
    let table = hourly(flows)
    profiles.fold(
      table.mergingTicks(),
      features: FeatureMatrix(hourly: table, profiles: HostProfiles(), subnets: SubnetMap()),
      subnets: SubnetMap())
    return profiles
  }

  /// Features straight from flows, the obvious way.
  private func plain(_ host: IPAddress, _ all: [Flow], past: [Flow]) -> [String: Double] {
    func inside(_ a: IPAddress) -> Bool { a.v4.map { $0 >> 24 == 10 } ?? false }
    func node(_ a: IPAddress) -> IPAddress { inside(a) ? a : .internet }
    func subnet(_ a: IPAddress) -> UInt32 { (a.v4 ?? 0) >> 8 }
    func usable(_ f: Flow) -> Bool {
      f.source != f.target && (inside(f.source) || inside(f.target))
    }
    let flows = all.filter(usable)
    let before = past.filter(usable)
    let out = flows.filter { $0.source == host }
    let into = flows.filter { $0.target == host }
    let targets = Set(out.map { node($0.target) })
    let internalOut = out.filter { inside($0.target) }
    let neighbours = Set(internalOut.map(\.target))
    let sources = Set(into.filter { inside($0.source) }.map(\.source))
    let hosts = Set(flows.flatMap { [$0.source, $0.target] }.filter(inside))
    let byService = Dictionary(grouping: internalOut, by: \.service)
    let edges = Set(out.map { [node($0.target).description, $0.service.description] })
    let pastOut = before.filter { $0.source == host }
    let pastEdges = Set(pastOut.map { [node($0.target).description, $0.service.description] })
    let freshInternal = edges.subtracting(pastEdges).filter { $0[0] != "::" }
    let pastTargets = Set(pastOut.map { node($0.target) })
    let everTargets = Set(before.map { node($0.target) })
    let done = out.filter { !$0.state.isFailure }
    let pastDone = pastOut.filter { !$0.state.isFailure }
    let accepted = Set(into.filter { !$0.state.isFailure }.map(\.service))
    let pastAccepted = Set(
      before.filter { $0.target == host && !$0.state.isFailure }.map(\.service))
    let control = Set(
      done.filter { $0.service.givesControl && inside($0.target) }
        .map { [$0.target.description, $0.service.description] })
    let pastControl = Set(pastDone.map { [$0.target.description, $0.service.description] })
    let bytesOut = out.reduce(0.0) { $0 + Double($1.bytesOut) }
    let bytesIn = out.reduce(0.0) { $0 + Double($1.bytesIn) }
    let crossing = internalOut.filter { subnet($0.target) != subnet(host) }
    let perSubnet = Dictionary(grouping: internalOut) { subnet($0.target) }.values.map(\.count)
    let total = Double(internalOut.count)
    return [
      "flows_out": Double(out.count), "flows_in": Double(into.count),
      "unique_dst_ips": Double(targets.count),
      "unique_dst_ports": Double(Set(out.map(\.service)).count),
      "mean_duration_s": out.isEmpty
        ? 0
        : out.reduce(0.0) { $0 + Double($1.durationMicroseconds) } / Double(out.count) / 1e6,
      "bytes_out": bytesOut, "bytes_in": bytesIn,
      "bytes_out_ratio": bytesOut + bytesIn > 0 ? bytesOut / (bytesOut + bytesIn) : 0,
      "bytes_to_internet": out.filter { !inside($0.target) }.reduce(0.0) {
        $0 + Double($1.bytesOut)
      },
      "failed_share": out.isEmpty
        ? 0
        : Double(out.count { $0.state.isFailure }) / Double(out.count),
      "active_hours": Double(Set(out.map { $0.start.microseconds / 3_600_000_000 }).count),
      "fan_out": Double(neighbours.count), "fan_in": Double(sources.count),
      "out_degree_centrality": Double(neighbours.count) / Double(hosts.count - 1),
      "reciprocity": neighbours.union(sources).isEmpty
        ? 0
        : Double(neighbours.intersection(sources).count) / Double(neighbours.union(sources).count),
      "single_port_fan_out": Double(
        byService.values.map { Set($0.map(\.target)).count }.max() ?? 0),
      "ports_per_target": Double(
        Dictionary(grouping: internalOut, by: \.target).values
          .map { Set($0.map(\.service)).count }.max() ?? 0),
      "new_pair_rate": targets.isEmpty
        ? 0
        : Double(targets.subtracting(pastTargets).count) / Double(targets.count),
      "new_edges": Double(edges.subtracting(pastEdges).count),
      "new_edge_rate": edges.isEmpty
        ? 0
        : Double(edges.subtracting(pastEdges).count) / Double(edges.count),
      "new_control_edges": Double(control.subtracting(pastControl).count),
      "new_client_ports": Double(
        Set(done.map(\.service)).subtracting(pastDone.map(\.service)).count),
      "new_served_ports": Double(accepted.subtracting(pastAccepted).count),
      "control_burst": Double(
        Dictionary(
          grouping: internalOut.filter { $0.service.givesControl }
        ) { "\($0.target) \($0.service) \($0.start.microseconds / 3_600_000_000)" }
        .values.map(\.count).max() ?? 0),
      "new_failed_edges": Double(
        edges.subtracting(pastEdges)
          .subtracting(done.map { [node($0.target).description, $0.service.description] }).count),
      "new_single_port_fan_out": Double(
        Dictionary(grouping: freshInternal) { $0[1] }.values.map(\.count).max() ?? 0),
      "new_ports_per_target": Double(
        Dictionary(grouping: freshInternal) { $0[0] }.values.map(\.count).max() ?? 0),
      "new_targets_for_all": Double(targets.subtracting(everTargets).count),
      "subnet_crossings": Double(Set(crossing.map(\.target)).count),
      "crossing_ratio": total > 0 ? Double(crossing.count) / total : 0,
      "distinct_subnets": Double(perSubnet.count),
      "subnet_entropy_bits": perSubnet.sorted().reduce(0.0) {
        $0 - Double($1) / total * log2(Double($1) / total)
      },
    ]
  }

  @Test("features are what counting flows one by one gives", arguments: UInt64(0)..<25)
  func oracle(seed: UInt64) throws {
    let past = RandomFlows.make(60, seed: seed &+ 1000, days: 1)
    let flows = RandomFlows.make(150, seed: seed, days: 1)
    let matrix = FeatureMatrix(
      hourly: hourly(flows), profiles: profiles(past), subnets: SubnetMap())
    for (row, host) in matrix.hosts.enumerated() {
      for (name, expected) in plain(host, flows, past: past) {
        let column = try #require(Feature.index(of: name))
        #expect(abs(matrix.columns[column][row] - expected) < 1e-9, "\(name) of \(host)")
      }
    }
  }

  @Test("features of a window do not depend on who appears later", arguments: UInt64(0)..<10)
  func noHindsight(seed: UInt64) {
    let day = 1440
    let today = RandomFlows.make(80, seed: seed, days: 1)
    let later = (1...200).map {
      Flow.tcp("10.9.\($0).1", "10.9.\($0).2", 445, minute: 3 * day + $0)
    }
    let start = Timestamp(microseconds: 1_772_409_600_000_000)
    let window = TimeRange(start, start.advanced(byMicroseconds: 86_400_000_000))
    let alone = hourly(today).slice(window)
    let among = hourly(today + later).slice(window)
    #expect(alone.count > 0 && alone == among)
    #expect(
      FeatureMatrix(hourly: alone, profiles: HostProfiles(), subnets: SubnetMap())
        == FeatureMatrix(hourly: among, profiles: HostProfiles(), subnets: SubnetMap()))
  }

  @Test("every feature has a unique snake_case name, a meaning and a unit")
  func declarations() {
    #expect(Set(Feature.all.map(\.name)).count == Feature.all.count)
    for feature in Feature.all {
      #expect(feature.name.allSatisfy { $0.isLowercase || $0 == "_" || $0.isNumber })
      #expect(!feature.meaning.isEmpty && !feature.unit.isEmpty)
    }
  }

  @Test("shuffled flows give the same features", arguments: UInt64(0)..<10)
  func shuffling(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let flows = RandomFlows.make(200, seed: seed)
    let matrix = FeatureMatrix(
      hourly: hourly(flows), profiles: HostProfiles(), subnets: SubnetMap())
    let other = FeatureMatrix(
      hourly: hourly(flows.shuffled(using: &generator)), profiles: HostProfiles(),
      subnets: SubnetMap())
    #expect(matrix == other)
  }

  @Test("the median is within a factor of 1.42 of the true one", arguments: UInt64(0)..<50)
  func median(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var counts = [Int64](repeating: 0, count: 65)
    let values = (0..<101).map { _ in Int64.random(in: 1...1 << 40, using: &generator) }.sorted()
    for value in values { counts[Int(DurationHistograms.bucket(value))] += 1 }
    let estimate = DurationHistograms.medianSeconds(counts) * 1e6
    let ratio = estimate / Double(values[50])
    #expect(ratio > 1 / 1.42 && ratio < 1.42)
  }

  @Test("growth compares with the host's own past maximum")
  func growth() throws {
    let past = (1...3).map { Flow.tcp("10.0.0.1", "10.0.0.\(1 + $0)", 445, minute: $0) }
    let now = (1...15).map { Flow.tcp("10.0.0.1", "10.0.0.\(1 + $0)", 445, minute: 2000 + $0) }
    let matrix = FeatureMatrix(hourly: hourly(now), profiles: profiles(past), subnets: SubnetMap())
    let column = try #require(Feature.index(of: "fan_out_growth"))
    let row = try #require(matrix.hosts.firstIndex { $0.description == "10.0.0.1" })
    #expect(matrix.columns[column][row] == 2)
  }
}
