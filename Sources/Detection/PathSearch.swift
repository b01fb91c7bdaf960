// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// Cuts attack paths out of causal chains: what hangs together with a flagged host, everything
/// up to the entry and everything after.
struct PathSearch {
  /// Every session that takes part in chains, in order of time.
  let nodes: [CausalChains.Node]
  /// Whether a session takes part whatever it is worth.
  var isGiven: @Sendable (Move) -> Bool = { _ in false }
  /// The network, part of the paths' ids.
  var site = ""

  /// Sessions that follow from a flagged host with less certainty than this are cut.
  private static let leastCertainty = 0.1
  /// How many dead ends of one host are kept as hops; the rest stays context.
  private static let deadEndsKept = 12

  /// - Parameter isFlagged: Whether a host is flagged at a moment.
  /// - Returns: Longest first.
  /// - Complexity: O(nodes · chain length).
  func callAsFunction(isFlagged: (IPAddress, Int64) -> Bool) -> [AttackPath] {
    let selected = withoutWeakEnds(connected(isFlagged))
    let trees = Dictionary(grouping: selected) { nodes[nodes.root(of: $0)].move.source }
    let kept = notable(trees)
    return kept.compactMap { entry in
      path(from: entry, thinned(trees[entry] ?? []))
    }.sorted {
      ($1.hops.count, $0.hops[0].edge.firstSeen, $0.id)
        < ($0.hops.count, $1.hops[0].edge.firstSeen, $1.id)
    }
  }

  /// The roots, by address, of trees at least half as surprising as the best that goes through
  /// them.
  ///
  /// What else a host of a strong path did that day is its everyday work; but trees that merely
  /// meet somewhere, as those of two intruders on one server, do not rival one another.
  private func notable(_ trees: [IPAddress: [Int]]) -> [IPAddress] {
    let own = trees.mapValues { tree in tree.map { nodes[$0].score }.max() ?? 0 }
    var strongest: [IPAddress: Double] = [:]
    for (root, tree) in trees {
      for host in hosts(tree) { strongest[host] = max(strongest[host] ?? 0, own[root] ?? 0) }
    }
    return trees.keys.sorted().filter { root in
      2 * (own[root] ?? 0) >= strongest[root] ?? 0
    }
  }

  private func hosts(_ tree: [Int]) -> Set<IPAddress> {
    Set(tree.flatMap { [nodes[$0].move.source, nodes[$0].move.target] })
  }

  private func isStrong(_ number: Int) -> Bool {
    nodes[number].move.surprise >= CausalChains.leastSurprise || isGiven(nodes[number].move)
  }

  /// Sessions of flagged hosts, with all that led to them and followed from them.
  private func connected(_ isFlagged: (IPAddress, Int64) -> Bool) -> [Int] {
    var kept = nodes.map { isFlagged($0.move.source, $0.move.start) }
    for number in kept.indices where !isStrong(number) { kept[number] = false }
    // What a flagged host received counts where nothing it sent tells more.
    let senders = Set(nodes.indices.filter { kept[$0] }.map { nodes[$0].move.source })
    for number in nodes.indices {
      let move = nodes[number].move
      if isFlagged(move.target, move.start), !senders.contains(move.target), isStrong(number) {
        kept[number] = true
      }
    }
    var certainty = kept.map { $0 ? 1.0 : 0 }
    for number in nodes.indices where !kept[number] {
      guard let cause = nodes[number].cause, kept[cause] else { continue }
      certainty[number] = certainty[cause] * nodes[number].certainty
      kept[number] = certainty[number] >= Self.leastCertainty
    }
    for number in nodes.indices.reversed() where kept[number] {
      if let cause = nodes[number].cause { kept[cause] = true }
    }
    return nodes.indices.filter { kept[$0] }
  }

  /// Unsurprising sessions matter only where a surprising one follows from them.
  private func withoutWeakEnds(_ numbers: [Int]) -> [Int] {
    var leadsOn: Set<Int> = []
    var kept: [Int] = []
    for number in numbers.reversed()
    where isStrong(number) || leadsOn.contains(number) {
      kept.append(number)
      if let cause = nodes[number].cause { leadsOn.insert(cause) }
    }
    return kept.reversed()
  }

  /// Drops all but the first dead ends of each host.
  private func thinned(_ numbers: [Int]) -> [Int] {
    let continued = Set(numbers.compactMap { nodes[$0].cause })
    var deadEnds: [IPAddress: Int] = [:]
    return numbers.filter { number in
      guard !continued.contains(number) else { return true }
      let source = nodes[number].move.source
      deadEnds[source, default: 0] += 1
      return deadEnds[source, default: 0] <= Self.deadEndsKept
    }
  }

  /// The path of trees that all start at one host.
  private func path(from entry: IPAddress, _ numbers: [Int]) -> AttackPath? {
    var along: [Int: (certainty: Double, length: Int)] = [:]
    for number in numbers {
      let before = nodes[number].cause.flatMap { along[$0] } ?? (certainty: 1, length: 0)
      along[number] = (before.certainty * nodes[number].certainty, before.length + 1)
    }
    let sessions = numbers.flatMap { number in
      nodes[number].move.sessions.map { (session: $0, node: nodes[number]) }
    }.sorted {
      ($0.session.edge.firstSeen, $0.session.edge.source, $0.session.edge.service)
        < ($1.session.edge.firstSeen, $1.session.edge.source, $1.session.edge.service)
    }
    guard !sessions.isEmpty else { return nil }
    let hops = sessions.enumerated().map { place, item in
      Hop(
        number: place + 1, edge: item.session.edge,
        kind: item.node.candidates > 1 ? .inferred : .observed,
        certainty: item.node.certainty, reason: item.session.reason,
        technique: Technique(remoteService: item.session.edge.service))
    }
    let longest = along.values.max {
      ($0.length, $0.certainty) < ($1.length, $1.certainty)
    }
    return AttackPath(
      site: site, entry: entry, hops: hops, certainty: longest?.certainty ?? 1)
  }
}
