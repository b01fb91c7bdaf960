// SPDX-License-Identifier: Apache-2.0

/// One subnet, arrow or host of a drawing as Graphviz wrote it: shapes, and words apart.
struct MapElement {
  let id: String
  /// The line that opens its group.
  let open: String
  /// Everything but the words that can be moved.
  let shapes: [String]
  /// The words of subnets and arrows, with the paper behind them.
  let words: [String]

  /// The element in these lines, the first of which opens it.
  ///
  /// Words begin at their paper, the first shape without an outline.
  init(id: String, lines: [String]) {
    self.id = id
    open = lines.first ?? "<g>"
    let rest = Array(lines.dropFirst())
    let isHost = !(id.hasPrefix("c") || id.hasPrefix("e"))
    let start =
      isHost
      ? rest.endIndex
      : rest.firstIndex {
        $0.hasPrefix("<text") || $0.contains("stroke=\"transparent\"")
          || $0.contains("stroke=\"none\"") && $0.hasPrefix("<polygon")
      } ?? rest.endIndex
    let ring = isHost ? Self.ring(open, rest) : []
    shapes = ring + rest[..<start]
    words = Array(rest[start...])
  }

  /// The line that opens its group, with further attributes.
  func open(with attributes: String) -> String {
    open.hasSuffix(">") ? open.dropLast() + attributes + ">" : open
  }

  /// Subnets below arrows below hosts, each by number: Graphviz's own order follows memory
  /// addresses and differs from run to run.
  var order: (rank: Int, number: Int, id: String) {
    let rank =
      switch id.first {
      case "c": 0
      case "e": 1
      default: 2
      }
    return (rank, Int(id.dropFirst()) ?? 0, id)
  }

  /// The box around its shapes.
  var box: MapBox? {
    MapBox(around: shapes.filter { !$0.hasPrefix("<text") }.flatMap(Self.corners))
  }

  /// The box around its words: their paper.
  var wordBox: MapBox? { words.first.flatMap { MapBox(around: Self.corners($0)) } }

  /// The line of an arrow.
  var curve: MapCurve? {
    shapes.first { $0.hasPrefix("<path") }.flatMap { MapCurve(bezier: Self.corners($0)) }
  }

  /// The second ring of a cylinder: Graphviz would draw it across the cylinder itself.
  private static func ring(_ open: String, _ lines: [String]) -> [String] {
    guard open.contains(" database "), open.contains(" pivot"),
      let box = MapBox(around: lines.filter { $0.hasPrefix("<path") }.flatMap(corners))
    else { return [] }
    let outer = box.grown(by: 4)
    return [
      "<rect class=\"ring\" x=\"\(MapSheet.number(outer.left))\" "
        + "y=\"\(MapSheet.number(outer.top))\" width=\"\(MapSheet.number(outer.width))\" "
        + "height=\"\(MapSheet.number(outer.height))\" rx=\"6\" fill=\"none\" "
        + "stroke=\"\(MapStyle.ink)\" stroke-width=\"1.1\"/>"
    ]
  }

  /// The corners of a shape; for a curve, of the lines it is drawn between.
  private static func corners(_ line: String) -> [MapPoint] {
    if let text = GraphvizSVG.value(of: "points", in: line) { return points(text) }
    if line.hasPrefix("<path"), let text = GraphvizSVG.value(of: "d", in: line) {
      return points(text)
    }
    let number = { (name: String) in GraphvizSVG.value(of: name, in: line).flatMap(Double.init) }
    if let x = number("cx"), let y = number("cy"), let a = number("rx"), let b = number("ry") {
      return [MapPoint(x: x - a, y: y - b), MapPoint(x: x + a, y: y + b)]
    }
    if let x = number("x"), let y = number("y"), let a = number("width"), let b = number("height") {
      return [MapPoint(x: x, y: y), MapPoint(x: x + a, y: y + b)]
    }
    return []
  }

  /// The numbers in `text`, two by two.
  static func points(_ text: some StringProtocol) -> [MapPoint] {
    let numbers = text.split { !($0.isNumber || $0 == "." || $0 == "-") }.compactMap { Double($0) }
    return stride(from: 0, to: numbers.count - 1, by: 2).map {
      MapPoint(x: numbers[$0], y: numbers[$0 + 1])
    }
  }
}
