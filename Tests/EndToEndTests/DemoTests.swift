// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The example office, from its flows to its report.
@Suite struct DemoTests {
  @Test("the planted path is in the first path found, each hop in order with its port and time")
  func plantedPath() throws {
    let office = try Office.demo.get()
    let planted = try office.plantedPath()
    #expect(planted.count >= 3)
    let path = try #require(try Findings(folder: office.report).paths.first)
    let hops = path.hops.map { hop in
      Office.Step(
        time: hop.edge.firstSeen, source: hop.edge.source.address, target: hop.edge.target.address,
        transport: hop.edge.transport, port: hop.edge.port)
    }
    var rest = hops[...]
    for step in planted {
      let place = try #require(rest.firstIndex(of: step), "\(step) is not in \(rest)")
      rest = rest[(place + 1)...]
    }
    #expect(path.hops.map(\.number) == Array(1...path.hops.count))
    #expect(hops.map(\.time) == hops.map(\.time).sorted())
  }

  @Test("every host of the planted path is flagged, the entry first of all and most severely")
  func flagged() throws {
    let office = try Office.demo.get()
    let planted = try office.plantedPath()
    let entry = try #require(planted.first?.source)
    let findings = try Findings(folder: office.report)
    #expect(findings.paths.first?.entry.address == entry)
    #expect(findings.findings.first?.host.address == entry)
    #expect(findings.findings.first?.severity == "critical")
    let flagged = Set(findings.findings.map(\.host.address))
    #expect(flagged.isSuperset(of: planted.map(\.source) + planted.map(\.target)))
    #expect(flagged.count <= planted.count + 3)
  }

  @Test("all files are written, and the terminal says the path and where to look")
  func files() throws {
    let office = try Office.demo.get()
    #expect(Set(try contents(of: office.report).keys) == reportFiles)
    for step in try office.plantedPath() {
      #expect(office.summary.contains("\(step.source) → \(step.target)"))
    }
    #expect(office.summary.contains("\(office.report)/report.html"))
    #expect(office.summary.contains("\(office.report)/map.svg"))
  }

  @Test("the picture in the README says what the demo's map says")
  func pictureIsCurrent() throws {
    let office = try Office.demo.get()
    // Places differ with fonts and libgvc; titles and words do not.
    let drawn = try SVGText(contentsOf: office.report + "/map.svg").groups
    let shown = try SVGText(contentsOf: Self.checkout + "/reports/example/map.svg").groups
    #expect(drawn.count > 20)
    #expect(shown.map(\.title) == drawn.map(\.title))
    #expect(shown.map(\.texts) == drawn.map(\.texts))
  }

  @Test("the map names every hop of the planted path with its port, time and subnets")
  func map() throws {
    let office = try Office.demo.get()
    let map = try String(contentsOfFile: office.report + "/map.svg", encoding: .utf8)
    let nodes = try SVGText(Data(map.utf8)).groups.filter { $0.classes.contains("node") }
    for step in try office.plantedPath() {
      let time = step.time.dropFirst(11).prefix(8)
      #expect(map.contains("\(time) UTC"), "\(step)")
      #expect(map.contains("\(step.transport)/\(step.port)"), "\(step)")
      for host in [step.source, step.target] {
        #expect(nodes.contains { $0.texts.contains { $0.hasPrefix("\(host) ") } }, "\(host)")
      }
    }
    for block in ["10.10.2.0/24", "10.10.3.0/24", "10.2.0.0/24", "10.1.0.0/24"] {
      #expect(map.contains(block))
    }
  }

  @Test("without the intrusion nothing is found")
  func quiet() throws {
    let findings = try Findings(folder: try Office.quiet.get().report)
    #expect(findings.findings.isEmpty)
    #expect(findings.paths.isEmpty)
    #expect(findings.provenance.hosts > 100)
  }

  @Test("the same seed gives the same bytes, another seed others")
  func seeds() throws {
    let office = try Office.demo.get()
    let folder = try Place()
    let again = folder.path + "/again.gz"
    try Tool.run(["simulate", "-o", again])
    let written = try Data(contentsOf: URL(fileURLWithPath: office.flows))
    #expect(try Data(contentsOf: URL(fileURLWithPath: again)) == written)
    let other = folder.path + "/other.gz"
    #expect(try Tool.run(["simulate", "--seed", "99", "-o", other]).status == 0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: other)) != written)
  }

  private static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  @Test(
    "the shipped example is what simulate writes, byte for byte",
    arguments: ["conn.log.gz", "truth.csv", "subnets.csv", "assets.csv"])
  func shipped(ending: String) throws {
    let office = try Office.demo.get()
    let folder = URL(fileURLWithPath: office.flows).deletingLastPathComponent().path
    let name = "/office." + ending
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: Self.checkout + "/Resources/examples" + name))
        == Data(contentsOf: URL(fileURLWithPath: folder + name)))
  }
}
