// SPDX-License-Identifier: Apache-2.0

/// Chooses which way a map is laid out, by what comes out larger on a printed page.
enum MapDirection {
  /// An estimate from how many steps deep and how many hosts wide the map is.
  static func best(for map: AttackMap) -> AttackMap.Direction {
    var next: [String: [String]] = [:]
    var arrivals: [String: Int] = [:]
    for arrow in map.arrows where arrow.shapesLayout {
      next[arrow.source, default: []].append(arrow.target)
      arrivals[arrow.target, default: 0] += 1
    }
    var level: [String: Int] = [:]
    let entries = map.nodes.filter(\.isEntry).map(\.id)
    let roots = entries.isEmpty ? map.nodes.map(\.id).filter { arrivals[$0] == nil } : entries
    var frontier = roots
    for root in roots { level[root] = 0 }
    var depth = 0
    while !frontier.isEmpty {
      depth += 1
      var following: [String] = []
      for node in frontier {
        for target in next[node] ?? [] where level[target] == nil {
          level[target] = depth
          following.append(target)
        }
      }
      frontier = following
    }
    // Hosts without arrows are put in a block of their own.
    let joined = Set(map.arrows.flatMap { [$0.source, $0.target] })
    let widths = Dictionary(grouping: map.nodes.filter { joined.contains($0.id) }) {
      level[$0.id] ?? 0
    }.values.map(\.count)
    let levels = Double(max(1, widths.count))
    let widest = Double(widths.max() ?? 1)
    // A host is about 170 by 60 points; between steps a label of 50 (down) or 170 (right).
    let down = min(510 / (widest * 190), 700 / (levels * 130))
    let right = min(510 / (levels * 350), 700 / (widest * 85))
    return right > down ? .right : .down
  }
}
