// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Foundation
import Testing
import Topology

@testable import Reporting

@Suite struct RedactionTests {
  private static let letters = Array("abcdefghijklmnopqrstuvwxyzäé日-_. ")

  private static func name(_ generator: inout SeededGenerator) -> String {
    let length = Int.random(in: 7...70, using: &generator)
    return "x" + String((0..<length).compactMap { _ in letters.randomElement(using: &generator) })
      + "z"
  }

  /// The four hops with random addresses and names, in sentences too; and what must not be found.
  static func made(seed: UInt64) -> (report: Report, secrets: [String]) {
    var generator = SeededGenerator(seed: seed)
    var result = Cases.fourHops
    var secrets: [String] = []
    for place in result.assessments.indices {
      let name = name(&generator)
      result.assessments[place].name = name
      secrets.append(String(SafeText.clean(name, limit: 30).dropLast()))
    }
    let subnetName = name(&generator)
    secrets.append(String(SafeText.clean(subnetName, limit: 30).dropLast()))
    let block = Subnet("10.2.0.0/24").map {
      NamedSubnet(block: $0, name: subnetName, zone: "zone of \(subnetName)")
    }
    for place in result.assessments.indices
    where block?.block.contains(result.assessments[place].host) == true {
      if let block { result.assessments[place].subnet = block }
    }
    var report = Report(result: result, provenance: Cases.provenance, subnets: Cases.subnets)
    report.provenance.notes += [
      "\(result.assessments[0].name ?? "") at 10.2.0.9, then 2001:db8:5::1. (10.77.0.1/32)",
      "conn.2026-03-02.log.gz: seen 10.2.0.4:445",
    ]
    report.findings[0].reasons[0].text =
      "first SMB from \(subnetName) 10.2.0.0/24 to \(result.assessments[1].name ?? "") (10.2.0.4)"
    report.findings[1].host.address = "fd00:1::2"
    return (
      report, secrets + ["10.2.0", "10.1.0", "10.9.0", "fd00:1", "2001:db8:5", "10.77", "conn."]
    )
  }

  @Test("nothing of addresses, subnets and names is left", arguments: UInt64(0)..<40)
  func nothingLeft(seed: UInt64) throws {
    let (report, secrets) = Self.made(seed: seed)
    let before = String(decoding: try report.json(), as: UTF8.self)
    let redacted = report.redacted()
    #expect(secrets.count { before.contains($0) } >= 12)
    for format in Report.ExportFormat.allCases {
      let text = String(decoding: try redacted.bytes(as: format), as: UTF8.self)
      for secret in secrets { #expect(!text.contains(secret), "\(format): \(secret)") }
    }
    #expect(try Report(json: redacted.json()) == redacted)
    #expect(redacted == report.redacted())
  }

  @Test("what is not secret stays, and ids are new but still agree", arguments: UInt64(0)..<10)
  func structure(seed: UInt64) {
    let report = Self.made(seed: seed).report
    let redacted = report.redacted()
    #expect(redacted.hostCounts == report.hostCounts && redacted.windows == report.windows)
    #expect(redacted.findings.map(\.score) == report.findings.map(\.score))
    #expect(redacted.findings.map(\.techniques) == report.findings.map(\.techniques))
    #expect(redacted.paths[0].hops.map(\.edge.service) == report.paths[0].hops.map(\.edge.service))
    #expect(Set(redacted.findings.map(\.id)).isDisjoint(with: report.findings.map(\.id)))
    #expect(Set(redacted.findings.map(\.id)).count == report.findings.count)
    #expect(redacted.paths[0].id != report.paths[0].id)
    let places = { (report: Report) in
      report.crossings.listed.map { crossing in
        report.findings.firstIndex { $0.id == crossing.finding }
      }
    }
    #expect(places(redacted) == places(report))
  }

  @Test("one address is one other address everywhere, neighbours stay neighbours")
  func consistent() {
    let report = Report(
      result: Cases.fourHops, provenance: Cases.provenance, subnets: Cases.subnets)
    let redacted = report.redacted()
    let hosts = { (report: Report) in
      report.findings.map(\.host)
        + report.paths[0].hops.flatMap { [$0.edge.source, $0.edge.target] }
        + report.crossings.listed.flatMap { [$0.edge.source, $0.edge.target] }
        + report.runnersUp.map(\.host)
    }
    var forward: [String: String] = [:]
    var backward: [String: String] = [:]
    for (old, new) in zip(hosts(report), hosts(redacted)) {
      #expect(forward[old.address] ?? new.address == new.address)
      #expect(backward[new.address] ?? old.address == old.address)
      forward[old.address] = new.address
      backward[new.address] = old.address
      let inside = Subnet(new.subnet).flatMap { block in
        IPAddress(new.address).map { block.contains($0) }
      }
      #expect(inside == true, "\(new.address) in \(new.subnet)")
      #expect((old.name == nil) == (new.name == nil))
    }
    #expect(Set(forward.values).count >= 9)
  }

  @Test("addresses and names are found in sentences, and nothing else is")
  func sentences() {
    var redaction = Redaction(
      blocks: ["10.1.0.0/16", "fd00::/64"].compactMap { Subnet($0) },
      names: [("ws", "host"), ("ws-1", "host"), ("a long nam…", "host"), ("data", "input")])
    let cases = [
      ("10.1.2.3 → 10.1.9.9, 10.1.2.3.", "240.0.0.1 → 240.0.0.2, 240.0.0.1."),
      ("from 10.1.0.0/16 to 192.0.2.0/24", "from 240.0.0.0/16 to 240.1.0.0/16"),
      ("fd00::1:22 and fd00::1", "2001:db8:0:2::1 and 2001:db8:0:2::2"),
      ("ws-1 and ws, (ws), news, wsx, ws1", "host-2 and host-1, (host-1), news, wsx, ws1"),
      ("at a long name, and more of it 10.1.2.3", "at host-3…"), ("data", "input-1"),
      (
        "tcp/445, 09:51:16, 2026-03-12T09:51:16.5Z, 3.1e-07",
        "tcp/445, 09:51:16, 2026-03-12T09:51:16.5Z, 3.1e-07"
      ),
      ("abc10.1.2.3a ip=10.1.2.3x", "abc240.0.0.1a ip=240.0.0.1x"),
      ("10.1.2.3:445, [fd00::1]:22.", "240.0.0.1:445, [2001:db8:0:2::2]:22."),
      ("1.5 of 10.1.2, sha256:0123abcd, a::z ::", "1.5 of 10.1.2, sha256:0123abcd, a::z ::"),
    ]
    for (old, new) in cases { #expect(redaction.text(old) == new) }
    #expect(redaction.address("Internet") == "Internet" && redaction.block("") == "")
  }

  @Test("more subnets than fit into 240.0.0.0/4 become IPv6, none twice")
  func many() {
    var pseudonyms = Pseudonyms([])
    let old = (0..<6_000).map { IPAddress(v4: 0x0a00_0000 | UInt32($0) << 8 | 7) }
    let new = old.map { pseudonyms.address($0) }
    #expect(Set(new).count == old.count)
    #expect(new[4_095].isV4 && !new[4_096].isV4)
  }
}
