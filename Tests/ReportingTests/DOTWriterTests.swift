// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import TestSupport
import Testing
import Topology

@testable import Reporting

@Suite struct DOTWriterTests {
  @Test("a path map's DOT is what it was")
  func golden() {
    let map = AttackMap.attackPaths(
      Cases.fourHops, provenance: Cases.provenance, subnets: Cases.subnets)
    #expect(Golden.difference(DOTWriter.dot(map), named: "four_hops.dot") == nil)
  }

  @Test("the fast layout asks for straight edges and few passes")
  func fast() {
    let map = AttackMap.attackPaths(Cases.sixHosts.result, provenance: Cases.provenance)
    #expect(
      DOTWriter.dot(map, effort: .fast).contains("splines=line, nslimit=2, nslimit1=2, mclimit=0.3")
    )
    #expect(!DOTWriter.dot(map).contains("splines"))
  }

  @Test("text from the input is made safe for labels")
  func safe() {
    #expect(DOTWriter.safe("R&D <b> \"x\" \\N") == "R&amp;D &lt;b&gt; &quot;x&quot; \\\\N")
    #expect(DOTWriter.safe("&lt;") == "&amp;lt;")
    #expect(DOTWriter.safe("") == " ")
    #expect(DOTWriter.safe("a\nb\u{0}") == "a b\u{fffd}")
    #expect(DOTWriter.safe(String(repeating: "x", count: 100_000)).count == 80)
  }

  @Test("outside labels there is nothing but what the program wrote", arguments: hostileTexts)
  func onlyLabels(text: String) {
    let dot = DOTWriter.dot(Cases.named(text))
    let calm = DOTWriter.dot(Cases.named("calm"))
    #expect(withoutLabels(dot) == withoutLabels(calm))
  }

  /// `dot` with everything between `label=<` and its matching `>` cut out.
  private func withoutLabels(_ dot: String) -> String {
    var result = ""
    for line in dot.split(separator: "\n") {
      guard let start = line.firstRange(of: "label=<")?.upperBound else {
        result += line + "\n"
        continue
      }
      var depth = 1
      var end = start
      while depth > 0, end < line.endIndex {
        if line[end] == "<" { depth += 1 }
        if line[end] == ">" { depth -= 1 }
        end = line.index(after: end)
      }
      result += line[..<start] + line[end...] + "\n"
    }
    return result
  }
}

extension Cases {
  /// A small map on which everything that has a name has this one.
  static func named(_ name: String) -> AttackMap {
    AttackMap.attackPaths(
      namedResult(name), provenance: namedProvenance(name), subnets: namedSubnets(name))
  }

  static func namedSubnets(_ name: String) -> SubnetMap {
    SubnetMap(
      ["10.1.0.0/24", "10.2.0.0/24"].compactMap { Subnet($0) }.map {
        NamedSubnet(block: $0, name: name, zone: name)
      })
  }

  static func namedResult(_ name: String) -> AnalysisResult {
    let step = hop(1, edge("10.1.0.17", "10.2.0.4", 445, 100), .inferred, 0.5, name)
    let subnets = namedSubnets(name)
    var hosts = [
      assessment("10.1.0.17", name: name, severity: .critical), assessment("10.2.0.4", name: name),
      assessment("10.2.0.5"),
    ]
    for index in hosts.indices {
      hosts[index].subnet = subnets.subnet(of: hosts[index].host)
      hosts[index].reasons = [Evidence(.feature, name)]
    }
    hosts[2].outcome = .notEvaluable(name)
    var value = result(
      assessments: hosts,
      findings: [
        finding("10.1.0.17", .critical, score: 0.9, p: 0.01, second: 100, reasons: [name])
      ],
      paths: [AttackPath(entry: ip("10.1.0.17"), hops: [step], certainty: 0.5)])
    value.calibrationNote = name
    for index in value.crossings.indices {
      value.crossings[index].sourceSubnet = subnets.subnet(of: value.crossings[index].edge.source)
      value.crossings[index].targetSubnet = subnets.subnet(of: value.crossings[index].edge.target)
    }
    return value
  }

  static func namedProvenance(_ name: String) -> Provenance {
    var value = provenance
    value.title = name
    value.inputs = [Provenance.Input(name: name, hash: name, flowsRead: 1)]
    value.options = [Provenance.Option(name: name, value: name)]
    value.notes = [name]
    return value
  }
}
