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
    // A host is about 180 by 75 points; between steps a label of 60 (down) or 170 (right). A
    // map may have a page of its own, lying or standing.
    let scale = { (width: Double, height: Double) in
      max(min(510 / width, 700 / height), min(760 / width, 470 / height))
    }
    let down = scale(widest * 200, levels * 150)
    let right = scale(levels * 360, widest * 95)
    return right > down ? .right : .down
  }
}
