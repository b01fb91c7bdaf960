// SPDX-License-Identifier: Apache-2.0

public import Detection
public import Flows
internal import Topology

extension AttackMap {
  /// The map of who crossed from which subnet to which: subnets are nodes, services and counts are
  /// on the arrows, and what was not seen between two subnets before is marked as new.
  ///
  /// - Parameters:
  ///   - crossings: Edges between internal subnets.
  ///   - directory: Which hosts are flagged.
  ///   - windows: For the footer.
  ///   - provenance: For heading and footer.
  ///   - limits: Of these, nodes and arrows.
  /// - Returns: The map; without nodes if nothing crossed.
  /// - Complexity: O(crossings · log crossings).
  public static func crossings(
    _ crossings: [SubnetCrossing], directory: HostDirectory, windows: [TimeRange],
    provenance: Provenance, limits: MapLimits = .crossings
  ) -> AttackMap {
    let table = CrossingTable(crossings, directory: directory)
    let shown = table.ranked.prefix(
      table.ranked.count <= limits.nodes ? limits.nodes : limits.nodes - 1)
    let ids = Dictionary(
      uniqueKeysWithValues: shown.sorted { $0.block < $1.block }.enumerated().map {
        ($0.element.block, "n\($0.offset + 1)")
      })
    var map = AttackMap(
      view: .crossings, title: "Subnet crossings", subtitle: table.sentence, footer: [],
      summary: "", clusters: [], nodes: [], arrows: [], counts: Counts(), direction: .down)
    map.nodes = shown.sorted { $0.block < $1.block }.map { subnet in
      table.node(subnet, id: ids[subnet.block] ?? "")
    }
    let hidden = table.ranked.dropFirst(shown.count)
    if !hidden.isEmpty { map.nodes.append(table.rest(Array(hidden), id: "s1")) }
    let ways = table.ways { ids[$0] ?? "s1" }.filter { $0.source != $0.target }
    map.arrows = ways.prefix(limits.contextArrows).enumerated().map { index, way in
      table.arrow(way, id: "e\(index + 1)", isCrowded: ways.count > 30)
    }
    map.counts.edgesShown = map.arrows.reduce(0) { $0 + $1.edges }
    map.counts.edgesHidden = crossings.count - map.counts.edgesShown
    map.direction = MapDirection.best(for: map)
    map.footer = footer(
      windows: windows, provenance: provenance,
      counts: [
        "Shown: \(PlainWords.count(shown.count)) of \(PlainWords.count(table.ranked.count, "subnet")), "
          + "\(PlainWords.count(map.counts.edgesShown)) of "
          + "\(PlainWords.count(crossings.count, "crossing edge")).",
        table.hasBaseline
          ? "New: nobody in the source subnet used the service in the target subnet before."
          : "Which of them are new is not known without a baseline.",
      ])
    map.summary = map.subtitle + " " + table.summary
    return map
  }
}

extension MapLimits {
  /// For subnet crossings.
  public static let crossings = MapLimits(
    nodes: 40, contextArrows: 90, leaves: 0, leavesKept: 0, shared: 0)
}
