// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Testing
import Topology

@testable import Reporting

@Suite struct MapScaleTests {
  @Test(
    "on 5,000 neighbours and 500 flagged hosts counts add up and the map stays small")
  func everything() {
    let result = Cases.large
    let map = AttackMap.attackPaths(
      result, provenance: Cases.provenance, subnets: Cases.subnets)
    #expect(map.nodes.count <= 150)
    let counts = map.counts
    #expect(
      counts.edgesShown + counts.edgesCounted + counts.edgesHidden + counts.edgesUsual
        + counts.edgesProbing + counts.edgesAside
        == result.surroundings.count { $0.source != $0.target })
    #expect(counts.flaggedHidden > 0)
    #expect(map.footer.contains { $0.contains("flagged hosts did not fit") })
  }

  @Test("a blast radius of 5,000 hosts is counts that add up")
  func blast() {
    let edges = Cases.table(
      (0..<5_000).map { index in
        Cases.edge("10.1.0.17", Cases.many(index), 445, 100 + index, flows: 1)
      })
    let map = AttackMap.blastRadius(
      of: Cases.ip("10.1.0.17"), after: Cases.at(0), edges: edges, directory: HostDirectory(),
      provenance: Cases.provenance)
    #expect(map.nodes.count == 5)
    #expect(map.nodes.contains { $0.title == "+4,997 hosts" })
    #expect(map.counts.edgesShown + map.counts.edgesCounted == 5_000)
  }

  @Test("a neighbourhood of 5,000 and changes of 5,000 edges stay within their limits")
  func others() {
    let hub = Cases.hub(5_000)
    let around = AttackMap.neighbourhood(
      of: Cases.ip("10.1.0.17"), hops: 2, edges: hub.surroundings,
      directory: HostDirectory(hub), provenance: Cases.provenance)
    #expect(around.nodes.count <= 150)
    #expect(around.counts.hostsShown + around.counts.hostsHidden == 5_001)
    let day = 86_400
    let edges = Cases.table(
      (0..<5_000).map { index in
        Cases.edge(
          Cases.many(index % 700), Cases.many(index * 31 % 900), 445,
          index % 2 == 0 ? 100 : day + 100, flows: 1)
      })
    let map = AttackMap.changes(
      in: edges, now: TimeRange(Cases.at(day), Cases.at(2 * day)),
      before: TimeRange(Cases.at(0), Cases.at(day)), directory: HostDirectory(),
      provenance: Cases.provenance)
    #expect(map.nodes.count <= MapLimits.changes.nodes)
    #expect(map.arrows.count <= MapLimits.changes.nodes + MapLimits.changes.contextArrows)
  }

  @Test("what does not end within its limit is laid out in a simpler way, and the map says so")
  func fallback() throws {
    let worker = MapWorker(
      executable: try #require(MapWorkerTests.program, "sidestep is not built beside the tests"))
    let map = Cases.map(.path)
    let svg = try MapDrawing.svg(
      map, worker: worker, attempts: [.brief, .springs])
    #expect(Parsed(svg).text.contains("Laid out by springs"))
  }
}

extension MapDrawing.Attempt {
  /// Ranks with curved edges, ended before any map is done.
  fileprivate static let brief = MapDrawing.Attempt(
    engine: .dot, effort: .full, seconds: 0, note: nil)
}

extension Cases {
  fileprivate static func many(_ index: Int) -> String {
    "10.\(20 + index / 60_000).\(index / 250 % 240).\(1 + index % 250)"
  }

  /// A host with 5,000 neighbours, 500 flagged hosts, 8,000 edges.
  static let large: AnalysisResult = {
    var generator = SeededGenerator(seed: 6)
    let flagged = (0..<500).map { many($0 * 7) }
    let hub = (0..<5_000).map { edge("10.1.0.17", many($0), 445, $0, flows: 1) }
    let rest = (0..<3_000).map { index in
      edge(
        flagged[index % 500], many(Int.random(in: 0..<5_000, using: &generator)),
        [445, 3389, 88, 443, 22][index % 5], index, flows: 2,
        failed: index % 11 == 0 ? 2 : 0, new: index % 3 == 0)
    }
    let levels = [Severity.low, .medium, .high, .critical]
    return result(
      assessments: flagged.map { assessment($0, score: 0.9, severity: .high) },
      findings: flagged.enumerated().map {
        finding($0.element, levels[$0.offset % 4], score: 0.9, p: 0.001, second: $0.offset)
      }, surroundings: hub + rest)
  }()
}
