// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
internal import GRDB
public import Reporting
import Topology

extension AlertDetail {
  /// The small map of the alert: the edges of its last sighting, hops as hops.
  ///
  /// - Parameters:
  ///   - context: Names, roles and zones.
  ///   - version: The program's, for the footer.
  /// - Returns: nil if the alert rests on no single edge.
  public func map(_ context: ArchiveContext, version: String) -> AttackMap? {
    let edges = members.map(\.edge)
    guard let middle = alert.host ?? edges.first?.source, !edges.isEmpty else { return nil }
    let hosts = Set(edges.flatMap { [$0.source, $0.target] })
    var names: [IPAddress: String] = [:]
    var roles: [IPAddress: Role] = [:]
    for host in hosts {
      let asset = context.assets.asset(host, at: alert.lastWindow)
      names[host] = asset.flatMap { $0.name.isEmpty ? nil : $0.name }
      roles[host] = asset?.role
    }
    let directory = HostDirectory(subnets: context.subnets, names: names, roles: roles)
    var map = AttackMap.neighbourhood(
      of: middle, hops: 12, edges: edges, paths: paths, directory: directory,
      provenance: Provenance(
        title: alert.title, inputs: [],
        flows: Provenance.FlowCounts(
          read: 0, used: Int(clamping: alert.flows), turned: 0, rejected: 0, ignored: 0),
        hosts: hosts.count, edges: edges.count, options: [], optionsHash: alert.id, seed: 0,
        version: version))
    map.title = "Alert \(alert.id)"
    map.subtitle = alert.title
    map.footer =
      Array(map.footer.prefix(1))
      + [map.counts.sentence, map.counts.leftOut].filter { !$0.isEmpty }
      + ["sidestep \(version) · \(alert.severity.rawValue), \(alert.state.rawValue)"]
    return map
  }

  /// The path, if it is one.
  private var paths: [AttackPath] {
    let hops = members.compactMap { member -> Hop? in
      guard let number = member.hop, let kind = member.hopKind else { return nil }
      return Hop(
        number: number, edge: member.edge, kind: kind, certainty: member.certainty ?? 0,
        reason: Evidence(.path, ""), technique: Technique(remoteService: member.edge.service))
    }
    guard !hops.isEmpty, let entry = alert.host else { return [] }
    return [AttackPath(entry: entry, hops: hops, certainty: hops.map(\.certainty).min() ?? 0)]
  }
}
