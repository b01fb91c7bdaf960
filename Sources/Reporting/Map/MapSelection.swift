// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// Which hosts a map draws one by one; all others end up behind counts.
struct MapSelection {
  /// A count: the hidden neighbours of one host, by direction and by how it went.
  struct Stub: Hashable {
    let anchor: IPAddress
    let isOutward: Bool
    /// Of hops and context one kind stands for all.
    let outcome: AttackMap.Kind
  }

  /// Drawn one by one.
  let shown: Set<IPAddress>
  /// Important hosts there was no room for, in the order given.
  let overflow: [IPAddress]
  /// Whether a count for each host would leave room for few hosts: then there are none.
  let isCrowded: Bool

  /// Chooses from the hosts of `links`.
  ///
  /// - Parameters:
  ///   - links: The edges of the map.
  ///   - order: Every host of `links`, the most important first.
  ///   - keys: Hosts that are drawn as long as there is room at all.
  ///   - limits: How much may be drawn.
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
    let important = chosen.count - shared
    let own = Self.longest(chosen, links, limits.nodes, keys: keys.count)
    isCrowded = own < min(important, limits.nodes * 2 / 3)
    let fits = isCrowded ? min(chosen.count, limits.nodes - 1) : own
    let drawn = Set(chosen.prefix(fits))
    shown = drawn
    overflow = order.filter { keys.contains($0) && !drawn.contains($0) }
  }

  /// The count `link` belongs to, nil unless one of its ends is hidden and the other is not.
  func stub(of link: MapLink) -> Stub? { isCrowded ? nil : Self.stub(of: link, shown) }

  private static func stub(of link: MapLink, _ shown: Set<IPAddress>) -> Stub? {
    let isOutward = shown.contains(link.source)
    guard isOutward != shown.contains(link.target) else { return nil }
    return Stub(
      anchor: isOutward ? link.source : link.target, isOutward: isOutward,
      outcome: link.kind.isHop ? .observed : link.kind == .control ? .context : link.kind)
  }

  /// How many hosts of the beginning of `chosen` fit together with the counts they give rise
  /// to, and one more for important hosts that do not fit.
  private static func longest(
    _ chosen: [IPAddress], _ links: [MapLink], _ limit: Int, keys: Int
  ) -> Int {
    var (fits, tooMany) = (0, chosen.count + 1)
    while tooMany - fits > 1 {
      let middle = (fits + tooMany) / 2
      let some = Set(chosen.prefix(middle))
      let stubs = Set(links.compactMap { stub(of: $0, some) }).count
      if middle + stubs + (middle < keys ? 1 : 0) <= limit {
        fits = middle
      } else {
        tooMany = middle
      }
    }
    return fits
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
