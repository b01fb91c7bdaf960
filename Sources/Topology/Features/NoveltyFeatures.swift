// SPDX-License-Identifier: Apache-2.0

extension Feature {
  /// What a host never did before.
  static let noveltyFeatures: [Feature] = [
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
}
