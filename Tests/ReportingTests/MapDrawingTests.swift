// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Testing
import Topology

@testable import Reporting

@Suite struct MapDrawingTests {
  private func svg(_ result: AnalysisResult) throws -> String {
    let map = AttackMap.attackPaths(
      result, provenance: Cases.provenance, subnets: Cases.subnets)
    return try MapDrawing.svg(map, worker: nil)
  }

  @Test("the picture is well-formed, has title and description, and nothing that acts")
  func wellFormed() throws {
    let parsed = Parsed(try svg(Cases.fourHops))
    #expect(parsed.error == nil)
    #expect(parsed.dangers == [])
    #expect(parsed.elements.contains("title") && parsed.elements.contains("desc"))
    #expect(parsed.text.contains("Hop 2: 10.1.0.23 to FS01 (10.2.0.4), SMB (tcp/445)"))
    #expect(Set(parsed.ids).count == parsed.ids.count)
    let safe = Set("abcdefghijklmnopqrstuvwxyz0123456789_")
    #expect(parsed.ids.allSatisfy { $0.allSatisfy(safe.contains) })
    #expect(parsed.ids.contains("n1") && parsed.ids.contains("e1") && parsed.ids.contains("c1"))
  }

  @Test("classes say what a host or an edge is, for style sheets")
  func classes() throws {
    let parsed = Parsed(try svg(Cases.fourHops))
    let classes = parsed.attributes.filter { $0.name == "class" }.map(\.value)
    #expect(classes.contains { $0.contains("severity_medium") && $0.contains("entry") })
    #expect(classes.contains { $0.contains("inferred") && $0.contains("crossing") })
    #expect(classes.contains { $0.contains("failed") && $0.contains("hop") })
  }

  @Test(
    "no hostile text breaks the picture or gets into it as anything but text",
    arguments: hostileTexts)
  func hostile(text: String) throws {
    let parsed = Parsed(try MapDrawing.svg(Cases.named(text), worker: nil))
    let calm = Parsed(try MapDrawing.svg(Cases.named("calm"), worker: nil))
    #expect(parsed.error == nil)
    #expect(parsed.dangers == [])
    // Texts and groups vary with what is said; nothing else may.
    let structure = { (p: Parsed) in Set(p.elements).subtracting(["title"]) }
    #expect(structure(parsed) == structure(calm))
    #expect(parsed.ids.sorted() == calm.ids.sorted())
    #expect(!parsed.text.contains("attack_map {"))
  }

  @Test("what looks like an entity or an escape is shown as written")
  func literal() throws {
    let parsed = Parsed(try MapDrawing.svg(Cases.named("&lt; \\N R&D"), worker: nil))
    // Title, two hosts, two subnets, and the tooltips and footer beside.
    #expect(parsed.text.components(separatedBy: "&lt; \\N R&D").count > 5)
  }

  @Test("the same map gives the same bytes")
  func deterministic() throws {
    let first = try svg(Cases.fourHops)
    for _ in 0..<10 { #expect(try svg(Cases.fourHops) == first) }
    #expect(try svg(Cases.manyFlagged(300)) == svg(Cases.manyFlagged(300)))
  }

  @Test("the picture carries nothing of the layout program's version")
  func noVersion() throws {
    #expect(try !svg(Cases.fourHops).lowercased().contains("graphviz"))
  }

  @Test("an empty map is a sheet that says so")
  func empty() throws {
    let parsed = Parsed(try svg(Cases.quiet))
    #expect(parsed.error == nil)
    #expect(parsed.text.contains("No host stood out."))
  }

  @Test("libgvc's errors are failures, even when it draws something")
  func errors() {
    #expect(throws: ReportError.self) { try GraphvizRenderer.svg(dot: "digraph {") }
    #expect(throws: ReportError.self) {
      try GraphvizRenderer.svg(dot: "digraph { a [label=<<B>x</TABLE>>] }")
    }
    #expect(throws: Never.self) { try GraphvizRenderer.svg(dot: "digraph { a -> b }") }
  }

  @Test("pictures drawn at once do not disturb one another")
  func concurrent() async throws {
    let alone = try svg(Cases.sixHosts.result)
    let all = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<8 { group.addTask { try svg(Cases.sixHosts.result) } }
      return try await group.reduce(into: [String]()) { $0.append($1) }
    }
    #expect(all.allSatisfy { $0 == alone })
  }

  @Test("which layouts are tried depends on the map alone")
  func attempts() {
    #expect(MapDrawing.attempts(arrows: 10, hasWorker: true) == [.full, .fast, .springs])
    #expect(MapDrawing.attempts(arrows: 100, hasWorker: true) == [.full, .fast, .springs])
    #expect(MapDrawing.attempts(arrows: 300, hasWorker: true) == [.fast, .springs])
    #expect(MapDrawing.attempts(arrows: 500, hasWorker: true) == [.springs])
    #expect(MapDrawing.attempts(arrows: 100, hasWorker: false) == [.fast, .springs])
    #expect(MapDrawing.attempts(arrows: 500, hasWorker: false) == [.springs])
  }

  @Test("a map too large for ranks says how it was laid out")
  func springs() throws {
    var limits = MapLimits.attackPaths
    limits.contextArrows = 400
    let map = AttackMap.attackPaths(
      Cases.manyFlagged(140), provenance: Cases.provenance, limits: limits)
    #expect(map.arrows.count > MapDrawing.fullArrows)
    let parsed = Parsed(try MapDrawing.svg(map, worker: nil))
    #expect(parsed.error == nil)
    #expect(parsed.text.contains("Laid out by springs"))
  }
}
