// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing
import Topology

@testable import Detection

@Suite struct CrossingGroupTests {
  private static func crossings(_ flows: [Flow], zones: [String: String] = [:]) -> [SubnetCrossing]
  {
    let subnets = SubnetMap(
      zones.compactMap { block, zone in
        Subnet(block).map { NamedSubnet(block: $0, name: zone, zone: zone) }
      })
    let merged = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table().mergingTicks()
    return (0..<merged.count).map { merged.edge($0, isNew: nil, subnets: subnets) }
      .filter(\.crossesSubnet).map {
        SubnetCrossing(
          edge: $0, sourceSubnet: subnets.subnet(of: $0.source),
          targetSubnet: subnets.subnet(of: $0.target), isNewCell: nil, findingID: nil)
      }
  }

  private static func events(_ flows: [Flow]) -> [CrossingEvent] {
    CrossingRules().events(crossings(flows), history: CellHistory())
  }

  private func groups(_ flows: [Flow]) -> [CrossingGroup] { CrossingGroup.all(Self.events(flows)) }

  @Test("one host that opens one port into many subnets is one cause")
  func sender() {
    let flows = (1...9).map { Flow.tcp("10.0.1.5", "10.0.\($0 + 1).7", 445, minute: $0) }
    #expect(groups(flows).map(\.cause.text) == ["from 10.0.1.5 on tcp/445"])
  }

  @Test("one host that tries many ports is one cause, however many subnets")
  func scan() {
    let flows = (20...60).flatMap { port in
      (2...4).map { Flow.tcp("10.0.1.5", "10.0.\($0).7", UInt16(port), minute: port) }
    }
    #expect(groups(flows).map(\.cause.text) == ["from 10.0.1.5 on many services"])
  }

  @Test("a new server that every subnet asks is one cause")
  func receiver() {
    let flows = (1...5).flatMap { subnet in
      (1...4).map { Flow.tcp("10.0.\(subnet).\($0)", "10.0.9.9", 8443, minute: $0) }
    }
    #expect(groups(flows).map(\.cause.text) == ["to 10.0.9.9 on tcp/8443"])
  }

  @Test("a subnet that newly uses a service is one cause")
  func subnet() {
    let flows = (1...4).flatMap { host in
      (2...3).map { Flow.tcp("10.0.1.\(host)", "10.0.\($0).\(host)", 3389, minute: host) }
    }
    #expect(groups(flows).map(\.cause.text) == ["from 10.0.1.0/24 on tcp/3389"])
  }

  @Test("a service that many hosts of many subnets ask many hosts of one for is one cause")
  func served() {
    let flows = (1...4).flatMap { subnet in
      (1...4).map { Flow.tcp("10.0.\(subnet).\($0)", "10.0.9.\($0 % 2)", 8443, minute: $0) }
    }
    #expect(groups(flows).map(\.cause.text) == ["into 10.0.9.0/24 on tcp/8443"])
  }

  @Test("two hosts with two tasks are two causes")
  func two() {
    let flows = [
      Flow.tcp("10.0.1.5", "10.0.2.7", 22, minute: 1), .tcp("10.0.3.5", "10.0.4.7", 22, minute: 2),
    ]
    #expect(groups(flows).count == 2)
  }

  @Test("every crossing is in one group, whatever the order", arguments: UInt64(0)..<30)
  func partition(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let flows = (0..<Int.random(in: 1...150, using: &generator)).map { _ in
      Flow.tcp(
        "10.0.\(Int.random(in: 1...6, using: &generator)).\(Int.random(in: 1...3, using: &generator))",
        "10.0.\(Int.random(in: 1...6, using: &generator)).\(Int.random(in: 1...3, using: &generator))",
        [22, 445, 443, 3389, 5985, 80].randomElement(using: &generator) ?? 22, minute: 3)
    }
    var events = Self.events(flows)
    // Several reasons at once, as a later window has.
    for index in events.indices {
      events[index].reason =
        CrossingEvent.Reason.allCases.randomElement(using: &generator) ?? .newCell
    }
    let groups = CrossingGroup.all(events)
    let cells = groups.flatMap(\.events).map(\.cell)
    #expect(cells.count == events.count && Set(cells) == Set(events.map(\.cell)))
    #expect(groups.allSatisfy { Set($0.events.map(\.reason)).count == 1 })
    #expect(Set(groups.map { "\($0.events[0].reason) \($0.cause.text)" }).count == groups.count)
    for _ in 0..<3 {
      #expect(CrossingGroup.all(events.shuffled(using: &generator)) == groups)
    }
  }

  @Test("what a cell did before makes a later use usual, too much, or too wide")
  func reasons() {
    var history = CellHistory(settling: 0)
    let day = { (flows: Int, targets: Int) -> [Flow] in
      (0..<flows).map { Flow.tcp("10.0.1.5", "10.0.2.\($0 % targets + 1)", 445, minute: $0) }
    }
    for number in 0..<6 {
      let edges = EdgeTableBuilder(FlowBatch(day(40, 3)), scope: EdgeScope()).table()
      history.fold(
        Timestamp(microseconds: Int64(number)), CellUse.all(in: edges, subnets: SubnetMap()))
    }
    let rules = CrossingRules()
    func reason(_ flows: Int, _ targets: Int) -> CrossingEvent? {
      rules.events(Self.crossings(day(flows, targets)), history: history).first
    }
    #expect(reason(40, 3) == nil && reason(119, 3) == nil)
    #expect(reason(121, 3)?.reason == .volume && reason(121, 3)?.pValue == 1.0 / 7)
    #expect(reason(40, 12)?.reason == .fanOut)
    #expect(
      reason(121, 3)?.evidence.first?.text
        == "121 flows, 3 times the 40 that were the most in 6 windows before")
    let other = rules.events(
      Self.crossings([.tcp("10.0.1.5", "10.0.3.1", 445, minute: 1)]), history: history)
    #expect(other.first?.reason == .newCell)
    #expect(other.first?.pValue == 2.0 / 7)
  }

  @Test("into a protected zone everything is an event, from inside it nothing is")
  func protected() {
    let zones = ["10.0.2.0/24": "vault", "10.0.3.0/24": "vault"]
    let flows = [
      Flow.tcp("10.0.1.5", "10.0.2.1", 443, minute: 1),
      .tcp("10.0.3.5", "10.0.2.1", 443, minute: 1),
    ]
    var history = CellHistory(settling: 0)
    let edges = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
    history.fold(Timestamp(microseconds: 0), CellUse.all(in: edges, subnets: SubnetMap()))
    let rules = CrossingRules(protectedZones: ["vault"])
    let events = rules.events(Self.crossings(flows, zones: zones), history: history)
    #expect(events.map(\.reason) == [.protected])
    #expect(events.first?.severity == .medium)
    let new = rules.events(Self.crossings(flows, zones: zones), history: CellHistory())
    #expect(new.map(\.severity) == [.high, .low])
  }

  @Test("by an exception of a host or a crossing no path is held back, nor what is not all listed")
  func pairsOfPaths() throws {
    let flow = Flow.tcp("10.0.1.9", "10.0.2.7", 445, minute: 1)
    let edge = Edge(
      source: flow.source, target: flow.target, service: flow.service, flows: 1,
      firstSeen: flow.start, lastSeen: flow.start)
    let window = TimeRange(flow.start, flow.start.advanced(byMicroseconds: 86_400_000_000))
    func draft(_ kind: AlertDraft.Kind, edges: Int) -> AlertDraft {
      AlertDraft(
        kind: kind, detector: "d", subject: "s", window: window, title: "t", severity: .high,
        firstSeen: edge.firstSeen, lastSeen: edge.lastSeen, evidence: [], flows: 1, bytes: 1,
        hosts: [], cells: [], zones: [],
        members: [AlertDraft.Member](repeating: AlertDraft.Member(edge: edge), count: edges))
    }
    for kind in AlertDraft.Kind.allCases {
      let exception = AlertException(
        id: 1, scope: .pair, kind: kind, since: window.start, until: nil, severity: .critical,
        flows: 1, bytes: 1,
        pairs: [
          AlertException.Pair(
            source: edge.source, target: edge.target, service: edge.service)
        ])
      #expect(exception.covers(draft(.path, edges: 3)) == (kind == .path))
      #expect(exception.covers(draft(.host, edges: 3)) == (kind == .host))
      #expect(!exception.covers(draft(kind, edges: AlertDraft.mostMembers)))
      #expect(!exception.covers(draft(kind, edges: 0)))
    }
  }

  @Test("an exception covers what was accepted, and nothing much larger or more severe")
  func exceptions() throws {
    let flows = (0..<50).map { Flow.tcp("10.0.1.5", "10.0.2.\($0 % 3 + 1)", 445, minute: $0) }
    let event = try #require(Self.events(flows).first)
    let window = TimeRange(Timestamp(microseconds: 10), Timestamp(microseconds: 20))
    func exception(_ scope: AlertException.Scope) -> AlertException {
      AlertException(
        id: 1, scope: scope, kind: .crossing, since: window.start, until: nil, severity: .medium,
        flows: 50, bytes: 1, host: IPAddress("10.0.1.5"), cells: [event.cell],
        pairs: Set(
          event.edges.map {
            AlertException.Pair(source: $0.source, target: $0.target, service: $0.service)
          }))
    }
    for scope in AlertException.Scope.allCases {
      #expect(exception(scope).covers(event), "\(scope)")
      var larger = event
      larger.use.flows = 151
      #expect(!exception(scope).covers(larger))
      larger.use.flows = 150
      #expect(exception(scope).covers(larger))
      var severe = event
      severe.severity = .high
      #expect(!exception(scope).covers(severe))
    }
    let other = try #require(
      Self.events([.tcp("10.0.1.6", "10.0.2.1", 445, minute: 1)]).first)
    #expect(exception(.cell).covers(other))
    #expect(!exception(.host).covers(other) && !exception(.pair).covers(other))
    var timed = exception(.cell)
    timed.until = window.start
    #expect(exception(.cell).holds(in: window) && !timed.holds(in: window))
    timed.until = window.end
    timed.since = window.end
    #expect(!timed.holds(in: window))
  }
}
