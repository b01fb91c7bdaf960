// SPDX-License-Identifier: Apache-2.0

public import Flows

/// What was counted about one host in one window; features are functions of it.
///
/// "Out" means connections the host opened. The Internet counts as one target.
public struct HostTally: Sendable {
  /// The host.
  public let host: IPAddress
  /// How many internal hosts the window has.
  public var hostsInWindow = 0
  /// Flows opened.
  public var flowsOut: Int64 = 0
  /// Flows of others to this host.
  public var flowsIn: Int64 = 0
  /// Flows opened that never came about.
  public var failedOut: Int64 = 0
  /// Bytes sent on connections the host opened.
  public var bytesOut: Int64 = 0
  /// Bytes received on connections the host opened.
  public var bytesIn: Int64 = 0
  /// Bytes sent to the Internet on connections the host opened.
  public var bytesToInternet: Int64 = 0
  /// Sum of durations of flows opened, microseconds.
  public var durationOut: Int64 = 0
  /// Flows opened, by power of two of their duration.
  public var durationCounts = [Int64](repeating: 0, count: 65)
  /// Flows opened outside office hours.
  public var offHoursFlows: Int64 = 0
  /// Most flows in an hour to one internal host on one service that gives control.
  public var controlBurst: Int64 = 0
  /// Hours in which the host opened connections.
  public var activeHours = 0

  /// Distinct targets, the Internet as one.
  public var targets = 0
  /// Distinct internal targets.
  public var internalTargets = 0
  /// Distinct services asked for.
  public var services = 0
  /// Most internal targets asked for one and the same service.
  public var singleServiceTargets = 0
  /// Most services asked of one and the same internal target.
  public var servicesOfOneTarget = 0

  /// Edges out: distinct (target, service).
  public var edgesOut = 0
  /// Targets never contacted by this host before.
  public var newPairs = 0
  /// (Target, service) never contacted by this host before.
  public var newEdges = 0
  /// Internal edges out on services that give control of the target, for the first time
  /// completed.
  public var newControlEdges = 0
  /// Services this host never got through to before.
  public var newClientServices = 0
  /// Services this host never accepted before.
  public var newServedServices = 0
  /// Edges out, new and without any completed flow.
  public var newFailedEdges = 0
  /// Most internal targets first contacted on one and the same service.
  public var newSingleServiceTargets = 0
  /// Most services first asked of one and the same internal target.
  public var newServicesOfOneTarget = 0
  /// Targets nobody contacted before.
  public var newTargetsForAll = 0

  /// Internal targets in other subnets than the host's.
  public var crossings = 0
  /// Flows to internal hosts.
  public var internalFlows: Int64 = 0
  /// Flows to internal hosts in other subnets.
  public var crossingFlows: Int64 = 0
  /// Flows by target subnet, in address order of the subnets.
  public var flowsBySubnet: [Int64] = []
  /// (Source subnet, target subnet, service) first used by this host and by nobody in the
  /// baseline.
  public var newCells = 0

  init(host: IPAddress) { self.host = host }

  /// Whether this is an internal host with traffic: one that has a row in the feature matrix.
  public var isActive: Bool { host != .internet && (flowsOut > 0 || flowsIn > 0) }
}
