// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import TestSupport
import Testing
import Topology

@testable import Detection

@Suite struct PathSearchTests {
  /// Each flow as a first control session of this surprise.
  private func chains(_ flows: [Flow], surprise: [Double] = []) -> CausalChains {
    chains(flows, surprise: surprise, unusual: [:]).chains
  }

  private func chains(
    _ flows: [Flow], surprise: [Double] = [], unusual: [String: Double]
  ) -> (chains: CausalChains, scores: [IPAddress: Double]) {
    var chains = CausalChains(horizonHours: 72)
    var values: [IPAddress: Double] = [:]
    for (host, value) in unusual { if let host = IPAddress(host) { values[host] = value } }
    let moves = flows.enumerated().map { number, flow in
      Move(
        source: flow.source, target: flow.target, start: flow.start.microseconds,
        sessions: [
          Move.Session(
            edge: Edge(
              source: flow.source, target: flow.target, service: flow.service, flows: 1,
              firstSeen: flow.start, lastSeen: flow.start), reason: Evidence(.edge, "\(number)"))
        ], surprise: number < surprise.count ? surprise[number] : 5, sighting: nil)
    }
    let scores = chains.advance(
      moves.sorted(by: Move.precedes), HostSurprise(values), countingHours: 0)
    return (chains, scores.mapValues(\.score))
  }

  private func search(_ chains: CausalChains, flagged: Set<String>) -> [AttackPath] {
    PathSearch(nodes: chains.nodes).callAsFunction { host, _ in
      flagged.contains(host.description)
    }
  }

  private func search(_ flows: [Flow], flagged: Set<String>) -> [AttackPath] {
    search(chains(flows), flagged: flagged)
  }

  private func text(_ path: AttackPath) -> [String] {
    path.hops.map { "\($0.edge.source)>\($0.edge.target)" }
  }

  @Test("a chain is followed in order of time, from its entry")
  func chain() {
    //  .1 ──60──▶ .2 ──120──▶ .3 ──200──▶ .4
    let paths = search(
      [
        .tcp("10.0.0.3", "10.0.0.4", 22, minute: 200),
        .tcp("10.0.0.1", "10.0.0.2", 5985, minute: 60),
        .tcp("10.0.0.2", "10.0.0.3", 3389, minute: 120),
        .tcp("10.0.0.8", "10.0.0.9", 22, minute: 90),
      ], flagged: ["10.0.0.2"])
    #expect(paths.count == 1)
    #expect(paths.first?.entry.description == "10.0.0.1")
    #expect(
      paths.first.map(text) == ["10.0.0.1>10.0.0.2", "10.0.0.2>10.0.0.3", "10.0.0.3>10.0.0.4"])
    #expect(paths.first?.hops.map(\.number) == [1, 2, 3])
    #expect(paths.first?.hops.allSatisfy { $0.kind == .observed } == true)
  }

  @Test("two intruders who meet on one server make two paths, however strong one of them is")
  func meeting() {
    //  .1 ──▶ .2 ──▶ .3 ──▶ .4 ──▶ .9, each very odd, and .6 ──▶ .7 ──▶ .9 later
    let flows: [Flow] = [
      .tcp("10.0.0.1", "10.0.0.2", 22, minute: 10), .tcp("10.0.0.2", "10.0.0.3", 22, minute: 70),
      .tcp("10.0.0.3", "10.0.0.4", 22, minute: 130), .tcp("10.0.0.4", "10.0.0.9", 22, minute: 190),
      .tcp("10.0.0.6", "10.0.0.7", 22, minute: 300), .tcp("10.0.0.7", "10.0.0.9", 22, minute: 360),
    ]
    let paths = search(
      chains(flows, surprise: [12, 12, 12, 12, 5, 5]), flagged: ["10.0.0.2", "10.0.0.7"])
    #expect(paths.map(\.hops.count) == [4, 2])
  }

  @Test("equal times and earlier times never chain")
  func strictTime() {
    let paths = search(
      [
        .tcp("10.0.0.1", "10.0.0.2", 22, minute: 60), .tcp("10.0.0.2", "10.0.0.3", 22, minute: 60),
        .tcp("10.0.0.3", "10.0.0.4", 22, minute: 50),
      ], flagged: ["10.0.0.2"])
    #expect(paths.map(text) == [["10.0.0.2>10.0.0.3"]])
  }

  @Test("beyond the horizon nothing follows")
  func horizon() {
    let paths = search(
      [
        .tcp("10.0.0.1", "10.0.0.2", 22, minute: 0),
        .tcp("10.0.0.2", "10.0.0.3", 22, minute: 73 * 60),
      ], flagged: ["10.0.0.2"])
    #expect(paths.map(text) == [["10.0.0.2>10.0.0.3"]])
  }

  @Test("a path does not come back to a host it left")
  func noRevisit() {
    let paths = search(
      [
        .tcp("10.0.0.1", "10.0.0.2", 22, minute: 10), .tcp("10.0.0.2", "10.0.0.1", 22, minute: 20),
        .tcp("10.0.0.1", "10.0.0.3", 22, minute: 30),
      ], flagged: ["10.0.0.1"])
    for path in paths {
      let entered = path.hops.map(\.edge.target)
      #expect(Set(entered).count == entered.count && !entered.contains(path.entry))
    }
  }

  @Test("rival causes make a hop inferred and less certain")
  func rivals() throws {
    // .1 ─▶ .3 at 60, .2 ─▶ .3 at 120, .3 ─▶ .4 at 180
    let path = try #require(
      search(
        [
          .tcp("10.0.0.1", "10.0.0.3", 22, minute: 60),
          .tcp("10.0.0.2", "10.0.0.3", 22, minute: 120),
          .tcp("10.0.0.3", "10.0.0.4", 22, minute: 180),
        ], flagged: ["10.0.0.3"]
      ).first)
    #expect(text(path) == ["10.0.0.2>10.0.0.3", "10.0.0.3>10.0.0.4"])
    #expect(path.hops[1].kind == .inferred)
    // The later cause has no rival as recent, the earlier one has one: e^link is one over a
    // fifth and gap times rivals by 72 h, and links of nothing weigh 1.
    let later = exp(5.0 - 2) / (1 * 1 / 72.0 + 0.2)
    let earlier = exp(5.0 - 2) / (2 * 2 / 72.0 + 0.2)
    let expected = later / (later + earlier + 1)
    #expect(abs(path.hops[1].certainty - expected) < 1e-12)
    #expect(path.certainty == path.hops[1].certainty)
  }

  @Test("a chain scores its surprises plus how soon each link came, less two a link")
  func score() throws {
    let chains = chains([
      .tcp("10.0.0.1", "10.0.0.2", 22, minute: 60), .tcp("10.0.0.2", "10.0.0.3", 22, minute: 120),
    ])
    #expect(chains.nodes[0].score == 5)
    let expected = 5 + 5 - log(1 / 72.0 + 0.2) - 2
    #expect(abs(chains.nodes[1].score - expected) < 1e-12)
  }

  @Test("a known session joins a chain for what its moment is worth: the rarer, the more")
  func seldomSessions() throws {
    // .1 ──▶ .2 as never before, then .2 ──▶ .3 as on some days, then .3 ──▶ .4 as never before.
    func score(daysIn8: Double) -> (known: Double, last: Double)? {
      var chains = CausalChains(horizonHours: 72)
      let moves = [(1, 2, 9.0), (2, 3, 0), (3, 4, 9)].enumerated().map { number, hop in
        let flow = Flow.tcp("10.0.0.\(hop.0)", "10.0.0.\(hop.1)", 22, minute: 720 * number + 60)
        return Move(
          source: flow.source, target: flow.target, start: flow.start.microseconds,
          sessions: [
            Move.Session(
              edge: Edge(
                source: flow.source, target: flow.target, service: flow.service, flows: 1,
                firstSeen: flow.start, lastSeen: flow.start), reason: Evidence(.edge, ""))
          ], surprise: hop.2, sighting: nil, rate: hop.2 > 0 ? nil : (daysIn8 + 0.5) / 9 / 24)
      }
      _ = chains.advance(moves, countingHours: 0)
      guard chains.nodes.count == 3, chains.nodes[2].cause == 1 else { return nil }
      return (chains.nodes[1].score, chains.nodes[2].score)
    }
    let seldom = try #require(score(daysIn8: 1))
    let daily = try #require(score(daysIn8: 8))
    #expect(abs(seldom.known - (9 - log((1.5 / 9 / 24 + 1 / 72.0) * 12) - 2)) < 1e-12)
    #expect(abs(daily.known - (9 - log((8.5 / 9 / 24 + 1 / 72.0) * 12) - 2)) < 1e-12)
    #expect(seldom.last > daily.last)
  }

  @Test("what is passed on within seconds is worth more than what somebody may have typed")
  func relays() throws {
    func score(seconds: Int64) throws -> Double {
      let first = Flow.tcp("10.0.0.1", "10.0.0.2", 22, minute: 60)
      var second = Flow.tcp("10.0.0.2", "10.0.0.3", 22, minute: 60)
      second.start = first.start.advanced(byMicroseconds: seconds * 1_000_000)
      return try #require(chains([first, second]).nodes.last).score
    }
    func expected(_ seconds: Double, _ least: Double) -> Double {
      5 + 5 - log(1 / 72.0 * max(1, seconds) / 3_600 + least) - 2
    }
    #expect(abs(try score(seconds: 15) - expected(15, 0.02)) < 1e-12)
    #expect(abs(try score(seconds: 16) - expected(16, 0.2)) < 1e-12)
  }

  @Test("an everyday first session places its sender, less the doubt; a known one does not")
  func everydaySessions() throws {
    func score(minute: Int, rate: Double?) -> Double? {
      var chains = CausalChains(horizonHours: 72)
      let moves = [(1, 2, 9.0, 60), (2, 3, 0.5, minute)].map { hop in
        let flow = Flow.tcp("10.0.0.\(hop.0)", "10.0.0.\(hop.1)", 22, minute: hop.3)
        return Move(
          source: flow.source, target: flow.target, start: flow.start.microseconds,
          sessions: [
            Move.Session(
              edge: Edge(
                source: flow.source, target: flow.target, service: flow.service, flows: 1,
                firstSeen: flow.start, lastSeen: flow.start), reason: Evidence(.edge, ""))
          ], surprise: hop.2, sighting: nil, rate: hop.2 > 1 ? nil : rate)
      }
      return IPAddress("10.0.0.2").flatMap { chains.advance(moves, countingHours: 0)[$0]?.score }
    }
    // Soon after, chance and cause are as likely as each other; late, chance is likelier.
    let soon = try #require(score(minute: 62, rate: nil))
    #expect(abs(soon - (0.5 + 9 - 2 - log(2.0))) < 1e-12)
    let late = try #require(score(minute: 60 + 70 * 60, rate: nil))
    let sooner = -log(70 / 72.0 + 0.2)
    #expect(abs(late - (0.5 + 9 + sooner - 2 - log(1 + exp(-sooner)))) < 1e-12)
    #expect(score(minute: 62, rate: 0.1) == nil)
  }

  @Test("one of many sessions of a host explains less of what its target does")
  func breadth() throws {
    let chain: [Flow] = [
      .tcp("10.0.0.1", "10.0.0.2", 22, minute: 60), .tcp("10.0.0.2", "10.0.0.3", 22, minute: 120),
    ]
    let sweep = (10..<19).map { Flow.tcp("10.0.0.1", "10.0.0.\($0)", 22, minute: 59) }
    let narrow = try #require(chains(chain, surprise: [9, 9]).nodes.last)
    let wide = try #require(chains(chain + sweep, surprise: [9, 9]).nodes.last)
    let difference = narrow.score - wide.score
    // Each of ten sessions is a tenth as odd, and each a tenth as likely to be the cause.
    #expect(abs(difference - 2 * log(10.0)) < 1e-12)
    // Everyday sessions take nothing away from the odd one among them.
    let everyday = [Double](repeating: 0.9, count: sweep.count)
    #expect(
      try #require(chains(chain + sweep, surprise: [9, 9] + everyday).nodes.last).score
        == narrow.score)
  }

  @Test("what else is unusual about its first and its last host adds to a chain")
  func unusualHosts() throws {
    let flows: [Flow] = [
      .tcp("10.0.0.1", "10.0.0.2", 22, minute: 60), .tcp("10.0.0.2", "10.0.0.3", 22, minute: 120),
      .tcp("10.0.0.9", "10.0.0.3", 22, minute: 240),
    ]
    let plain = chains(flows)
    let unusual = chains(flows, unusual: ["10.0.0.1": 3, "10.0.0.3": 4])
    #expect(unusual.chains.nodes[0].score == plain.nodes[0].score + 3)
    // Two hosts went into .3: which of them made it so is open.
    let expected = plain.nodes[1].score + 3 + 4 - log(2.0)
    #expect(abs(unusual.chains.nodes[1].score - expected) < 1e-12)
    let third = try #require(IPAddress("10.0.0.3"))
    let reached = try #require(unusual.scores[third])
    #expect(abs(reached - expected) < 1e-12)
  }

  @Test("of many causes those that explain most are weighed, be they old")
  func likelyCause() throws {
    // .1 ─▶ .3 is odd; a hundred everyday sessions into .3 follow before .3 ─▶ .4
    var flows = [Flow.tcp("10.0.0.1", "10.0.0.3", 22, minute: 0)]
    flows += (0..<100).map { Flow.tcp("10.0.1.\($0)", "10.0.0.3", 445, minute: 10 + $0) }
    flows.append(.tcp("10.0.0.3", "10.0.0.4", 22, minute: 200))
    let chains = chains(flows, surprise: [9] + [Double](repeating: 1.5, count: 100) + [5])
    let last = try #require(chains.nodes.last)
    #expect(last.cause == 0)
  }

  @Test("a host far up a doubtful chain answers for less of it than its last sender")
  func doubt() throws {
    let flows: [Flow] = [
      .tcp("10.0.0.1", "10.0.0.3", 22, minute: 60), .tcp("10.0.0.2", "10.0.0.3", 22, minute: 61),
      .tcp("10.0.0.3", "10.0.0.4", 22, minute: 600),
    ]
    let (chains, scores) = chains(flows, unusual: [:])
    let last = try #require(chains.nodes.last)
    let cause = try #require(last.cause)
    let sender = chains.nodes[cause].move.source
    #expect(last.certainty < 0.9)
    let third = try #require(IPAddress("10.0.0.3"))
    #expect(scores[third] == last.score)
    #expect(abs((scores[sender] ?? 0) - (last.score + log(last.certainty))) < 1e-12)
  }

  @Test("sessions known from the baseline join only out of entered hosts, and end no path")
  func knownSessions() {
    // .1 ─▶ .2 (odd), .2 ─▶ .3 (known), .3 ─▶ .4 (odd), .4 ─▶ .5 (known)
    let flows: [Flow] = [
      .tcp("10.0.0.1", "10.0.0.2", 22, minute: 0), .tcp("10.0.0.2", "10.0.0.3", 22, minute: 30),
      .tcp("10.0.0.3", "10.0.0.4", 22, minute: 60), .tcp("10.0.0.4", "10.0.0.5", 22, minute: 90),
      .tcp("10.0.0.7", "10.0.0.8", 22, minute: 10),
    ]
    let chains = chains(flows, surprise: [5, 0, 5, 0, 0])
    #expect(chains.nodes.count == 4)
    let paths = search(chains, flagged: ["10.0.0.1"])
    #expect(
      paths.map(text) == [["10.0.0.1>10.0.0.2", "10.0.0.2>10.0.0.3", "10.0.0.3>10.0.0.4"]])
  }

  @Test("every hop but the first starts where an earlier one arrived", arguments: UInt64(0)..<60)
  func timeRespecting(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    func host() -> String { "10.0.0.\(Int.random(in: 1...15, using: &generator))" }
    let flows = (0..<60).map { _ in
      Flow.tcp(host(), host(), 22, minute: Int.random(in: 0...6000, using: &generator))
    }
    let flagged: Set = ["10.0.0.1", "10.0.0.2"]
    for path in search(flows, flagged: flagged) {
      var arrived: [IPAddress: Timestamp] = [:]
      for hop in path.hops {
        if hop.edge.source != path.entry {
          #expect(arrived[hop.edge.source].map { $0 < hop.edge.firstSeen } ?? false)
        }
        arrived[hop.edge.target] = min(
          arrived[hop.edge.target] ?? hop.edge.firstSeen, hop.edge.firstSeen)
        #expect(hop.certainty > 0 && hop.certainty <= 1)
      }
      let hosts = Set(
        path.hops.flatMap { [$0.edge.source.description, $0.edge.target.description] })
      #expect(!hosts.isDisjoint(with: flagged))
    }
  }
}
