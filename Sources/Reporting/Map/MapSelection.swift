// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// Which hosts a map draws one by one; all others end up behind counts.
struct MapSelection {
  /// A count: the hidden neighbours of one host, by direction and by how it went.
  struct Stub: Hashable {
    let anchor: IPAddress
    let isOutward: Bool
    let outcome: Outcome

    enum Outcome: Int { case hop, failed, other }

    init?(_ link: MapLink, shown: Set<IPAddress>) {
      let source = shown.contains(link.source)
      guard source != shown.contains(link.target) else { return nil }
      anchor = source ? link.source : link.target
      isOutward = source
      outcome = link.kind.isHop ? .hop : link.kind == .failed ? .failed : .other
    }
  }

  /// Drawn one by one.
  private(set) var shown: Set<IPAddress>

  /// Chooses from the hosts of `links`.
  ///
  /// - Parameters:
  ///   - order: Every host of `links`, the most important first.
  ///   - keys: Hosts that are drawn as long as there is room at all.
  /// - Complexity: O(links × log(hosts)).
  init(links: [MapLink], order: [IPAddress], keys: Set<IPAddress>, limits: MapLimits) {
    let collapsed = Self.collapsedLeaves(links, order, keys, limits)
    var shared = 0
    var chosen: [IPAddress] = []
    for host in order.filter(keys.contains) + order.filter({ !keys.contains($0) }) {
      guard chosen.count < limits.nodes else { break }
      guard !collapsed.contains(host) else { continue }
      if !keys.contains(host) {
        guard shared < limits.shared else { continue }
        shared += 1
      }
      chosen.append(host)
    }
    shown = Set(chosen)
    while chosen.count > 1 {
      let over = chosen.count + Set(links.compactMap { Stub($0, shown: shown) }).count
      guard over > limits.nodes else { break }
      // Half the excess at a time: hosts that go take their own counts with them.
      let drop = min(chosen.count - 1, max(1, (over - limits.nodes) / 2))
      for host in chosen.suffix(drop) { shown.remove(host) }
      chosen.removeLast(drop)
    }
  }

  /// Hosts that only one other host talks to, where that one has too many such neighbours.
  private static func collapsedLeaves(
    _ links: [MapLink], _ order: [IPAddress], _ keys: Set<IPAddress>, _ limits: MapLimits
  ) -> Set<IPAddress> {
    var neighbour: [IPAddress: IPAddress] = [:]
    var isShared: Set<IPAddress> = []
    for link in links {
      for (host, other) in [(link.source, link.target), (link.target, link.source)] {
        if let known = neighbour[host], known != other { isShared.insert(host) }
        neighbour[host] = other
      }
    }
    var leaves: [IPAddress: [IPAddress]] = [:]
    for host in order where !keys.contains(host) && !isShared.contains(host) && host != .internet {
      guard let anchor = neighbour[host] else { continue }
      leaves[anchor, default: []].append(host)
    }
    var collapsed: Set<IPAddress> = []
    for group in leaves.values where group.count > limits.leaves {
      collapsed.formUnion(group.dropFirst(limits.leavesKept))
    }
    return collapsed
  }
}
