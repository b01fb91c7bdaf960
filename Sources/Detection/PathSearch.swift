// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology
private import Glibc

/// Puts first control sessions into order: which of them may follow from which.
///
/// A session out of a host may have been caused by an earlier one into it. Each candidate
/// counts by how recent it is, against its rivals and against the host acting on its own, as
/// often as it did in the past. The likeliest cause becomes the predecessor, so sessions form
/// trees; an attack path is what hangs together with a flagged host: everything up to the entry
/// and everything after.
///
/// Source: the causal candidates of G. Ho et al., *Hopper: Modeling and Detecting Lateral
/// Movement*, USENIX Security 2021, without credentials; time-respecting paths after
/// P. Holme, J. Saramäki, *Temporal Networks*, Physics Reports 519, 2012.
struct PathSearch {
  /// The longest gap between two hops, in hours.
  let horizonHours: Int
  /// First control sessions per hour each host opened in the baseline.
  let ownRate: [IPAddress: Double]

  /// Gaps below this are taken as this, in hours: clocks are not better.
  private static let shortestGap = 1.0 / 60
  /// Hops less certain than this are cut.
  private static let leastCertainty = 0.1
  /// How many causes of one session are weighed, the latest ones.
  private static let causesWeighed = 32
  /// How many dead ends of one host are kept as hops; the rest stays context.
  private static let deadEndsKept = 12

  /// A session's likeliest cause.
  private struct Cause {
    var move: Int
    var certainty: Double
    var rivals: Int
  }

  /// - Parameters:
  ///   - moves: In order of time.
  ///   - isFlagged: Whether a host is flagged at a moment.
  /// - Returns: Longest first.
  /// - Complexity: O(*m* · causes weighed · path length).
  func callAsFunction(
    _ moves: [Move], isFlagged: (IPAddress, Int64) -> Bool
  ) -> [AttackPath] {
    let causes = causes(of: moves)
    let selected = connected(moves, causes, isFlagged: isFlagged)
    let trees = Dictionary(grouping: selected) { root(of: $0, causes) }
    return trees.keys.sorted().compactMap { root in
      path(root, thinned(trees[root] ?? [], moves, causes, isFlagged), moves, causes)
    }.sorted {
      ($1.hops.count, $0.hops[0].edge.firstSeen, $0.id)
        < ($0.hops.count, $1.hops[0].edge.firstSeen, $1.id)
    }
  }

  private func causes(of moves: [Move]) -> [Cause?] {
    var inbound: [IPAddress: [Int]] = [:]
    var causes: [Cause?] = []
    for (number, move) in moves.enumerated() {
      let candidates = (inbound[move.source] ?? []).suffix(Self.causesWeighed).filter {
        moves[$0].start < move.start && gap(moves[$0], move) <= Double(horizonHours)
          && !visits(move.target, upFrom: $0, moves, causes)
      }
      causes.append(likeliest(candidates, of: move, moves))
      inbound[move.target, default: []].append(number)
    }
    return causes
  }

  private func gap(_ earlier: Move, _ later: Move) -> Double {
    max(Self.shortestGap, Double(later.start - earlier.start) / Double(EdgeTable.tickLength))
  }

  /// Whether `host` lies on the chain that ends with move `number`.
  private func visits(
    _ host: IPAddress, upFrom number: Int, _ moves: [Move], _ causes: [Cause?]
  ) -> Bool {
    var next: Int? = number
    while let current = next {
      if moves[current].source == host || moves[current].target == host { return true }
      next = causes[current]?.move
    }
    return false
  }

  private func likeliest(_ candidates: [Int], of move: Move, _ moves: [Move]) -> Cause? {
    let weights = candidates.map { 1 / gap(moves[$0], move) }
    let alone = 1 / Double(horizonHours) + (ownRate[move.source] ?? 0)
    let total = weights.reduce(alone, +)
    guard let best = weights.indices.max(by: { weights[$0] < weights[$1] }),
      weights[best] / total >= Self.leastCertainty
    else { return nil }
    return Cause(
      move: candidates[best], certainty: weights[best] / total, rivals: candidates.count)
  }

  private func root(of number: Int, _ causes: [Cause?]) -> Int {
    var current = number
    while let cause = causes[current] { current = cause.move }
    return current
  }

  /// Moves of flagged hosts, with all that led to them and followed from them.
  private func connected(
    _ moves: [Move], _ causes: [Cause?], isFlagged: (IPAddress, Int64) -> Bool
  ) -> [Int] {
    var kept = moves.map { isFlagged($0.source, $0.start) }
    // What a flagged host received counts where nothing it sent tells more.
    let senders = Set(moves.indices.filter { kept[$0] }.map { moves[$0].source })
    for number in moves.indices where isFlagged(moves[number].target, moves[number].start) {
      if !senders.contains(moves[number].target) { kept[number] = true }
    }
    var certainty = kept.map { $0 ? 1.0 : 0 }
    for number in moves.indices where !kept[number] {
      guard let cause = causes[number], kept[cause.move] else { continue }
      certainty[number] = certainty[cause.move] * cause.certainty
      kept[number] = certainty[number] >= Self.leastCertainty
    }
    for number in moves.indices.reversed() where kept[number] {
      if let cause = causes[number] { kept[cause.move] = true }
    }
    return moves.indices.filter { kept[$0] }
  }

  /// Drops all but the first dead ends of each host.
  private func thinned(
    _ numbers: [Int], _ moves: [Move], _ causes: [Cause?], _ isFlagged: (IPAddress, Int64) -> Bool
  ) -> [Int] {
    let continued = Set(numbers.compactMap { causes[$0]?.move })
    var deadEnds: [IPAddress: Int] = [:]
    return numbers.filter { number in
      guard !continued.contains(number) else { return true }
      deadEnds[moves[number].source, default: 0] += 1
      return deadEnds[moves[number].source, default: 0] <= Self.deadEndsKept
    }
  }

  private func path(
    _ root: Int, _ numbers: [Int], _ moves: [Move], _ causes: [Cause?]
  ) -> AttackPath? {
    var along = [root: (certainty: 1.0, length: 1)]
    for number in numbers where number != root {
      guard let cause = causes[number], let before = along[cause.move] else { continue }
      along[number] = (before.certainty * cause.certainty, before.length + 1)
    }
    let sessions = numbers.flatMap { number in
      moves[number].sessions.map { (session: $0, cause: causes[number]) }
    }.sorted {
      ($0.session.edge.firstSeen, $0.session.edge.source, $0.session.edge.service)
        < ($1.session.edge.firstSeen, $1.session.edge.source, $1.session.edge.service)
    }
    guard !sessions.isEmpty else { return nil }
    let hops = sessions.enumerated().map { place, item in
      Hop(
        number: place + 1, edge: item.session.edge,
        kind: (item.cause?.rivals ?? 1) == 1 ? .observed : .inferred,
        certainty: item.cause?.certainty ?? 1, reason: item.session.reason,
        technique: Technique(remoteService: item.session.edge.service))
    }
    let longest = along.values.max {
      ($0.length, $0.certainty) < ($1.length, $1.certainty)
    }
    return AttackPath(
      entry: moves[root].source, hops: hops, certainty: longest?.certainty ?? 1)
  }
}
