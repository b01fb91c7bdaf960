// SPDX-License-Identifier: Apache-2.0

internal import Detection
public import Flows
public import Topology

extension AttackMap {
  /// The map of what can have been reached from a host after it was taken, by the session that
  /// can have got there first.
  ///
  /// - Parameters:
  ///   - host: The host that was taken.
  ///   - moment: From when on.
  ///   - edges: Edges by hour; what is later than they say is not known.
  ///   - directory: Names, roles, subnets, findings.
  ///   - subnets: Tells which sessions cross.
  ///   - provenance: For heading and footer.
  ///   - limits: How much is drawn.
  /// - Returns: The map; `host` alone if nothing can be reached from it.
  /// - Complexity: O(*E* log *E*).
  public static func blastRadius(
    of host: IPAddress, after moment: Timestamp, edges: EdgeTable, directory: HostDirectory,
    subnets: SubnetMap = SubnetMap(), provenance: Provenance, limits: MapLimits = .blastRadius
  ) -> AttackMap {
    let reached = BlastRadius(edges, from: host, after: moment, subnets: subnets).reached
    let links = reached.enumerated().map { index, reached in
      MapLink(
        edge: reached.edge, kind: .reach,
        numbers: [MapLink.HopNumber(letter: "", number: index + 1)], hop: nil)
    }
    let keys = Set(directory.flagged).intersection(reached.map(\.host)).union([host])
    let steps = steps(to: reached, from: host)
    let order = MapOrder(links: links, directory: directory, also: [host])
      .sorted(byDistance: steps) { _ in nil }
    let selection = MapSelection(links: links, order: order, keys: keys, limits: limits)
    let assembly = MapAssembly(
      links: links, hosts: order, selection: selection, directory: directory, entries: [host],
      contextArrows: limits.contextArrows, view: .blast)
    var map = assembly.map()
    map.title = "Blast radius of \(directory.fullTitle(of: host))"
    map.subtitle = sentence(reached, steps, after: moment, directory)
    let end = max(moment, edges.lastFlow ?? moment)
    map.footer = footer(
      windows: [TimeRange(moment, end)], provenance: provenance,
      counts: [
        map.counts.sentence,
        "Followed are sessions that give control of their target and came about, each later than "
          + "the one before; drawn is the first by which a host can be reached.",
      ])
    map.summary = map.subtitle + " " + assembly.summary()
    return map
  }

  /// Sessions from `host` to each host reached.
  private static func steps(
    to reached: [BlastRadius.Reached], from host: IPAddress
  ) -> [IPAddress: Int] {
    var steps = [host: 0]
    // In order of time, so that where a session starts is known before it.
    for next in reached { steps[next.host] = (steps[next.edge.source] ?? 0) + 1 }
    return steps
  }

  private static func sentence(
    _ reached: [BlastRadius.Reached], _ steps: [IPAddress: Int], after moment: Timestamp,
    _ directory: HostDirectory
  ) -> String {
    let start = "From \(PlainWords.moment(moment)) on "
    guard !reached.isEmpty else {
      return start + "no session that gives control led from this host to another."
    }
    let subnets = Set(reached.map { directory.subnet(of: $0.host).block }).count
    let most = steps.values.max() ?? 1
    return start + "\(PlainWords.count(reached.count, "other host")) in "
      + "\(PlainWords.count(subnets, "subnet")) can have been reached, at most "
      + "\(PlainWords.count(most, "session")) away. It is what can have happened, not what did."
  }
}
