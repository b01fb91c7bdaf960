// SPDX-License-Identifier: Apache-2.0

internal import Flows
internal import Topology

/// Lists what was asked for, on arrows and counts.
enum MapServices {
  /// `WinRM (tcp/5985), SMB (tcp/445), +3 more`: hops in order of time, else services that
  /// give control first, then those with most flows.
  static func text(_ links: [MapLink], limit: Int) -> String {
    var flows: [Service: Int64] = [:]
    var first: [Service: Timestamp] = [:]
    for link in links {
      let service = link.edge.service
      flows[service, default: 0] &+= link.edge.flows
      first[service] = min(first[service] ?? link.edge.firstSeen, link.edge.firstSeen)
    }
    let isHop = links.contains { $0.isHop }
    let services = flows.keys.sorted { a, b in
      if isHop, first[a] != first[b], let x = first[a], let y = first[b] { return x < y }
      if a.givesControl != b.givesControl { return a.givesControl }
      let (x, y) = (flows[a] ?? 0, flows[b] ?? 0)
      return x == y ? a < b : x > y
    }
    let more = services.count > limit ? ["+\(services.count - limit) more"] : []
    return (services.prefix(limit).map(\.title) + more).joined(separator: ", ")
  }
}
