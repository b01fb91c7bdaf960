// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// Which hosts a map draws one by one; all others end up behind counts.
struct MapSelection {
  /// A count: hidden hosts that go together on the map, by direction and by how it went.
  struct Stub: Hashable {
    /// Whose neighbours they are; nil on a crowded map, where hosts share their counts.
    let anchor: IPAddress?
    let isOutward: Bool
    let outcome: Outcome

    enum Outcome: Int { case hop, failed, other }
  }

  /// Drawn one by one.
  let shown: Set<IPAddress>
  /// Whether so much is hidden that a count for each host would leave room for few hosts.
  let isCrowded: Bool

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
    let own = Self.longest(chosen, links, limits.nodes, isCrowded: false)
    isCrowded = own < min(chosen.count, limits.nodes * 2 / 3)
    let fits = isCrowded ? Self.longest(chosen, links, limits.nodes, isCrowded: true) : own
    shown = Set(chosen.prefix(fits))
  }

  /// The count `link` belongs to, nil unless one of its ends is hidden.
  func stub(of link: MapLink) -> Stub? { Self.stub(of: link, shown, isCrowded) }

  private static func stub(
    of link: MapLink, _ shown: Set<IPAddress>, _ isCrowded: Bool
  ) -> Stub? {
    let isOutward = shown.contains(link.source)
    guard isOutward != shown.contains(link.target) else { return nil }
    return Stub(
      anchor: isCrowded ? nil : isOutward ? link.source : link.target, isOutward: isOutward,
      outcome: link.kind.isHop ? .hop : link.kind == .failed ? .failed : .other)
  }

  /// How many hosts of the beginning of `chosen` fit together with the counts they give rise
  /// to.
  private static func longest(
    _ chosen: [IPAddress], _ links: [MapLink], _ limit: Int, isCrowded: Bool
  ) -> Int {
    var (fits, tooMany) = (0, chosen.count + 1)
    while tooMany - fits > 1 {
      let middle = (fits + tooMany) / 2
      let some = Set(chosen.prefix(middle))
      let stubs = Set(links.compactMap { stub(of: $0, some, isCrowded) })
      if middle + stubs.count <= limit { fits = middle } else { tooMany = middle }
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
