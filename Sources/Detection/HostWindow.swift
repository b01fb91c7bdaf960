// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// One host in one window, as detectors see it.
struct HostWindow: Sendable {
  let host: IPAddress
  let role: HostRoles.Recognition
  /// In the order of ``Topology/Feature/all``.
  let features: [Double]

  var hostClass: HostClass { HostClass(role.role) }
}

/// One window, seen with what the windows before it knew.
struct WindowView: Sendable {
  let window: TimeRange
  /// Ticks merged.
  let edges: EdgeTable
  /// Whether each edge is missing from the baseline; nil without a baseline.
  let isNew: [Bool]?
  /// Whether nobody in the baseline used each edge's (subnet → subnet, service).
  let isNewCell: [Bool]?
  let hosts: [HostWindow]
  /// First sessions that give control, in order of time.
  let moves: [Move]
  /// How many windows were known before.
  let history: Int

  /// - Parameters:
  ///   - window: Whole hours.
  ///   - hourly: The window's edges by tick.
  ///   - profiles: What the windows before knew; without any, roles come from the window itself.
  ///   - options: Subnets and assets.
  init(
    _ window: TimeRange, hourly: EdgeTable, profiles: HostProfiles, options: AnalysisOptions
  ) {
    let edges = hourly.mergingTicks()
    let features = FeatureMatrix(hourly: hourly, profiles: profiles, subnets: options.subnets)
    let hasHistory = profiles.windows > 0
    var known = profiles
    if !hasHistory { known.fold(edges, features: features, subnets: options.subnets) }
    let roles = HostRoles(known)
    self.window = window
    self.edges = edges
    let addresses = edges.hosts.addresses
    isNew =
      hasHistory
      ? (0..<edges.count).map { row in
        !profiles.knowsEdge(
          addresses[Int(edges.sources[row])], addresses[Int(edges.targets[row])],
          edges.services[row])
      } : nil
    let blocks = addresses.map { options.subnets.subnet(of: $0).block }
    isNewCell =
      hasHistory
      ? (0..<edges.count).map { row in
        profiles.cellUse[
          HostProfiles.Cell(
            source: blocks[Int(edges.sources[row])], target: blocks[Int(edges.targets[row])],
            service: edges.services[row])] == nil
      } : nil
    hosts = features.hosts.enumerated().map { row, host in
      let told = options.assets.asset(host, at: window.start)?.role
      return HostWindow(
        host: host,
        role: told.map { HostRoles.Recognition(role: $0, evidence: "assets file") }
          ?? roles.recognition(of: host),
        features: features.row(row))
    }
    moves = Move.all(
      in: edges, isNew: isNew, profiles: hasHistory ? profiles : nil, subnets: options.subnets)
    history = profiles.windows
  }

  /// The edge in `row`, by address.
  func edge(_ row: Int, _ subnets: SubnetMap) -> Edge {
    edges.edge(row, isNew: isNew?[row], subnets: subnets)
  }

  var featureMatrix: FeatureMatrix {
    FeatureMatrix(
      names: Feature.all.map(\.name), hosts: hosts.map(\.host),
      columns: Feature.all.indices.map { column in hosts.map { $0.features[column] } })
  }
}
