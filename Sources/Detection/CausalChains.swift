// SPDX-License-Identifier: Apache-2.0

import Flows
private import Glibc
import Topology

/// Chains of control sessions, each of which may have been caused by the one before.
///
/// A single odd session is everyday life; one that leaves a host shortly after another odd one
/// entered it is what hop chains are made of. A session's candidate causes are the sessions
/// into its source within the horizon; a chain's score is the surprise of its sessions plus,
/// for each link, how much sooner it came than chance would have it, less how widely the
/// cause's source went at the time.
///
/// Source: the causal paths of G. Ho et al., *Hopper: Modeling and Detecting Lateral Movement*,
/// USENIX Security 2021, without credentials; time-respecting paths after P. Holme,
/// J. Saramäki, *Temporal Networks*, Physics Reports 519, 2012.
struct CausalChains {
  /// A session in a chain.
  struct Node: Sendable {
    let move: Move
    /// Score of the best chain that ends here, in nats.
    let score: Double
    /// The session before it in that chain.
    let cause: Int?
    /// The share of the link in the evidence for all candidate causes and for none, 0...1;
    /// 1 where the chain starts.
    let certainty: Double
    /// How many candidate causes there were.
    let candidates: Int
  }

  /// The longest gap between two sessions of a chain, in hours.
  let horizonHours: Int
  /// Every session that takes part, in order of time.
  private(set) var nodes: [Node] = []
  private var inbound: [IPAddress: [Int]] = [:]
  private var outbound: [IPAddress: [Int]] = [:]
  /// Surprising sessions each host sent since counting began.
  private var sent: [IPAddress: Int] = [:]
  /// Hours since counting began.
  private var hoursCounted = 0

  /// Less surprising sessions, and those known from the baseline, start and end no chain.
  static let leastSurprise = 1.0
  /// They take part only out of a host entered by a session as surprising as this.
  private static let entrySurprise = 4.0
  /// What each link costs, in nats: chains must be worth more than their parts.
  private static let linkCost = 2.0
  /// Gaps below this are taken as this, in microseconds: clocks are not better.
  private static let shortestGap: Int64 = 60_000_000
  /// How many causes of one session are weighed, the latest ones.
  private static let causesWeighed = 32
  /// How many sessions of one host are looked at to tell how widely it went, the latest ones.
  private static let sessionsCounted = 512

  init(horizonHours: Int) { self.horizonHours = horizonHours }

  private var horizon: Int64 { Int64(horizonHours) * EdgeTable.tickLength }

  /// Hosts out of which sessions known from the baseline matter in a window.
  func entered(_ window: TimeRange, _ moves: [Move]) -> Set<IPAddress> {
    var hosts = Set(moves.filter { $0.surprise >= Self.entrySurprise }.map(\.target))
    for (host, numbers) in inbound
    where numbers.contains(where: {
      nodes[$0].move.surprise >= Self.entrySurprise
        && window.start.microseconds - nodes[$0].move.start <= horizon
    }) {
      hosts.insert(host)
    }
    return hosts
  }

  /// Takes in the moves of the next window.
  ///
  /// - Parameters:
  ///   - moves: First and known moves, in order of time.
  ///   - hours: Length of the window, to count by how often each host sends such sessions; 0 in
  ///     the first windows, where everything is surprising.
  /// - Returns: For each host that sent a session of a chain that grew, the best score.
  /// - Complexity: O(moves · causes weighed · chain length).
  mutating func advance(_ moves: [Move], countingHours hours: Int) -> [IPAddress: Double] {
    if let start = moves.first?.start { forget(before: start - horizon) }
    var scores: [IPAddress: Double] = [:]
    for move in moves {
      guard let node = node(for: move) else { continue }
      nodes.append(node)
      inbound[move.target, default: []].append(nodes.count - 1)
      outbound[move.source, default: []].append(nodes.count - 1)
      guard move.surprise >= Self.leastSurprise else { continue }
      var next: Int? = nodes.count - 1
      while let current = next {
        let source = nodes[current].move.source
        scores[source] = max(scores[source] ?? 0, node.score)
        next = nodes[current].cause
      }
    }
    count(moves, hours)
    return scores
  }

  private mutating func count(_ moves: [Move], _ hours: Int) {
    guard hours > 0 else { return }
    hoursCounted += hours
    for move in moves where move.surprise >= Self.leastSurprise {
      sent[move.source, default: 0] += 1
    }
  }

  private mutating func forget(before moment: Int64) {
    func recent(_ numbers: [Int]) -> [Int]? {
      let kept = numbers.filter { nodes[$0].move.start >= moment }
      return kept.isEmpty ? nil : kept
    }
    inbound = inbound.compactMapValues(recent)
    outbound = outbound.compactMapValues(recent)
  }

  private func node(for move: Move) -> Node? {
    let candidates = (inbound[move.source] ?? []).suffix(Self.causesWeighed).filter {
      nodes[$0].move.start < move.start && move.start - nodes[$0].move.start <= horizon
        && !visits(move.target, upFrom: $0)
    }
    let links = candidates.map { link(from: $0, to: move, among: candidates) }
    let best = links.indices.max { links[$0] < links[$1] }
    if move.surprise < Self.leastSurprise {
      guard let best, links[best] > 0,
        candidates.contains(where: { nodes[$0].move.surprise >= Self.entrySurprise })
      else { return nil }
    }
    guard let best, links[best] > 0 else {
      return Node(move: move, score: move.surprise, cause: nil, certainty: 1, candidates: 0)
    }
    let rest = links.reduce(exp(-links[best])) { $0 + exp($1 - links[best]) }
    return Node(
      move: move, score: move.surprise + links[best], cause: candidates[best],
      certainty: 1 / rest, candidates: candidates.count)
  }

  /// Surprising sessions an hour a host sends by itself: one within the horizon, and what it
  /// sent in the past.
  private func rate(of host: IPAddress) -> Double {
    1 / Double(horizonHours) + Double(sent[host] ?? 0) / Double(max(1, hoursCounted))
  }

  /// What a chain gains by going on from `cause` to `move`, in nats.
  private func link(from cause: Int, to move: Move, among candidates: [Int]) -> Double {
    let earlier = nodes[cause].move
    let rivals = candidates.count {
      nodes[$0].move.start >= earlier.start && nodes[$0].move.surprise >= earlier.surprise
    }
    let gap =
      Double(max(Self.shortestGap, move.start - earlier.start)) / Double(EdgeTable.tickLength)
    let sooner = -log(rate(of: move.source) * Double(max(1, rivals)) * gap)
    // What a host does all the time comes soon after anything: that is no evidence.
    let timing = move.surprise < Self.leastSurprise ? min(0, sooner) : sooner
    return nodes[cause].score + max(-Self.linkCost, timing) - Self.linkCost
      - log(Double(breadth(of: cause, until: move.start)))
  }

  /// How many hosts the source of a session entered within the horizon, up to `moment`: one of
  /// a scanner's four hundred sessions is a poor explanation of what its target does.
  private func breadth(of number: Int, until moment: Int64) -> Int {
    let sessions = (outbound[nodes[number].move.source] ?? []).suffix(Self.sessionsCounted)
    let recent = sessions.filter { moment - nodes[$0].move.start <= horizon }
    return max(1, Set(recent.map { nodes[$0].move.target }).count)
  }

  /// Whether `host` lies on the chain that ends with node `number`.
  private func visits(_ host: IPAddress, upFrom number: Int) -> Bool {
    var next: Int? = number
    while let current = next {
      if nodes[current].move.source == host || nodes[current].move.target == host { return true }
      next = nodes[current].cause
    }
    return false
  }
}

extension CausalChains {
  /// What a model keeps of chains: sessions within the horizon, and those that led to them.
  struct Kept: Sendable {
    /// In order of time; causes are numbers of earlier ones.
    var nodes: [Node] = []
    /// Whether each lies within the horizon and can be a cause of what comes.
    var isRecent: [Bool] = []
    var sent: [IPAddress: Int] = [:]
    var hoursCounted = 0
  }

  /// What matters of these chains from now on.
  ///
  /// - Complexity: O(nodes).
  var kept: Kept {
    var isRecent = [Bool](repeating: false, count: nodes.count)
    for numbers in inbound.values {
      for number in numbers { isRecent[number] = true }
    }
    var isKept = isRecent
    for number in nodes.indices.reversed() where isKept[number] {
      if let cause = nodes[number].cause { isKept[cause] = true }
    }
    var kept = Kept(sent: sent, hoursCounted: hoursCounted)
    var places = [Int](repeating: 0, count: nodes.count)
    for number in nodes.indices where isKept[number] {
      places[number] = kept.nodes.count
      let node = nodes[number]
      kept.nodes.append(
        Node(
          move: node.move, score: node.score, cause: node.cause.map { places[$0] },
          certainty: node.certainty, candidates: node.candidates))
      kept.isRecent.append(isRecent[number])
    }
    return kept
  }

  /// The chains that kept this.
  init(horizonHours: Int, _ kept: Kept) {
    self.init(horizonHours: horizonHours)
    nodes = kept.nodes
    sent = kept.sent
    hoursCounted = kept.hoursCounted
    for number in nodes.indices where kept.isRecent[number] {
      inbound[nodes[number].move.target, default: []].append(number)
      outbound[nodes[number].move.source, default: []].append(number)
    }
  }
}
