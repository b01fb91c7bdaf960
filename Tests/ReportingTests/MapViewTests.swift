// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Testing
import Topology

@testable import Reporting

@Suite struct MapViewTests {
  private func arrow(_ map: AttackMap, _ source: String, _ target: String) -> AttackMap.Arrow? {
    let id = { (title: String) in map.nodes.first { $0.title == title }?.id }
    return map.arrows.first { $0.source == id(source) && $0.target == id(target) }
  }

  // 17 ─1→ 23 ─2→ 4 (2.0) ─4→ 9 (2.0), and 4 ─0→ 8 before it was reached
  private func blast(after second: Int = 50) -> AttackMap {
    AttackMap.blastRadius(
      of: Cases.ip("10.1.0.17"), after: Cases.at(second),
      edges: Cases.table([
        Cases.edge("10.1.0.17", "10.1.0.23", 5985, 100),
        Cases.edge("10.1.0.23", "10.2.0.4", 445, 200),
        Cases.edge("10.2.0.4", "10.2.0.8", 445, 150),
        Cases.edge("10.2.0.4", "10.2.0.9", 3389, 400),
        Cases.edge("10.2.0.4", "10.9.0.2", 88, 500),
        Cases.edge("10.2.0.9", "10.9.0.2", 445, 600, flows: 2, failed: 2),
      ]), directory: HostDirectory(Cases.fourHops, subnets: Cases.subnets),
      subnets: Cases.subnets, provenance: Cases.provenance)
  }

  @Test("a blast radius is what can be reached in order of time on services that give control")
  func blastRadius() {
    let map = blast()
    #expect(map.view == .blast)
    #expect(Set(map.nodes.map(\.title)) == ["WS-ANNA", "10.1.0.23", "FS01", "DB01"])
    #expect(map.arrows.map(\.numbers) == ["1", "2", "3"])
    #expect(map.arrows.allSatisfy { $0.kind == .reach })
    #expect(map.nodes.first { $0.isEntry }?.title == "WS-ANNA")
    #expect(!map.nodes.contains { $0.isPivot })
    #expect(
      map.nodes.first { $0.title == "DB01" }?.details.contains("reached 00:06:40 UTC") == true)
    #expect(arrow(map, "10.1.0.23", "FS01")?.crossesSubnet == true)
    #expect(
      map.subtitle.contains("3 other hosts in 2 subnets can have been reached, at most 3 sessions"))
    #expect(map.footer.contains { $0.contains("first by which a host can be reached") })
  }

  @Test("a blast radius of nothing is the host alone, and says so")
  func blastOfNothing() {
    let map = blast(after: 101)
    #expect(map.nodes.count == 1 && map.arrows.isEmpty)
    #expect(map.subtitle.contains("no session that gives control led"))
  }

  @Test("crossings have subnets as nodes, services and counts on arrows, and new ones marked")
  func crossings() {
    let map = Cases.crossings(Cases.fourHops)
    #expect(Set(map.nodes.map(\.title)) == ["Clients floor 1", "Servers", "Directory"])
    #expect(map.nodes.allSatisfy { $0.isSubnet })
    let arrow = arrow(map, "Clients floor 1", "Servers")
    #expect(arrow?.kind == .appeared)
    #expect(arrow?.steps.map(\.number) == ["new"])
    #expect(arrow?.steps.first?.service == "SMB (tcp/445)")
    #expect(arrow?.steps.first?.detail == "273 flows, 31 pairs")
    let usual = self.arrow(map, "Clients floor 1", "Directory")
    #expect(usual?.kind == .context && usual?.steps.isEmpty == true)
    #expect(usual?.services == "DNS (tcp/53), Kerberos (tcp/88)")
    #expect(map.arrows.reduce(0) { $0 + $1.edges } == Cases.fourHops.crossings.count)
    #expect(map.subtitle.contains("between 3 internal subnets"))
    #expect(map.footer.contains { $0.hasPrefix("New: nobody in the source subnet") })
  }

  @Test("crossings without a baseline mark nothing as new and say why")
  func crossingsWithoutBaseline() {
    var result = Cases.fourHops
    for index in result.crossings.indices { result.crossings[index].isNewCell = nil }
    let map = Cases.crossings(result)
    #expect(!map.arrows.contains { $0.kind == .appeared })
    #expect(map.footer.contains { $0.contains("not known without a baseline") })
  }

  @Test("nothing that crossed is an empty map that says so")
  func noCrossings() {
    let map = Cases.crossings(Cases.quiet)
    #expect(map.nodes.isEmpty && map.subtitle.hasPrefix("No edge crossed"))
  }

  @Test("more subnets than fit are counted, and edges add up")
  func manySubnets() {
    let map = Cases.crossings(Cases.manySubnets(300))
    #expect(map.nodes.count == MapLimits.crossings.nodes)
    #expect(map.nodes.last?.title == "+261 subnets")
    #expect(map.arrows.count <= MapLimits.crossings.contextArrows)
    #expect(
      map.counts.edgesShown + map.counts.edgesHidden == Cases.manySubnets(300).crossings.count)
  }

  @Test("changes are told apart by kind and by words")
  func changes() {
    let map = Cases.changed
    let kinds = Dictionary(grouping: map.arrows, by: \.kind).mapValues(\.count)
    #expect(kinds == [.appeared: 1, .grown: 1, .vanished: 1])
    for arrow in map.arrows {
      let word = arrow.kind == .appeared ? "new" : arrow.kind.rawValue
      #expect(arrow.details.first?.hasPrefix(word) == true, "\(arrow.details)")
    }
    #expect(map.subtitle.hasPrefix("1 edge appeared, 1 grew and 1 vanished."))
    #expect(map.footer.contains { $0.hasPrefix("Left out: 1 edge as before, and 0 changes") })
    let styles = EdgeChanges.Kind.allCases.map { MapStyle.line(AttackMap.Kind($0)) }
    #expect(Set(styles.map { "\($0.width) \($0.style) \($0.head)" }).count == 3)
  }

  @Test("every view is drawn well-formed, the same each time", arguments: MapView.allCases)
  func drawn(view: MapView) throws {
    let svg = try MapDrawing.svg(Cases.map(view), worker: nil)
    let parsed = Parsed(svg)
    #expect(parsed.error == nil)
    #expect(parsed.dangers == [])
    #expect(Set(parsed.ids).count == parsed.ids.count)
    #expect(try MapDrawing.svg(Cases.map(view), worker: nil) == svg)
    // Every kind of arrow is explained.
    for kind in Set(Cases.map(view).arrows.map(\.kind)) {
      #expect(parsed.text.contains(MapStyle.title(kind)))
    }
  }
}

extension Cases {
  /// Edges as a table by hour.
  static func table(_ edges: [Edge]) -> EdgeTable {
    let flows = edges.flatMap { edge in
      (0..<edge.flows).map { index in
        Flow(
          start: edge.firstSeen.advanced(byMicroseconds: index), durationMicroseconds: 1,
          source: edge.source, target: edge.target, sourcePort: 50_000, service: edge.service,
          packetsOut: 1, packetsIn: 1, bytesOut: edge.bytesOut / edge.flows,
          bytesIn: edge.bytesIn / edge.flows,
          state: index < edge.failedFlows ? .rejected : .established)
      }
    }
    return EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
  }

  static func crossings(_ result: AnalysisResult) -> AttackMap {
    AttackMap.crossings(
      result.crossings, directory: HostDirectory(result, subnets: subnets),
      windows: result.windows, provenance: provenance)
  }

  /// Each of very many subnets reaches the next.
  static func manySubnets(_ count: Int) -> AnalysisResult {
    let name = { (index: Int) in "10.\(20 + index / 200).\(index % 200).5" }
    return result(
      assessments: [],
      surroundings: (0..<count).map {
        edge(name($0), name(($0 + 1) % count), 445, $0, new: $0 % 3 == 0, crosses: true)
      })
  }

  /// One edge of each kind of change, from the first to the second day, and one as before.
  static let changed: AttackMap = {
    let day = 86_400
    let edges = [
      edge("10.1.0.17", "10.2.0.4", 445, day + 100),
      edge("10.1.0.18", "10.2.0.4", 445, 100, flows: 4),
      edge("10.1.0.18", "10.2.0.4", 445, day + 100, flows: 40),
      edge("10.1.0.19", "10.2.0.4", 445, 100), edge("10.1.0.20", "10.2.0.4", 445, 100),
      edge("10.1.0.20", "10.2.0.4", 445, day + 100),
    ]
    return AttackMap.changes(
      in: table(edges), now: TimeRange(at(day), at(2 * day)), before: TimeRange(at(0), at(day)),
      directory: HostDirectory(fourHops, subnets: subnets), subnets: subnets,
      provenance: provenance)
  }()

  /// A small map of each view.
  static func map(_ view: MapView) -> AttackMap {
    let directory = HostDirectory(fourHops, subnets: subnets)
    return switch view {
    case .path: .attackPaths(fourHops, provenance: provenance, subnets: subnets)
    case .blast:
      .blastRadius(
        of: ip("10.1.0.17"), after: at(0), edges: table(fourHops.surroundings),
        directory: directory, subnets: subnets, provenance: provenance)
    case .neighbourhood:
      .neighbourhood(
        of: ip("10.2.0.4"), hops: 1, edges: fourHops.surroundings, directory: directory,
        provenance: provenance)
    case .crossings: crossings(fourHops)
    case .changes: changed
    }
  }
}
