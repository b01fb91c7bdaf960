// SPDX-License-Identifier: Apache-2.0

public import Detection
public import Flows
public import Topology

extension AttackMap {
  /// The map around one host: everything within some edges of it, either way.
  ///
  /// - Parameters:
  ///   - host: The host in the middle.
  ///   - hops: How many edges away from `host` the map goes, at least 1.
  ///   - edges: The edges of the window, in any order.
  ///   - paths: Attack paths whose hops among `edges` are drawn as such.
  ///   - directory: Names, roles, subnets, findings.
  ///   - provenance: For heading and footer.
  ///   - limits: How much is drawn.
  /// - Returns: The map; `host` alone if no edge touches it.
  /// - Complexity: O(*E* log *E* + *E* × `hops`).
  public static func neighbourhood(
    of host: IPAddress, hops: Int, edges: [Edge], paths: [AttackPath] = [],
    directory: HostDirectory, provenance: Provenance, limits: MapLimits = .neighbourhood
  ) -> AttackMap {
    let distance = distances(from: host, within: max(1, hops), edges)
    let near = edges.filter { edge in
      guard let a = distance[edge.source], let b = distance[edge.target] else { return false }
      return min(a, b) < max(1, hops)
    }
    .sorted { a, b in
      (a.firstSeen, a.source, a.target, a.service) < (b.firstSeen, b.source, b.target, b.service)
    }
    let inside = paths.filter { path in
      path.hops.allSatisfy { distance[$0.edge.source] != nil && distance[$0.edge.target] != nil }
    }
    let all = MapLink.all(paths: inside, context: near, controlNeedsNovelty: false)
    let links = inside.isEmpty ? MapLink.numbered(all) : all
    let flagged = Set(directory.flagged.filter { distance[$0] != nil })
    let order = MapOrder(links: links, directory: directory, also: [host])
      .sorted(byDistance: distance) { _ in nil }
    let selection = MapSelection(
      links: links, order: order, keys: flagged.union([host]), limits: limits)
    let assembly = MapAssembly(
      links: links, hosts: order, selection: selection, directory: directory, entries: [host],
      contextArrows: limits.contextArrows, view: inside.isEmpty ? .neighbourhood : .path)
    var map = assembly.map()
    map.view = .neighbourhood
    map.title = "Neighbourhood of \(directory.fullTitle(of: host))"
    map.subtitle =
      "\(PlainWords.count(order.count - 1, "other host")) within "
      + "\(PlainWords.count(max(1, hops), "edge")), \(PlainWords.count(near.count, "edge")) between them."
      + (links.contains { $0.kind == .control && !$0.numbers.isEmpty }
        ? " Sessions that give control are numbered in order of time." : "")
    let start = near.map(\.firstSeen).min()
    let end = near.map(\.lastSeen).max()
    let window = start.flatMap { start in end.map { TimeRange(min(start, $0), max(start, $0)) } }
    map.footer = footer(
      windows: window.map { [$0] } ?? [], provenance: provenance,
      counts: [map.counts.sentence, map.counts.leftOut])
    map.summary = map.subtitle + " " + assembly.summary()
    return map
  }

  /// Edges to `host` of everything at most `hops` away.
  private static func distances(
    from host: IPAddress, within hops: Int, _ edges: [Edge]
  ) -> [IPAddress: Int] {
    var adjacent: [IPAddress: [IPAddress]] = [:]
    for edge in edges {
      adjacent[edge.source, default: []].append(edge.target)
      adjacent[edge.target, default: []].append(edge.source)
    }
    var distance = [host: 0]
    var frontier = [host]
    var step = 0
    while step < hops, !frontier.isEmpty {
      step += 1
      var next: [IPAddress] = []
      // The outside is one node: going through it would join everything to everything.
      for near in frontier where near != .internet || near == host {
        for other in adjacent[near] ?? [] where distance[other] == nil {
          distance[other] = step
          next.append(other)
        }
      }
      frontier = next
    }
    return distance
  }
}
