// SPDX-License-Identifier: Apache-2.0

private import Glibc

/// One numeric column that describes a host in a window; the one place it is declared.
public struct Feature: Sendable {
  /// Which part of behaviour a feature speaks of.
  public enum Group: String, CaseIterable, Sendable {
    /// Traffic volume, services, rhythm.
    case profile
    /// How many hosts it talks to.
    case degree
    /// Its place in the graph.
    case structure
    /// What it never did before.
    case novelty
    /// How it crosses subnets.
    case subnet
    /// Today against its own past.
    case change
  }

  /// The column name in output.
  public let name: String
  /// Which part of behaviour it speaks of.
  public let group: Group
  /// `count`, `s`, `bytes`, `share`, `bits`, `ratio`, `log2`.
  public let unit: String
  /// The possible values.
  public let range: String
  /// One line for an analyst.
  public let meaning: String
  /// Where the definition comes from; empty for plain counts.
  public let source: String
  /// Whether the feature means something only with a baseline.
  public let needsBaseline: Bool
  /// The value; finite.
  public let value: @Sendable (HostTally) -> Double

  init(
    _ name: String, _ group: Group, unit: String, range: String = "0...",
    _ meaning: String, source: String = "", _ value: @escaping @Sendable (HostTally) -> Double
  ) {
    self.name = name
    self.group = group
    self.unit = unit
    self.range = range
    self.meaning = meaning
    self.source = source
    self.needsBaseline = group == .novelty || group == .change || name == "new_cells"
    self.value = value
  }

  /// Whether values span magnitudes, so that detectors look at their logarithm.
  public var isHeavyTailed: Bool { ["count", "bytes", "s", "ratio"].contains(unit) }

  /// Every feature, in the order of output columns.
  public static let all: [Feature] =
    profileFeatures + degreeFeatures + structureFeatures + noveltyFeatures + subnetFeatures
    + changeFeatures

  private static let places = Dictionary(
    uniqueKeysWithValues: all.enumerated().map { ($1.name, $0) })

  /// The column of the feature of this name; nil if there is none.
  public static func index(of name: String) -> Int? { places[name] }

  private static func share(_ part: some BinaryInteger, _ whole: some BinaryInteger) -> Double {
    whole > 0 ? Double(part) / Double(whole) : 0
  }

  private static let profileFeatures: [Feature] = [
    Feature("flows_out", .profile, unit: "count", "connections the host opened") {
      Double($0.flowsOut)
    },
    Feature("flows_in", .profile, unit: "count", "connections others opened to the host") {
      Double($0.flowsIn)
    },
    Feature("unique_dst_ips", .profile, unit: "count", "targets, the Internet as one") {
      Double($0.targets)
    },
    Feature("unique_dst_ports", .profile, unit: "count", "services asked for") {
      Double($0.services)
    },
    Feature("mean_duration_s", .profile, unit: "s", "mean length of connections opened") {
      share($0.durationOut, $0.flowsOut) / 1e6
    },
    Feature(
      "median_duration_s", .profile, unit: "s",
      "median length of connections opened, to a factor of 1.4"
    ) {
      DurationHistograms.medianSeconds($0.durationCounts)
    },
    Feature("bytes_out", .profile, unit: "bytes", "bytes sent on connections opened") {
      Double($0.bytesOut)
    },
    Feature("bytes_in", .profile, unit: "bytes", "bytes received on connections opened") {
      Double($0.bytesIn)
    },
    Feature(
      "bytes_out_ratio", .profile, unit: "share", range: "0...1",
      "share of the bytes of connections opened that the host sent"
    ) {
      let total = Double($0.bytesOut) + Double($0.bytesIn)
      return total > 0 ? Double($0.bytesOut) / total : 0
    },
    Feature("bytes_to_internet", .profile, unit: "bytes", "bytes sent to the Internet") {
      Double($0.bytesToInternet)
    },
    Feature(
      "control_burst", .profile, unit: "count",
      "most connections in an hour to one internal host on one service that gives control"
    ) {
      Double($0.controlBurst)
    },
    Feature("failed_flows", .profile, unit: "count", "connections opened that never came about") {
      Double($0.failedOut)
    },
    Feature(
      "failed_share", .profile, unit: "share", range: "0...1",
      "share of connections opened that never came about"
    ) {
      share($0.failedOut, $0.flowsOut)
    },
    Feature(
      "off_hours_share", .profile, unit: "share", range: "0...1",
      "share of connections opened at weekends or from 19:00 to 07:00 UTC"
    ) {
      share($0.offHoursFlows, $0.flowsOut)
    },
    Feature(
      "active_hours", .profile, unit: "hours", "hours in which the host opened connections"
    ) {
      Double($0.activeHours)
    },
  ]

  private static let degreeFeatures: [Feature] = [
    Feature("fan_out", .degree, unit: "count", "internal hosts contacted") {
      Double($0.internalTargets)
    },
    Feature("fan_in", .degree, unit: "count", "internal hosts that contacted the host") {
      Double($0.internalSources)
    },
    Feature(
      "out_degree_centrality", .degree, unit: "share", range: "0...1",
      "share of all other hosts contacted", source: freeman
    ) {
      share($0.internalTargets, $0.hostsInWindow - 1)
    },
    Feature(
      "in_degree_centrality", .degree, unit: "share", range: "0...1",
      "share of all other hosts that contacted the host", source: freeman
    ) {
      share($0.internalSources, $0.hostsInWindow - 1)
    },
    Feature(
      "reciprocity", .degree, unit: "share", range: "0...1",
      "share of its internal neighbours with connections in both directions"
    ) {
      share($0.mutualHosts, $0.internalTargets + $0.internalSources - $0.mutualHosts)
    },
    Feature(
      "single_port_fan_out", .degree, unit: "count",
      "most internal hosts contacted on one and the same service"
    ) {
      Double($0.singleServiceTargets)
    },
    Feature(
      "ports_per_target", .degree, unit: "count",
      "most services asked of one and the same internal host"
    ) {
      Double($0.servicesOfOneTarget)
    },
  ]

  private static let freeman =
    "L. C. Freeman, Centrality in Social Networks, Social Networks 1, 1978"

  private static let structureFeatures: [Feature] = [
    Feature(
      "pagerank", .structure, unit: "ratio",
      "PageRank over the average host's: how much of a walk along connections ends here",
      source: "Page, Brin, Motwani, Winograd, Stanford InfoLab 1999-66"
    ) {
      $0.pageRank
    }
  ]

  private static let noveltyFeatures: [Feature] = [
    Feature(
      "new_pair_rate", .novelty, unit: "share", range: "0...1",
      "share of targets the host never contacted before"
    ) {
      share($0.newPairs, $0.targets)
    },
    Feature(
      "new_edge_rate", .novelty, unit: "share", range: "0...1",
      "share of (target, service) the host never contacted before"
    ) {
      share($0.newEdges, $0.edgesOut)
    },
    Feature("new_edges", .novelty, unit: "count", "(target, service) never contacted before") {
      Double($0.newEdges)
    },
    Feature(
      "new_control_edges", .novelty, unit: "count",
      "internal hosts and services that give control (SSH, SMB, RDP, WinRM …) first reached"
    ) {
      Double($0.newControlEdges)
    },
    Feature(
      "new_client_ports", .novelty, unit: "count", "services the host never got through to before"
    ) {
      Double($0.newClientServices)
    },
    Feature(
      "new_served_ports", .novelty, unit: "count", "services the host never accepted before"
    ) {
      Double($0.newServedServices)
    },
    Feature(
      "new_failed_edges", .novelty, unit: "count",
      "(target, service) never contacted before and never come about: what a scan leaves"
    ) {
      Double($0.newFailedEdges)
    },
    Feature(
      "new_single_port_fan_out", .novelty, unit: "count",
      "most internal hosts first contacted on one and the same service"
    ) {
      Double($0.newSingleServiceTargets)
    },
    Feature(
      "new_ports_per_target", .novelty, unit: "count",
      "most services first asked of one and the same internal host"
    ) {
      Double($0.newServicesOfOneTarget)
    },
    Feature(
      "new_targets_for_all", .novelty, unit: "count", "targets nobody ever contacted before"
    ) {
      Double($0.newTargetsForAll)
    },
  ]

  private static let subnetFeatures: [Feature] = [
    Feature("subnet_crossings", .subnet, unit: "count", "internal targets in other subnets") {
      Double($0.crossings)
    },
    Feature(
      "crossing_ratio", .subnet, unit: "share", range: "0...1",
      "share of internal flows that leave the subnet"
    ) {
      share($0.crossingFlows, $0.internalFlows)
    },
    Feature("distinct_subnets", .subnet, unit: "count", "internal subnets contacted") {
      Double($0.flowsBySubnet.count)
    },
    Feature(
      "subnet_entropy_bits", .subnet, unit: "bits", "how evenly flows spread over target subnets",
      source: "C. E. Shannon, Bell System Technical Journal 27, 1948"
    ) {
      entropy($0.flowsBySubnet)
    },
    Feature(
      "new_cells", .subnet, unit: "count",
      "(subnet → subnet, service) that nobody used in the baseline"
    ) {
      Double($0.newCells)
    },
  ]

  private static let changeFeatures: [Feature] = [
    "fan_out", "flows_out", "bytes_to_internet", "control_burst", "new_control_edges",
    "new_failed_edges", "new_single_port_fan_out", "new_ports_per_target",
  ].compactMap { name in
    let known = profileFeatures + degreeFeatures + noveltyFeatures
    guard let base = known.first(where: { $0.name == name }) else { return nil }
    return Feature(
      "\(name)_growth", .change, unit: "log2", range: "any",
      "doublings of \(name) over the host's own largest past window"
    ) { tally in
      guard let past = tally.ownMaximum(name) else { return 0 }
      return log2((1 + base.value(tally)) / (1 + past))
    }
  }

  private static func entropy(_ counts: [Int64]) -> Double {
    let total = counts.reduce(0.0) { $0 + Double($1) }
    return counts.reduce(0.0) { sum, count in
      let p = Double(count) / total
      return p > 0 ? sum - p * log2(p) : sum
    }
  }
}
