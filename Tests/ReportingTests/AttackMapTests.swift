// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Testing
import Topology

@testable import Reporting

@Suite struct AttackMapTests {
  private func map(_ result: AnalysisResult, limits: MapLimits = .attackPaths) -> AttackMap {
    AttackMap.attackPaths(
      result, provenance: Cases.provenance, subnets: Cases.subnets, limits: limits)
  }

  private func arrow(_ map: AttackMap, _ source: String, _ target: String) -> AttackMap.Arrow? {
    let id = { (title: String) in map.nodes.first { $0.title == title }?.id }
    return map.arrows.first { $0.source == id(source) && $0.target == id(target) }
  }

  @Test("hops are numbered, timed, and told apart by how they are known")
  func hops() {
    let map = map(Cases.fourHops)
    let first = arrow(map, "WS-ANNA", "10.1.0.23")
    #expect(first?.numbers == "1" && first?.kind == .observed)
    #expect(first?.services == "WinRM (tcp/5985)" && first?.crossesSubnet == false)
    let second = arrow(map, "10.1.0.23", "FS01")
    #expect(second?.kind == .inferred && second?.crossesSubnet == true)
    #expect(second?.details.contains("inferred, 50 % certain") == true)
    #expect(second?.details.first == "10:00:10 UTC · 3 flows")
    let failed = arrow(map, "DB01", "10.9.0.20")
    #expect(failed?.kind == .failed && failed?.numbers == "4")
    #expect(failed?.details.contains("failed") == true)
  }

  @Test("entry, pivots and severity are marked on the hosts, in words too")
  func marks() {
    let map = map(Cases.fourHops)
    #expect(map.nodes.filter(\.isEntry).map(\.title) == ["WS-ANNA"])
    #expect(Set(map.nodes.filter(\.isPivot).map(\.title)) == ["10.1.0.23", "FS01", "DB01"])
    let database = map.nodes.first { $0.title == "DB01" }
    #expect(database?.severity == .critical)
    #expect(database?.details.contains("critical · score 0.99 · pivot") == true)
    #expect(database?.details.contains("reached 11:17:35 UTC") == true)
  }

  @Test("subnets are clusters with name, block and zone")
  func clusters() {
    let map = map(Cases.fourHops)
    #expect(map.clusters.map(\.block) == ["10.1.0.0/24", "10.2.0.0/24", "10.9.0.0/24"])
    #expect(map.clusters.map(\.zone) == ["clients", "servers", "core"])
  }

  @Test("usual traffic is counted at its hosts and stated, not drawn")
  func usual() {
    let map = map(Cases.fourHops)
    #expect(map.counts.edgesUsual == 38)
    #expect(map.counts.leftOut.contains("38 edges of usual traffic and 31 hosts that"))
    #expect(map.footer.contains(map.counts.leftOut))
    let server = map.nodes.first { $0.title == "FS01" }
    #expect(server?.details.contains("usual traffic with 32 hosts") == true)
  }

  @Test("what says nothing about movement is counted, not drawn")
  func aside() {
    var result = Cases.fourHops
    result.surroundings += [
      // Somebody else's probe, a chance port, a page view; and an upload that is drawn.
      Cases.edge("10.1.0.77", "10.2.0.4", 445, 40_000, flows: 5, failed: 5),
      Cases.edge("10.2.0.4", "10.1.0.78", 50_010, 40_100),
      Edge(
        source: Cases.ip("10.2.0.4"), target: .internet, service: .tcp(443), flows: 2,
        bytesOut: 40_000, bytesIn: 900_000, firstSeen: Cases.at(41_000), lastSeen: Cases.at(41_100),
        isNew: true),
      Edge(
        source: Cases.ip("10.2.0.9"), target: .internet, service: .tcp(443), flows: 2,
        bytesOut: 3_200_000_000, firstSeen: Cases.at(42_000), lastSeen: Cases.at(42_100),
        isNew: true),
    ]
    let (plain, map) = (map(Cases.fourHops), map(result))
    #expect(map.arrows.count == plain.arrows.count + 1)
    let upload = arrow(map, "DB01", "Internet")
    #expect(upload?.details == ["3.2 GB out, from 11:40:00 UTC"])
    #expect(map.counts.edgesProbing == 1 && map.counts.edgesAside == plain.counts.edgesAside + 2)
    let probed = map.nodes.first { $0.title == "FS01" }
    #expect(probed?.details.last == "5 failed flows from 10.1.0.77")
    #expect(map.counts.leftOut.contains("1 failed edge into these hosts"))
  }

  @Test("hops that lead on or reach a flagged host stand out from dead ends")
  func deadEnds() {
    let map = map(Cases.office)
    let thick = map.arrows.filter { $0.kind.isHop && $0.leadsOn }.map(\.numbers)
    #expect(thick == ["1", "6", "7", "8", "9"])
    let dot = DOTWriter.dot(map)
    #expect(dot.contains("class=\"edge observed hop\"") && dot.contains("penwidth=3.4"))
    #expect(dot.contains("penwidth=\(MapSheet.number(MapStyle.deadEnd * 0.7))"))
  }

  @Test("where a path led nowhere and reached no flagged host, none of its hops is a dead end")
  func noTrunk() {
    let map = map(Cases.sixHosts.result)
    let hops = map.arrows.filter { $0.kind.isHop }
    #expect(!hops.isEmpty && hops.allSatisfy { $0.leadsOn })
  }

  @Test("where no host could be judged the map is of what the first of the ranking did")
  func unjudged() {
    let map = map(Cases.unjudged)
    #expect(map.subtitle.hasPrefix("No host could be judged. Shown is what 10.0.1.4 did"))
    #expect(map.summary.hasPrefix(map.subtitle))
    #expect(map.arrows.contains { $0.numbers == "1–3" && $0.steps.count == 3 })
  }

  @Test("hops from one host to another close in time share an arrow that names each service")
  func mergedHops() {
    let arrow = arrow(map(Cases.sixHosts.result), "SCRANTON", "NASHUA")
    #expect(arrow?.numbers == "1–3")
    #expect(arrow?.services == "WinRM (tcp/5985), SMB (tcp/445), RPC (tcp/135)")
    #expect(arrow?.edges == 3)
  }

  @Test("the neighbourhood of a host shows the services that give control of its neighbour")
  func neighbourhood() {
    let map = AttackMap.neighbourhood(
      of: Cases.ip("10.0.1.4"), hops: 1, edges: Cases.sixHosts.edges,
      directory: HostDirectory(Cases.sixHosts.result, subnets: Cases.subnets),
      provenance: Cases.provenance)
    let arrows = map.arrows.filter { $0.kind == .control }
    #expect(arrows.count == 1)
    #expect(arrows.first?.steps.map(\.number) == ["1", "2", "3"])
    #expect(
      arrows.first?.steps.map(\.detail) == [
        "00:01:40 UTC · 4 flows", "00:02:40 UTC · 11 flows", "00:02:50 UTC · 2 flows",
      ])
    for port in ["tcp/5985", "tcp/445", "tcp/135"] {
      #expect(arrows.first?.services.contains(port) == true)
    }
    #expect(!map.nodes.contains { $0.title == "Internet" && $0.cluster != nil })
    #expect(map.counts.hostsShown == 5)
  }

  @Test("the neighbourhood of a host that took part in nothing is that host")
  func lonely() {
    let map = AttackMap.neighbourhood(
      of: Cases.ip("10.8.8.8"), hops: Int.max, edges: Cases.sixHosts.edges,
      directory: HostDirectory(), provenance: Cases.provenance)
    #expect(map.nodes.count == 1 && map.arrows.isEmpty)
  }

  @Test("a hub of 5,000 neighbours becomes counts that add up")
  func hub() {
    let map = map(Cases.hub(5_000))
    #expect(map.nodes.count <= 150)
    #expect(map.counts.hostsShown + map.counts.hostsHidden == 5_001)
    #expect(map.counts.edgesShown + map.counts.edgesCounted + map.counts.edgesHidden == 5_000)
    #expect(map.counts.edgesCounted == 5_000)
    let titles = map.nodes.filter { $0.role == nil }.map(\.title)
    #expect(titles == ["+2,500 hosts", "+2,500 hosts"])
    #expect(map.arrows.contains { $0.kind == .failed && $0.details.contains("failed, all 2,500") })
  }

  @Test("of 500 flagged hosts the most severe are drawn and the rest is stated")
  func manyFlagged() {
    let map = map(Cases.manyFlagged(500))
    #expect(map.nodes.count <= 150)
    let shown = map.nodes.filter { $0.role != nil }
    #expect(shown.count > 75)
    #expect(map.counts.flaggedHidden == 500 - shown.count)
    #expect(map.counts.hostsShown + map.counts.hostsHidden == 500)
    let worst = shown.count { $0.severity == .critical }
    #expect(worst == 125)
    #expect(map.counts.sentence.contains("flagged hosts did not fit, the least severe"))
    #expect(map.footer.contains { $0.contains("did not fit") })
  }

  @Test("a quiet result is an empty map that says so")
  func quiet() {
    let map = map(Cases.quiet)
    #expect(map.nodes.isEmpty && map.subtitle == "No host stood out.")
  }

  @Test("an edge that two paths share is drawn and counted once, with both numbers")
  func sharedHop() {
    let shared = Cases.edge("10.1.0.23", "10.2.0.4", 445, 500, flows: 3)
    let paths = [("10.1.0.17", 100), ("10.1.0.18", 200)].map { entry, second in
      AttackPath(
        entry: Cases.ip(entry),
        hops: [
          Cases.hop(1, Cases.edge(entry, "10.1.0.23", 22, second), .observed, 1),
          Cases.hop(2, shared, .inferred, 0.5),
        ], certainty: 0.5)
    }
    let map = map(Cases.result(assessments: [], paths: paths))
    let arrow = arrow(map, "10.1.0.23", "10.2.0.4")
    #expect(arrow?.numbers == "A2, B2" && arrow?.edges == 1)
    #expect(arrow?.details.first?.hasSuffix("· 3 flows") == true)
    #expect(map.counts.edgesShown == 3)
    #expect(map.nodes.count(where: \.isEntry) == 2)
  }

  @Test("several paths get letters")
  func letters() {
    #expect([0, 25, 26, 701, 702].map(MapLink.letters) == ["A", "Z", "AA", "ZZ", "AAA"])
    let number = { MapLink.HopNumber(letter: $0, number: $1) }
    #expect(MapLink.list([number("B", 2), number("A", 1), number("A", 2)]) == "A1–A2, B2")
    #expect(MapLink.list([number("", 1), number("", 3), number("", 1)]) == "1, 3")
  }

  @Test("limits hold and counts add up on any graph", arguments: UInt64(0)..<40)
  func property(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let hosts = Int.random(in: 2...60, using: &generator)
    let name = { (index: Int) in "10.\(1 + index % 3).0.\(index + 1)" }
    let edges = (0..<Int.random(in: 1...250, using: &generator)).compactMap { index -> Edge? in
      let a = Int.random(in: 0..<hosts, using: &generator)
      let b = Int.random(in: 0..<hosts, using: &generator)
      let port = [UInt16](arrayLiteral: 22, 80, 445, 3389).randomElement(using: &generator) ?? 22
      let failed = Int64.random(in: 0...1, using: &generator)
      guard a != b else { return nil }
      return Cases.edge(
        name(a), name(b), port, index, flows: 1, failed: failed,
        new: Bool.random(using: &generator))
    }
    let flagged = (0..<hosts).filter { _ in Int.random(in: 0..<3, using: &generator) == 0 }
    let result = Cases.result(
      assessments: flagged.map { Cases.assessment(name($0), score: 0.9, severity: .high) },
      findings: flagged.map { Cases.finding(name($0), .high, score: 0.9, p: 0.01, second: $0) },
      surroundings: edges)
    let limit = Int.random(in: 4...40, using: &generator)
    var limits = MapLimits.attackPaths
    limits.nodes = limit
    let map = map(result, limits: limits)
    #expect(map.nodes.count <= limit)
    #expect(
      map.counts.edgesShown + map.counts.edgesCounted + map.counts.edgesHidden
        + map.counts.edgesUsual + map.counts.edgesProbing + map.counts.edgesAside == edges.count)
    #expect(
      map.arrows.reduce(0) { $0 + $1.edges } == map.counts.edgesShown + map.counts.edgesCounted)
    let ids = Set(map.nodes.map(\.id))
    #expect(ids.count == map.nodes.count)
    #expect(map.arrows.allSatisfy { ids.contains($0.source) && ids.contains($0.target) })
    var shuffled = result
    shuffled.surroundings.shuffle(using: &generator)
    #expect(self.map(shuffled, limits: limits).nodes == map.nodes)
  }
}
