// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Reporting

@Suite struct MapWorkerTests {
  /// The program beside the tests, nil if it was not built.
  static let program: String? = {
    var folder = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    for _ in 0..<6 {
      folder.deleteLastPathComponent()
      let candidate = folder.appendingPathComponent("sidestep").path
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    }
    return nil
  }()

  private func worker() throws -> MapWorker {
    MapWorker(executable: try #require(Self.program, "sidestep is not built beside the tests"))
  }

  /// A graph that takes `dot` far longer than any limit here.
  private var endless: String {
    var text = "digraph {\n"
    for index in 0..<2_400 { text += "n\(index * 7919 % 300) -> n\(index * 104_729 % 307);\n" }
    return text + "}\n"
  }

  @Test("the worker draws what this process would")
  func same() throws {
    let map = AttackMap.attackPaths(
      Cases.fourHops, provenance: Cases.provenance, subnets: Cases.subnets)
    let dot = DOTWriter.dot(map)
    let body = { (svg: [UInt8]) in try GraphvizSVG(svg, tooltips: [:]).body }
    let here = try body(GraphvizRenderer.svg(dot: dot))
    for _ in 0..<3 {
      #expect(try body(worker().svg(dot: dot, engine: .dot, seconds: 10)) == here)
    }
  }

  @Test("a layout that does not end is ended at its limit", .timeLimit(.minutes(1)))
  func limit() throws {
    let start = Date()
    #expect(throws: ReportError.self) {
      try worker().svg(dot: endless, engine: .dot, seconds: 1)
    }
    #expect(Date().timeIntervalSince(start) < 8)
  }

  @Test("springs finish what ranks do not")
  func springs() throws {
    let svg = try worker().svg(dot: endless, engine: .sfdp, seconds: 30)
    #expect(String(decoding: svg, as: UTF8.self).contains("</svg>"))
  }

  @Test("a graph libgvc rejects is an error with its message")
  func rejected() throws {
    do {
      _ = try worker().svg(dot: "digraph {", engine: .dot, seconds: 5)
      Issue.record("a broken graph was drawn")
    } catch ReportError.drawing(let why) {
      #expect(why.contains("syntax error"))
    }
  }

  @Test("a worker that is not there, fails, or sleeps is an error and no hang")
  func broken() {
    #expect(throws: ReportError.self) {
      try MapWorker(executable: "/nonexistent/sidestep").svg(
        dot: "digraph {}", engine: .dot, seconds: 1)
    }
    #expect(throws: ReportError.self) {
      try MapWorker(executable: "/bin/false").svg(dot: "digraph {}", engine: .dot, seconds: 1)
    }
    #expect(throws: ReportError.drawing("the layout took longer than 4 s")) {
      try MapWorker(executable: "/bin/sh", arguments: ["-c", "exec sleep 60"])
        .svg(dot: "digraph {}", engine: .dot, seconds: 1)
    }
  }

  @Test("when a layout fails the next is tried, and the picture says so")
  func fallback() throws {
    // A worker that fails on everything but springs.
    let program = try #require(Self.program)
    let script = "case $1 in sfdp) exec \"$0\" render-map \"$1\" \"$2\";; *) exit 3;; esac"
    let worker = MapWorker(executable: "/bin/sh", arguments: ["-c", script, program])
    let map = AttackMap.attackPaths(Cases.manyFlagged(60), provenance: Cases.provenance)
    #expect(map.arrows.count > MapDrawing.smallArrows)
    let parsed = Parsed(try MapDrawing.svg(map, worker: worker))
    #expect(parsed.error == nil)
    #expect(parsed.text.contains("Laid out by springs"))
  }

  @Test("a worker that can draw nothing is an error, not a picture")
  func hopeless() {
    let map = AttackMap.attackPaths(Cases.manyFlagged(60), provenance: Cases.provenance)
    #expect(throws: ReportError.self) {
      try MapDrawing.svg(map, worker: MapWorker(executable: "/bin/false"))
    }
  }
}
