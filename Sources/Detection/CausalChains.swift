// SPDX-License-Identifier: Apache-2.0

import Flows
private import Glibc
import Topology

/// Chains of control sessions, each of which may have been caused by the one before.
///
/// A single odd session is everyday life; one that leaves a host shortly after another odd one
/// entered it is what hop chains are made of. A session's candidate causes are the sessions
/// into its source within the horizon; a chain's score is the surprise of its sessions plus,
/// for each link, how much sooner it came than chance would have it, less how widely the cause's
/// source went with surprising sessions at the time, plus what else is unusual about its first and
/// its last host.
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

  /// A host's place in the best chain it has a part in.
  struct Place: Sendable {
    /// The score of the chain in nats, less the doubt whether the host is on it; above 0.
    let score: Double
    /// The host the chain starts at: hosts with the same one are one incident.
    let entry: IPAddress
  }

  /// The longest gap between two sessions of a chain, in hours.
  let horizonHours: Int
  /// Hosts whose every session takes part.
  private var suspects: Suspects
  /// Every session that takes part, in order of time.
  var nodes: [Node] = []
  var inbound: [IPAddress: [Int]] = [:]
  /// When each host last entered each target of its surprising sessions, within the horizon.
  var targets: [IPAddress: [IPAddress: Int64]] = [:]
  /// Surprising sessions each host sent since counting began.
  var sent: [IPAddress: Int] = [:]
  /// Hours since counting began.
  var hoursCounted = 0

  /// Less surprising sessions, and those known from the baseline, start no chain, and places on
  /// the chains that they end are those of the chain before.
  static let leastSurprise = 1.0
  /// They take part only out of a host entered by a session as surprising as this.
  private static let entrySurprise = 4.0
  /// What it is worth, in nats, that a host is known to be the intruder's.
  private static let knownToAct = 12.0
  /// What each link costs, in nats: chains must be worth more than their parts.
  private static let linkCost = 2.0
  /// Gaps below this are taken as this, in microseconds: clocks are not better.
  private static let shortestGap: Int64 = 1_000_000
  /// How much haste counts: a log-on from one machine to the next follows soon for good reasons
  /// as well, so a link is worth at most −ln of this.
  private static let leastExpected = 0.2
  /// The same where nobody can have typed anything between the sessions: the first was passed on.
  private static let leastExpectedOfRelays = 0.02
  /// Sessions no further apart, in hours, are passed on: fifteen seconds.
  private static let gapOfRelays = 15.0 / 3_600
  /// What the moment of a session known from the baseline is worth at most, in nats.
  private static let mostOfKnown = 2.0
  /// How many causes of one session are weighed, the likeliest ones.
  private static let causesWeighed = 32

  init(horizonHours: Int, suspects: Suspects = Suspects()) {
    self.horizonHours = horizonHours
    self.suspects = suspects
  }

  /// The same chains with other suspects.
  func suspecting(_ suspects: Suspects) -> CausalChains {
    var chains = self
    chains.suspects = suspects
    return chains
  }

  private var horizon: Int64 { Int64(horizonHours) * EdgeTable.tickLength }

  /// Hosts out of which sessions known from the baseline matter in a window.
  func entered(_ window: TimeRange, _ moves: [Move]) -> Set<IPAddress> {
    var hosts = Set(moves.filter(mattersBeyond).map(\.target)).union(suspects.hosts)
    for (host, numbers) in inbound
    where numbers.contains(where: {
      mattersBeyond(nodes[$0].move)
        && window.start.microseconds - nodes[$0].move.start <= horizon
    }) {
      hosts.insert(host)
    }
    return hosts
  }

  /// Whether known sessions out of the target of a move matter.
  private func mattersBeyond(_ move: Move) -> Bool {
    move.surprise >= Self.entrySurprise || suspects.acts(move.source, at: move.start)
  }

  /// Whether a session takes part whatever it is worth: a suspect's, or one into a suspect.
  func isGiven(_ move: Move) -> Bool {
    suspects.acts(move.source, at: move.start)
      || suspects.isEntry(into: move.target, at: move.start)
  }

  /// Takes in the moves of the next window.
  ///
  /// - Parameters:
  ///   - moves: First and known moves, in order of time.
  ///   - unusual: What else is unusual about hosts of the window: chains that start at such a
  ///     host or reach one are worth more.
  ///   - hours: Length of the window, to count by how often each host sends such sessions; 0 in
  ///     the first windows, where everything is surprising.
  /// - Returns: For each host that sent a session of a chain that grew, or was reached by one
  ///   and is unusual, its place in the best one; of a chain that grew by an everyday first
  ///   session its sender alone has one, a lower one.
  /// - Complexity: O(moves · causes weighed · (chain length + sessions into the source)).
  mutating func advance(
    _ moves: [Move], _ unusual: HostSurprise = HostSurprise(), countingHours hours: Int
  ) -> [IPAddress: Place] {
    if let start = moves.first?.start { forget(before: start - horizon) }
    var places: [IPAddress: Place] = [:]
    var entries: [IPAddress: Double] = [:]
    for move in moves { entries[move.target, default: 0] += 1 }
    for move in moves {
      if move.surprise >= Self.leastSurprise {
        targets[move.source, default: [:]][move.target] = move.start
      }
      // Each of the sessions into an unusual host may be the one that made it so.
      let reached = max(0, unusual(move.target) - log(entries[move.target] ?? 1))
      guard let node = node(for: move, unusual(move.source), reached) else { continue }
      nodes.append(node)
      inbound[move.target, default: []].append(nodes.count - 1)
      let entry = nodes[nodes.root(of: nodes.count - 1)].move.source
      func place(_ host: IPAddress, _ score: Double) {
        guard score > places[host]?.score ?? 0 else { return }
        places[host] = Place(score: score, entry: entry)
      }
      guard move.surprise >= Self.leastSurprise || reached > 0 else {
        if let doubt = doubt(of: node) { place(move.source, node.score - doubt) }
        continue
      }
      if reached > 0 { place(move.target, node.score) }
      // The further up, the less certain it is that a host has to do with it.
      var certain = node.score
      var next: Int? = nodes.count - 1
      while let current = next {
        place(nodes[current].move.source, certain)
        certain += log(nodes[current].certainty)
        next = nodes[current].cause
      }
    }
    count(moves, hours)
    return places
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
    targets = targets.compactMapValues { last in
      let kept = last.filter { $0.value >= moment }
      return kept.isEmpty ? nil : kept
    }
  }

  /// - Parameters:
  ///   - move: The session.
  ///   - start: What is unusual about its source, in nats; counts where a chain starts there.
  ///   - reached: What is unusual about its target, in nats.
  /// - Returns: The session's place in chains; nil if it takes no part.
  private func node(for move: Move, _ start: Double, _ reached: Double) -> Node? {
    let earlier = (inbound[move.source] ?? []).filter {
      nodes[$0].move.start < move.start && move.start - nodes[$0].move.start <= horizon
    }
    let candidates = likeliest(earlier, before: move).filter { !visits(move.target, upFrom: $0) }
    let links = candidates.map { link(from: $0, to: move, among: earlier) }
    let best = links.indices.max { links[$0] < links[$1] }
    if move.surprise < Self.leastSurprise, !isGiven(move) {
      guard let best, links[best] > 0,
        candidates.contains(where: { mattersBeyond(nodes[$0].move) })
      else { return nil }
    }
    let own = own(move) + reached
    if suspects.acts(move.source, at: move.start) {
      return given(move, own, links, candidates)
    }
    guard let best, links[best] > start else {
      return Node(move: move, score: own + start, cause: nil, certainty: 1, candidates: 0)
    }
    let rest = links.reduce(exp(-links[best])) { $0 + exp($1 - links[best]) }
    return Node(
      move: move, score: own + links[best], cause: candidates[best],
      certainty: 1 / rest, candidates: candidates.count)
  }

  /// What a session is worth by itself: one of many alike is as likely as all of them are odd.
  private func own(_ move: Move) -> Double {
    max(0, move.surprise - log(breadth(of: move.source)))
  }

  /// How little it is that speaks for an everyday session being caused by the one before, in nats.
  ///
  /// A pivot's last sessions are everyday ones, and only their moment tells. By it their source
  /// may be part of the chain, less the doubt whether chance brought them at that moment.
  ///
  /// - Returns: −ln of the odds that the moment gives, as a share; nil for a session known from the
  ///   baseline or without a cause.
  private func doubt(of node: Node) -> Double? {
    guard node.move.rate == nil, let cause = node.cause else { return nil }
    let sooner = node.score - own(node.move) - nodes[cause].score + Self.linkCost
    return log(1 + exp(-sooner))
  }

  /// A session of a suspect: certain to be part of what is looked for, so the likeliest way into
  /// the suspect is its cause even if chance would explain it as well.
  private func given(
    _ move: Move, _ own: Double, _ links: [Double], _ candidates: [Int]
  ) -> Node {
    let best = links.indices.max { links[$0] < links[$1] }
    let before = max(Self.knownToAct, best.map { links[$0] } ?? 0)
    let rest = best.map { best in links.reduce(0) { $0 + exp($1 - links[best]) } } ?? 1
    return Node(
      move: move, score: own + before, cause: best.map { candidates[$0] }, certainty: 1 / rest,
      candidates: candidates.count)
  }

  /// The sessions that may best explain a later one, in order of time.
  private func likeliest(_ earlier: [Int], before move: Move) -> [Int] {
    guard earlier.count > Self.causesWeighed else { return earlier }
    func worth(_ number: Int) -> Double {
      nodes[number].score - log(breadth(of: nodes[number].move.source))
        - log(hours(from: nodes[number].move, to: move))
    }
    return earlier.map { (number: $0, worth: worth($0)) }
      .sorted { ($1.worth, $1.number) < ($0.worth, $0.number) }
      .prefix(Self.causesWeighed).map(\.number).sorted()
  }

  private func hours(from earlier: Move, to later: Move) -> Double {
    Double(max(Self.shortestGap, later.start - earlier.start)) / Double(EdgeTable.tickLength)
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
    let gap = hours(from: earlier, to: move)
    return nodes[cause].score + max(-Self.linkCost, timing(of: move, rivals: rivals, after: gap))
      - Self.linkCost - log(breadth(of: earlier.source))
  }

  /// How much sooner than chance a session came some hours after one of several that may have
  /// caused it, in nats.
  private func timing(of move: Move, rivals: Int, after gap: Double) -> Double {
    let trials = Double(max(1, rivals)) * gap
    if let known = move.rate {
      return min(Self.mostOfKnown, -log((known + 1 / Double(horizonHours)) * trials))
    }
    let least = gap <= Self.gapOfRelays ? Self.leastExpectedOfRelays : Self.leastExpected
    let sooner = -log(rate(of: move.source) * trials + least)
    // What its kind does all the time comes soon after anything: that is no evidence.
    return move.surprise < Self.leastSurprise ? min(0, sooner) : sooner
  }

  /// How many hosts a host entered by surprising sessions within the horizon: one of a scanner's
  /// four thousand is a poor explanation of what its target does, while everyday sessions, such as
  /// a workstation has with its file servers, take nothing away from the odd one among them.
  private func breadth(of host: IPAddress) -> Double { Double(max(1, targets[host]?.count ?? 0)) }

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

extension [CausalChains.Node] {
  /// Where the chain that ends with node `number` starts.
  func root(of number: Int) -> Int {
    var current = number
    while let cause = self[current].cause { current = cause }
    return current
  }
}
