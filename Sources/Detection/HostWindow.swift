// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// One host in one window, as detectors see it.
struct HostWindow: Sendable {
  let host: IPAddress
  let role: HostRoles.Recognition
  /// In the order of ``Topology/Feature/all``.
  let features: [Double]
  /// The score of the best causal chain the host has a part in, in nats; 0 for none.
  let chain: Double
  /// The host that chain starts at; nil without one, and for windows of a model.
  var chainEntry: IPAddress?

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
  /// First moves, in order of time.
  let moves: [Move]
  /// What kind of source each host is, in the order of `hosts`.
  let states: [SourceState]
  /// How many windows were known before.
  let history: Int

  /// Sees a window, and lets the chains grow by it.
  ///
  /// - Parameters:
  ///   - window: Whole hours.
  ///   - hourly: The window's edges by tick.
  ///   - past: What the windows before knew; without any, roles come from the window itself.
  ///   - chains: Grows by the window's moves.
  ///   - options: Subnets and assets.
  init(
    _ window: TimeRange, hourly: EdgeTable, past: Past, chains: inout CausalChains,
    options: AnalysisOptions
  ) {
    let edges = hourly.mergingTicks()
    let facts = WindowFacts(
      hourly: hourly, edges: edges, profiles: past.profiles, subnets: options.subnets,
      options: options.graph)
    let features = FeatureMatrix(facts)
    let finder = MoveFinder(
      past: past, subnets: options.subnets, windowHours: options.windowHours,
      allowed: options.allowed)
    let moves = finder.firstMoves(edges)
    let known = finder.knownMoves(
      hourly, from: chains.entered(window, moves),
      into: Set(options.suspects.map(\.host)))
    let unusual =
      past.profiles.windows >= options.minimumHistory
      ? HostSurprise(
        features, isKnown: features.hosts.map { past.profiles.activeWindows(of: $0) > 0 })
      : HostSurprise()
    let places = chains.advance(
      (moves + known).sorted(by: Move.precedes), unusual,
      countingHours: past.profiles.windows >= options.minimumHistory ? options.windowHours : 0)
    let roles = HostRoles(past.profiles, orFrom: edges, features, options.subnets)
    hosts = features.hosts.enumerated().map { row, host in
      let told = options.assets.asset(host, at: window.start)?.role
      return HostWindow(
        host: host,
        role: told.map { HostRoles.Recognition(role: $0, evidence: "assets file") }
          ?? roles.recognition(of: host),
        features: features.row(row), chain: places[host]?.score ?? 0,
        chainEntry: places[host]?.entry)
    }
    self.window = window
    self.edges = edges
    self.moves = moves
    states = finder.zones.map { zones in features.hosts.map(zones.state) } ?? []
    history = past.profiles.windows
    isNew = facts.known.hasPast ? facts.known.windows.map { $0 == 0 } : nil
    isNewCell = facts.known.hasPast ? facts.known.cellHostWindows.map { $0 == 0 } : nil
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

extension HostRoles {
  /// Roles from the past, or, without any, from the window itself.
  init(
    _ profiles: HostProfiles, orFrom edges: EdgeTable, _ features: FeatureMatrix,
    _ subnets: SubnetMap
  ) {
    var known = profiles
    if profiles.windows == 0 { known.fold(edges, features: features, subnets: subnets) }
    self.init(known)
  }
}
