// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import Testing

@testable import Detection
@testable import Reporting
@testable import Topology

/// Indicators and allow lists on page, map and in the report.
@Suite struct KnowledgeTests {
  private func sighting(
    _ host: String, _ entry: Int, _ address: String, outward: Bool = true, second: Int = 50_000
  ) -> SightingTable.Sighting {
    SightingTable.Sighting(
      host: Cases.ip(host), entry: entry, address: Cases.ip(address), isOutward: outward,
      service: .tcp(443), flows: 3, failedFlows: 1, bytesOut: 2_000, bytesIn: 900,
      firstSeen: Cases.at(second), lastSeen: Cases.at(second + 60))
  }

  private func seen(label: String = "beacon", _ more: [SightingTable.Sighting] = []) throws
    -> IndicatorSightings
  {
    let blocks = try ["203.0.113.9", "198.51.100.0/24", "10.2.0.9"].map { try #require(Subnet($0)) }
    return IndicatorSightings(
      [
        sighting("10.2.0.9", 0, "203.0.113.9"), sighting("10.1.0.250", 1, "198.51.100.7"),
        sighting("10.1.0.23", 1, "198.51.100.8", outward: false, second: 60_000),
      ] + more, blocks: blocks, labels: [label, "", ""], rejected: 2)
  }

  private func report(_ seen: IndicatorSightings) -> Report {
    Report(
      result: Cases.fourHops, provenance: Cases.provenance, subnets: Cases.subnets,
      indicators: seen)
  }

  @Test("findings of hosts that met an indicator say so, and scores stay")
  func findings() throws {
    let plain = Report(
      result: Cases.fourHops, provenance: Cases.provenance, subnets: Cases.subnets)
    let report = report(try seen())
    #expect(report.findings.map(\.score) == plain.findings.map(\.score))
    #expect(report.findings.map(\.severity) == plain.findings.map(\.severity))
    let told = Dictionary(
      report.findings.map { finding in
        (finding.host.address, finding.reasons.filter { $0.kind == "indicator" }.map(\.text))
      }, uniquingKeysWith: { a, _ in a })
    #expect(
      told["10.2.0.9"] == [
        "is on the list of indicators itself: 10.2.0.9",
        "opened 3 connections to the listed address 203.0.113.9 (beacon) on HTTPS (tcp/443), first "
          + "at 2026-03-02 13:53:20 UTC; 1 did not come about",
      ])
    #expect(told["10.1.0.23"]?.first?.hasPrefix("got 3 connections from the listed") == true)
    let section = try #require(report.intelligence)
    #expect(section.total == 3 && section.hosts == 3 && section.rejected == 2)
    #expect(section.listed.map { $0.finding == nil } == [false, false, true])
    #expect(section.ownHosts.map(\.host.address) == ["10.2.0.9"])
    #expect(try Report(json: report.json()) == report)
  }

  @Test("the map marks hosts and draws listed addresses apart from the Internet")
  func map() throws {
    var map = AttackMap.attackPaths(
      Cases.fourHops, provenance: Cases.provenance, subnets: Cases.subnets)
    let before = map
    map.mark(try seen())
    #expect(
      map.nodes.filter(\.isListed).compactMap(\.host).sorted() == [
        Cases.ip("10.1.0.23"), Cases.ip("10.2.0.9"),
      ])
    let drawn = map.nodes.filter(\.isIndicator)
    #expect(drawn.map(\.title).sorted() == ["198.51.100.0/24", "203.0.113.9"])
    #expect(
      map.nodes.count == before.nodes.count + 2 && map.arrows.count == before.arrows.count + 2)
    let svg = try MapDrawing.svg(map, worker: nil)
    for words in ["met a listed address", "address on the list of indicators", "listed itself"] {
      #expect(svg.contains(words))
    }
    let parsed = Parsed(svg)
    #expect(parsed.error == nil && parsed.dangers.isEmpty)
    #expect(Set(parsed.ids).count == parsed.ids.count)
    #expect(!(try MapDrawing.svg(before, worker: nil)).contains("listed"))
  }

  @Test("what a list says cannot break page or map", arguments: hostileTexts)
  func hostile(text: String) throws {
    let seen = try seen(label: text)
    let page = try IncidentPage.html(report(seen), map: nil)
    // The one script is the page's own.
    #expect(page.ranges(of: "<script").count == 1 && !page.contains("onload='x"))
    var map = AttackMap.attackPaths(
      Cases.fourHops, provenance: Cases.provenance, subnets: Cases.subnets)
    map.mark(seen)
    let parsed = Parsed(try MapDrawing.svg(map, worker: nil))
    #expect(parsed.error == nil && parsed.dangers.isEmpty)
  }

  @Test("every rule is listed with what it did; expired is by the time of the flows")
  func rules() throws {
    var result = Cases.fourHops
    let rule = { (line: Int, expires: Timestamp?) in
      AllowList.Rule(
        line: line, source: .anyone, target: .anyone, port: 22, reason: "<b>why</b>",
        expires: expires)
    }
    result.allowed = [
      (rule(2, nil), AllowList.Use(edges: 3, flows: 40, expiredEdges: 0, hosts: 1)),
      (rule(3, Cases.at(100)), AllowList.Use(edges: 1, flows: 2, expiredEdges: 4, hosts: 0)),
      (rule(4, Cases.at(86_400)), AllowList.Use()),
    ]
    result.assessments[0].allowedBy = [0]
    let report = Report(
      result: result, provenance: Cases.provenance, subnets: Cases.subnets)
    let allowance = try #require(report.allowance)
    #expect(allowance.rules.map(\.state) == ["used", "expired", "unused"])
    #expect(allowance.hosts.map(\.lines) == [[2]] && allowance.hostsTotal == 1)
    let page = try IncidentPage.html(report, map: nil)
    #expect(page.contains("3 rules of an allow list: 1 in use, 1 unused and 1 expired"))
    #expect(page.contains("&lt;b&gt;why&lt;/b&gt;") && !page.contains("<b>why"))
    #expect(page.contains("expired, 4 edges no longer allowed") && page.contains("unused"))
    #expect(try Report(json: report.json()) == report)
  }
}
