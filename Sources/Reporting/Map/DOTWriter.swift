// SPDX-License-Identifier: Apache-2.0

internal import Detection
internal import Topology

/// Writes a map in the DOT language: the only place where text from the input meets
/// Graphviz, and where it is made safe for it.
///
/// Names in the graph are generated ids; text from the input goes only into labels. Labels
/// are Graphviz's HTML-like ones, in which `<`, `>`, `&` and quotes are entities; a backslash
/// is doubled because `\N` and the like expand there too. Colours, shapes, styles and the font come
/// from ``MapStyle``.
///
/// Source: Graphviz documentation, *The DOT Language* and *Node Shapes* (HTML-like labels).
public enum DOTWriter {
  /// How much work the layout may be.
  public enum Effort: String, CaseIterable, Sendable {
    /// Curved edges and as many passes as Graphviz likes.
    case full
    /// Straight edges and few passes.
    case fast
  }

  /// `map` as DOT text.
  ///
  /// The same map gives the same text.
  ///
  /// - Complexity: O(nodes + arrows).
  public static func dot(_ map: AttackMap, effort: Effort = .full) -> String {
    var lines = [
      "digraph attack_map {",
      "  graph [charset=\"UTF-8\", id=\"attack_map\", bgcolor=\"transparent\", "
        + "rankdir=\(map.direction.rawValue), nodesep=0.3, ranksep=0.5, pad=0.1, "
        + "newrank=true, fontname=\"\(MapStyle.font)\", fontsize=10\(settings(effort))];",
      "  node [fontname=\"\(MapStyle.font)\", fontsize=11, height=0.4];",
      "  edge [fontname=\"\(MapStyle.font)\", fontsize=10, arrowsize=0.8];",
    ]
    for (index, cluster) in map.clusters.enumerated() {
      lines.append("  subgraph cluster_\(cluster.id) {")
      lines.append("    graph [\(attributes(of: cluster))];")
      for node in map.nodes where node.cluster == index {
        lines.append("    \(node.id) [\(attributes(of: node))];")
      }
      lines.append("  }")
    }
    for node in map.nodes where node.cluster == nil {
      lines.append("  \(node.id) [\(attributes(of: node))];")
    }
    for arrow in map.arrows {
      lines.append("  \(arrow.source) -> \(arrow.target) [\(attributes(of: arrow))];")
    }
    return (lines + blocks(of: map)).joined(separator: "\n") + "\n}\n"
  }

  /// Unseen edges that put hosts without arrows into a block, not into one endless row.
  private static func blocks(of map: AttackMap) -> [String] {
    let joined = Set(map.arrows.flatMap { [$0.source, $0.target] })
    let alone = map.nodes.filter { !joined.contains($0.id) }
    return (-1..<map.clusters.count).flatMap { cluster -> [String] in
      let nodes = alone.filter { ($0.cluster ?? -1) == cluster }
      var side = 1
      while side * side < nodes.count { side += 1 }
      return nodes.indices.dropFirst().filter { $0 % side != 0 }.map { index in
        "  \(nodes[index - 1].id) -> \(nodes[index].id) [style=invis];"
      }
    }
  }

  private static func settings(_ effort: Effort) -> String {
    switch effort {
    case .full: ""
    case .fast: ", splines=line, nslimit=2, nslimit1=2, mclimit=0.3"
    }
  }

  private static func attributes(of cluster: AttackMap.Cluster) -> String {
    // One below the other: a narrow name leaves room for arrows beside it.
    var lines = ["<B>\(safe(cluster.name.isEmpty ? cluster.block : cluster.name, 48))</B>"]
    if !cluster.name.isEmpty { lines.append(small(cluster.block)) }
    if !cluster.zone.isEmpty { lines.append(small("zone " + cluster.zone)) }
    let label = lines.map { row("", $0) }.joined()
    return "id=\"\(cluster.id)\", class=\"subnet\", "
      + "label=<\(table(label, paper: MapStyle.clusterFill, spacing: 0))>, "
      + "labeljust=l, style=\"filled,rounded\", fillcolor=\"\(MapStyle.clusterFill)\", "
      + "color=\"\(MapStyle.clusterLine)\", fontcolor=\"\(MapStyle.ink)\", fontsize=11, margin=14"
  }

  private static func attributes(of node: AttackMap.Node) -> String {
    let look =
      node.isIndicator
      ? MapStyle.indicator : node.isSubnet ? MapStyle.subnet : MapStyle.shape(node.role)
    let details = node.details.map {
      "<BR/><FONT POINT-SIZE=\"9\">\(safe($0))</FONT>"
    }
    var classes = [
      "node", node.isSubnet ? "subnet_node" : node.role?.rawValue ?? "count",
      "severity_\(node.severity.rawValue)",
    ]
    if node.isEntry { classes.append("entry") }
    if node.isPivot { classes.append("pivot") }
    if node.isIndicator { classes.append("indicator") }
    if node.isListed { classes.append("listed") }
    // Graphviz draws a ring around a cylinder across it; ``MapElement`` draws that one.
    let rings = node.isPivot && look.shape != "cylinder" ? ", peripheries=2" : ""
    return "id=\"\(node.id)\", class=\"\(classes.joined(separator: " "))\", "
      + "label=<<B>\(safe(node.title, 48))</B>\(details.joined())>, "
      + "shape=\(look.shape), style=\"\(look.style)\", margin=\"\(look.margin)\", "
      + "fillcolor=\"\(node.isSubnet ? MapStyle.clusterFill : MapStyle.fill(node.severity))\", "
      + "fontcolor=\"\(MapStyle.ink(on: node.severity))\", "
      + "color=\"\(line(around: node))\", "
      + "penwidth=\(node.isEntry ? "3.6" : "1.1")\(rings)"
  }

  private static func line(around node: AttackMap.Node) -> String {
    if node.isSubnet { return MapStyle.clusterLine }
    return node.role == nil ? MapStyle.faint : MapStyle.ink
  }

  private static func attributes(of arrow: AttackMap.Arrow) -> String {
    let line = MapStyle.line(arrow.kind)
    let isHop = !arrow.numbers.isEmpty
    // Two lines with paper between them: seen in greyscale, whatever the dash.
    let isDouble = arrow.crossesSubnet && arrow.kind != .context && !arrow.kind.isChange
    let colour =
      isDouble
      ? "\(line.colour):\(MapStyle.clusterFill):\(line.colour)" : line.colour
    let thick = isHop && !arrow.leadsOn ? MapStyle.deadEnd : line.width
    let width = isDouble ? thick * 0.7 : thick
    var classes = ["edge", arrow.kind.rawValue]
    if isHop { classes.append("hop") }
    if arrow.crossesSubnet { classes.append("crossing") }
    var text = "id=\"\(arrow.id)\", class=\"\(classes.joined(separator: " "))\", "
    let words = label(arrow, isHop: isHop)
    // Room for the words of an arrow that does not shape the layout breaks ranks and routes of
    // libgvc 2.43; ``LabelPlacement`` finds them a place.
    let name = arrow.shapesLayout ? "label" : "xlabel"
    if !words.isEmpty { text += "\(name)=<\(words)>, " }
    text += "color=\"\(colour)\", fontcolor=\"\(fontColour(arrow.kind))\", "
    text += "style=\(line.style), penwidth=\(MapSheet.number(width)), arrowhead=\(line.head)"
    text += ", weight=\(isHop ? 12 : 1)"
    return arrow.shapesLayout ? text : text + ", constraint=false"
  }

  private static func fontColour(_ kind: AttackMap.Kind) -> String {
    switch kind {
    case .failed: MapStyle.red
    case .context, .vanished: MapStyle.faint
    case .appeared: MapStyle.blue
    case .observed, .inferred, .control, .reach, .grown: MapStyle.ink
    }
  }

  /// A table on paper of its own: Graphviz then says how much room the words take.
  private static func table(_ rows: String, paper: String, spacing: Int) -> String {
    "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLPADDING=\"0\" CELLSPACING=\"\(spacing)\" "
      + "BGCOLOR=\"\(paper)\">\(rows)</TABLE>"
  }

  private static func label(_ arrow: AttackMap.Arrow, isHop: Bool) -> String {
    var rows: [String] = []
    if arrow.steps.isEmpty {
      var words = wrapped(arrow.services, at: 30).map { isHop ? "<B>\(safe($0))</B>" : safe($0) }
      words += arrow.details.map(small)
      guard !words.isEmpty else { return "" }
      rows = words.enumerated().map { index, text in
        index == 0 && isHop ? row(number(arrow.numbers, arrow.kind), text) : below(text)
      }
    } else {
      rows = arrow.steps.map {
        row(number($0.number, arrow.kind), "<B>\(safe($0.service))</B> " + small($0.detail))
      }
      rows += arrow.details.map { below(small($0)) }
    }
    let text = table(rows.joined(), paper: MapStyle.paper, spacing: 3)
    return isHop ? text : "<FONT POINT-SIZE=\"9\">\(text)</FONT>"
  }

  private static func row(_ first: String, _ text: String) -> String {
    "<TR>\(first)<TD ALIGN=\"LEFT\">\(text)</TD></TR>"
  }

  /// A line under the number too, so that words stay narrow.
  private static func below(_ text: String) -> String {
    "<TR><TD ALIGN=\"LEFT\" COLSPAN=\"2\">\(text)</TD></TR>"
  }

  private static func small(_ text: String) -> String {
    "<FONT POINT-SIZE=\"9\">\(safe(text))</FONT>"
  }

  private static func number(_ text: String, _ kind: AttackMap.Kind) -> String {
    guard !text.isEmpty else { return "<TD></TD>" }
    return "<TD BGCOLOR=\"\(fontColour(kind))\" STYLE=\"ROUNDED\" CELLPADDING=\"3\">"
      + "<FONT COLOR=\"\(MapStyle.paper)\"><B>\(safe(text, 40))</B></FONT></TD>"
  }

  /// `text` cut at commas into lines of about `width` characters.
  private static func wrapped(_ text: String, at width: Int) -> [String] {
    guard !text.isEmpty else { return [] }
    var lines: [String] = []
    for part in text.split(separator: ", ") {
      if let last = lines.last, last.count + part.count + 2 <= width {
        lines[lines.count - 1] = last + ", " + part
      } else {
        if !lines.isEmpty { lines[lines.count - 1] += "," }
        lines.append(String(part))
      }
    }
    return lines
  }

  /// `text` for an HTML-like label.
  static func safe(_ text: String, _ limit: Int = 80) -> String {
    let clean = SafeText.clean(text, limit: limit)
    // An empty run is a syntax error to some versions of Graphviz.
    guard !clean.isEmpty else { return " " }
    return SafeText.escaped(clean).split(separator: "\\", omittingEmptySubsequences: false)
      .joined(separator: "\\\\")
  }
}
