// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// What a subnet is for, from what its hosts did; a source is judged by the company it keeps.
enum SubnetZone: String, Hashable {
  /// Two hosts in five reach four others or more on remote administration.
  case administration
  /// Every second host is reached by three others or more on one service.
  case servers
  /// Anything else.
  case clients
}

/// What kind of host opens a session.
enum SourceState: Hashable {
  /// Never seen before.
  case unseen
  /// Reached ten hosts or more on remote administration: a jump host or administrator.
  case hub
  /// A host of such a subnet.
  case member(SubnetZone)
}

/// Zones and states learned from past windows.
struct SubnetZones {
  private var zones: [Subnet: SubnetZone] = [:]
  private var administered: [IPAddress: Int] = [:]
  private let profiles: HostProfiles
  private let subnets: SubnetMap

  /// - Complexity: O(host-services).
  init(_ profiles: HostProfiles, subnets: SubnetMap) {
    self.profiles = profiles
    self.subnets = subnets
    for (key, count) in profiles.targetCounts where key.service.portClass == .remoteAdministration {
      administered[key.host, default: 0] += count
    }
    var servers: Set<IPAddress> = []
    for (key, count) in profiles.sourceCounts where count >= 3 { servers.insert(key.host) }
    let members = Dictionary(grouping: profiles.hosts) {
      subnets.subnet(of: $0).block
    }
    for (block, hosts) in members {
      let administrators = hosts.count { administered[$0, default: 0] >= 4 }
      let serving = hosts.count { servers.contains($0) }
      zones[block] =
        5 * administrators >= 2 * hosts.count
        ? .administration : 2 * serving >= hosts.count ? .servers : .clients
    }
  }

  func state(of host: IPAddress) -> SourceState {
    guard profiles.activeWindows(of: host) > 0 else { return .unseen }
    if administered[host, default: 0] >= 10 { return .hub }
    return .member(zone(of: host))
  }

  func zone(of host: IPAddress) -> SubnetZone {
    zones[subnets.subnet(of: host).block] ?? .clients
  }
}
