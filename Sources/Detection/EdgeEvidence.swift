// SPDX-License-Identifier: Apache-2.0

import Flows
public import Topology

/// Words for what is unusual about an edge.
enum EdgeEvidence {
  /// "first WinRM (tcp/5985) 10.2.0.4 → 10.9.0.7; 0 of 1214 baseline host-windows …".
  static func reason(_ edge: Edge, _ profiles: HostProfiles?, _ subnets: SubnetMap) -> Evidence {
    let what = "\(edge.service.title) \(edge.source) → \(edge.target)"
    guard let profiles else {
      return Evidence(
        .edge, "\(what), which few other hosts do; without a baseline, whether it is new is unknown"
      )
    }
    let source = subnets.subnet(of: edge.source)
    let target = subnets.subnet(of: edge.target)
    let cell = SubnetPortMatrix.Cell(
      source: source.block, target: target.block, service: edge.service)
    var text =
      "first \(what); \(profiles.matrix.hostWindows(of: cell)) of \(profiles.hostWindows) baseline "
    text += "host-windows went from \(source.title) to \(target.title) on it"
    if !profiles.usesService(edge.source, edge.service) {
      text += "; the source never used \(edge.service) before"
    }
    if !profiles.offersService(edge.target, edge.service) {
      text += "; the target never accepted \(edge.service) before"
    }
    return Evidence(.edge, text)
  }
}

extension NamedSubnet {
  /// The name with its block, or the block alone: `servers 10.9.0.0/24`.
  public var title: String { name.isEmpty ? "\(block)" : "\(name) \(block)" }
}
