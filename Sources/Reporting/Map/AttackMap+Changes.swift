// SPDX-License-Identifier: Apache-2.0

internal import Detection
public import Flows
public import Topology

extension AttackMap {
  /// The map of what differs between two periods.
  ///
  /// - Parameters:
  ///   - edges: Edges by hour, of both periods.
  ///   - now: The later period, from and to whole hours.
  ///   - before: What it is compared with, from and to whole hours.
  ///   - directory: Names, roles, subnets, findings.
  ///   - subnets: Tells which edges cross.
  ///   - provenance: For heading and footer.
  ///   - limits: How much is drawn.
  /// - Returns: The map; without nodes if nothing differs.
  /// - Complexity: O(*E* log *E*).
  public static func changes(
    in edges: EdgeTable, now: TimeRange, before: TimeRange, directory: HostDirectory,
    subnets: SubnetMap = SubnetMap(), provenance: Provenance, limits: MapLimits = .changes
  ) -> AttackMap {
    let found = EdgeChanges(edges, now: now, before: before, subnets: subnets)
    let flagged = Set(directory.flagged)
    let telling = found.changes.filter { isTelling($0, flagged) }
    let links = telling.map { change in
      MapLink(
        edge: change.edge, kind: Kind(change.kind), numbers: [], hop: nil, change: change)
    }
    let touched = Set(links.flatMap { [$0.source, $0.target] })
    let keys = flagged.union([.internet]).intersection(touched)
    let order = MapOrder(links: links, directory: directory, also: []).sorted { _ in nil }
    let selection = MapSelection(links: links, order: order, keys: keys, limits: limits)
    let assembly = MapAssembly(
      links: links, hosts: order, selection: selection, directory: directory, entries: [],
      contextArrows: limits.contextArrows, view: .changes)
    var map = assembly.map()
    map.title = "What changed"
    map.subtitle = sentence(found, now: now, before: before)
    map.footer = footer(
      windows: [now], provenance: provenance,
      counts: [
        map.counts.sentence,
        "Left out: \(PlainWords.count(found.unchanged, "edge")) as before, and "
          + "\(PlainWords.count(found.changes.count - telling.count, "change")) on services that "
          + "give no control and at hosts that are not flagged.",
        definition(found),
      ])
    map.summary = map.subtitle
    return map
  }

  /// Whether it says something of movement: a service that gives control, or a flagged host on a
  /// port that is not handed out at random.
  private static func isTelling(
    _ change: EdgeChanges.Change, _ flagged: Set<IPAddress>
  ) -> Bool {
    let edge = change.edge
    if edge.service.givesControl { return true }
    return edge.service.port < MapRelevance.firstEphemeralPort
      && (flagged.contains(edge.source) || flagged.contains(edge.target))
  }

  private static func sentence(
    _ found: EdgeChanges, now: TimeRange, before: TimeRange
  ) -> String {
    let count = { (kind: EdgeChanges.Kind) -> Int in found.changes.count { $0.kind == kind } }
    let times = { (range: TimeRange) -> String in
      "\(PlainWords.moment(range.start)) to \(PlainWords.moment(range.end))"
    }
    let words: [String] = [
      PlainWords.count(count(.appeared), "edge") + " appeared",
      PlainWords.count(count(.grown)) + " grew", PlainWords.count(count(.vanished)) + " vanished",
    ]
    return "\(PlainWords.list(words)). Compared is \(times(now)) with \(times(before))."
  }

  private static func definition(_ found: EdgeChanges) -> String {
    let past =
      found.periods == 1
      ? "the earlier period"
      : "the busiest of \(PlainWords.count(found.periods)) earlier periods as long"
    return "Grown: twice the flows of \(past) and 10 more, or twice the bytes and 1 MB more. "
      + "Vanished: seen in "
      + (found.periods == 1 ? "the earlier period" : "three of four of them at least")
      + ", and not now."
  }
}
