// SPDX-License-Identifier: Apache-2.0

internal import Detection
internal import Topology

/// What the shapes, fills and lines on one map mean: only those that are on it.
struct MapLegend {
  private struct Entry {
    let symbol: String
    let words: String
  }

  /// Of its words, in points: the smallest on the sheet.
  static let size = 8.5

  private let groups: [(title: String, entries: [Entry])]

  /// The legend of `map`.
  init(_ map: AttackMap) {
    let roles = Role.allCases.filter { role in
      map.nodes.contains { $0.role == role && !$0.isIndicator }
    }
    let severities = Severity.allCases.reversed().filter { severity in
      map.nodes.contains { $0.severity == severity && $0.role != nil && !$0.isSubnet }
    }
    let kinds = AttackMap.Kind.allCases.filter { kind in map.arrows.contains { $0.kind == kind } }
    var hosts = roles.map {
      Entry(symbol: MapSymbol.role($0), words: MapStyle.title($0))
    }
    if map.nodes.contains(where: \.isSubnet) {
      hosts.append(Entry(symbol: MapSymbol.subnet, words: "subnet"))
    }
    if map.nodes.contains(where: { $0.role == nil && !$0.isSubnet }) {
      hosts.append(
        Entry(
          symbol: MapSymbol.role(nil),
          words: map.view == .crossings ? "several subnets, counted" : "several hosts, counted"))
    }
    var marks = severities.map {
      Entry(symbol: MapSymbol.fill($0), words: MapStyle.title($0))
    }
    let hasNumbers = map.arrows.contains { !$0.numbers.isEmpty }
    if map.nodes.contains(where: \.isEntry) {
      marks.append(
        Entry(symbol: MapSymbol.entry, words: MapStyle.entryTitle(map.view).long))
    }
    if map.nodes.contains(where: \.isPivot) {
      marks.append(Entry(symbol: MapSymbol.pivot, words: "pivot: reached, then went on"))
    }
    if map.nodes.contains(where: \.isIndicator) {
      hosts.append(Entry(symbol: MapSymbol.indicator, words: "address on the list of indicators"))
    }
    if map.nodes.contains(where: \.isListed) {
      marks.append(Entry(symbol: MapSymbol.listed, words: "met a listed address, or is one"))
    }
    var lines: [Entry] = []
    if hasNumbers {
      lines.append(Entry(symbol: MapSymbol.number, words: "number, in order of time"))
    }
    let entry = { (kind: AttackMap.Kind) in
      Entry(symbol: MapSymbol.line(kind), words: MapStyle.title(kind))
    }
    lines += kinds.filter(\.arrives).map(entry)
    if map.arrows.contains(where: { $0.kind.arrives && !$0.leadsOn }) {
      lines.append(Entry(symbol: MapSymbol.deadEnd, words: "thin: led no further, not flagged"))
    }
    lines += kinds.filter { !$0.arrives }.map(entry)
    if map.arrows.contains(where: { $0.crossesSubnet && $0.kind != .context && !$0.kind.isChange })
    {
      lines.append(Entry(symbol: MapSymbol.crossing, words: "⇄ from one subnet to another"))
    }
    let subjects = map.view == .crossings ? "Subnets" : "Hosts by role"
    groups = [("Edges", lines), (subjects, hosts), ("Severity and part", marks)]
      .filter { !$0.1.isEmpty }.map { (title: $0.0, entries: $0.1) }
  }

  /// The legend in columns of equal width from (`x`, `y`) down.
  func svg(x: Double, y: Double, width: Double) -> (svg: String, height: Double) {
    // As wide as the words, with what is left between the columns.
    let widths = groups.map { group in
      36 + 0.56 * Self.size * Double(group.entries.map(\.words.count).max() ?? 0)
    }
    let rest = width - widths.reduce(0, +)
    let gap = min(40, max(8, rest / Double(max(1, groups.count - 1))))
    var left = x
    let row = 18.0
    var parts = ["<g class=\"legend\">"]
    for (index, group) in groups.enumerated() {
      parts.append(
        MapSheet.text(group.title, x: left, y: y + 12, size: 9, weight: "bold"))
      for (line, entry) in group.entries.enumerated() {
        let top = y + 20 + Double(line) * row
        parts.append(
          "<g transform=\"translate(\(MapSheet.number(left)) \(MapSheet.number(top)))\">"
            + entry.symbol + "</g>")
        parts.append(MapSheet.text(entry.words, x: left + 36, y: top + 10, size: Self.size))
      }
      left += widths[index] + gap
    }
    parts.append("</g>")
    let rows = groups.map(\.entries.count).max() ?? 0
    return (parts.joined(separator: "\n"), 24 + Double(rows) * row)
  }
}
