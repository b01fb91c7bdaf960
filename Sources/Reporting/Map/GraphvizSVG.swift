// SPDX-License-Identifier: Apache-2.0

/// The drawing inside an SVG document that Graphviz wrote, ready to be put into our own.
///
/// Graphviz writes one element a line and escapes text, so lines can be read as such: the
/// version comment and the document type go, and the titles it gives to nodes and edges, which are
/// generated ids, become our tooltips. Words are moved to where they can be read.
struct GraphvizSVG {
  /// What is drawn on, in points; wider than Graphviz's where words had to be put outside.
  let canvas: MapBox
  /// The `<g>` element that holds everything.
  let body: String

  var width: Double { canvas.width }
  var height: Double { canvas.height }

  /// Reads `svg`.
  ///
  /// - Parameters:
  ///   - svg: What Graphviz wrote.
  ///   - tooltips: Text by element id; elements without lose their title.
  ///   - data: Further attributes by element id, ready to be written.
  /// - Throws: `ReportError.drawing` if it is not the SVG Graphviz writes.
  init(
    _ svg: [UInt8], tooltips: [String: String], data: [String: String] = [:]
  ) throws(ReportError) {
    let text = String(decoding: svg, as: UTF8.self)
    guard let box = Self.value(of: "viewBox", in: text) else {
      throw .drawing("libgvc wrote no picture")
    }
    let sides = box.split(separator: " ").compactMap { Double($0) }
    guard sides.count == 4, sides[2] > 0, sides[3] > 0 else {
      throw .drawing("libgvc wrote a picture without a size")
    }
    let (head, groups) = try Self.groups(of: text)
    let shift = Self.shift(head)
    let page = MapBox(
      left: -shift.x, top: -shift.y, right: sides[2] - shift.x, bottom: sides[3] - shift.y)
    let elements = groups.map { MapElement(id: $0.id, lines: $0.lines) }
      .sorted { $0.order < $1.order }
    let words = MapWords(elements, canvas: page)
    let used = MapBox(around: [page] + words.boxes.map { $0.grown(by: 4) }) ?? page
    canvas = used.moved(x: shift.x, y: shift.y)
    var drawn: [String] = []
    for element in elements {
      drawn.append(element.open(with: data[element.id] ?? ""))
      if let tooltip = tooltips[element.id] {
        drawn.append("<title>\(Self.tooltip(tooltip))</title>")
      }
      drawn += element.shapes + ["</g>"]
    }
    body = ([head] + drawn + words.lines + ["</g>"]).joined(separator: "\n")
      .replacing("stroke=\"transparent\"", with: "stroke=\"none\"")
  }

  /// The line that opens the graph, and the groups in it.
  private static func groups(
    of text: String
  ) throws(ReportError) -> (head: String, groups: [(id: String, lines: [String])]) {
    var head: String?
    var groups: [(id: String, lines: [String])] = []
    var isOpen = false
    var isComment = false
    var isWhole = false
    for line in text.split(separator: "\n").map(String.init) {
      if isComment || line.hasPrefix("<!--") {
        isComment = !line.hasSuffix("-->")
      } else if line.hasPrefix("<g ") {
        if head == nil {
          head = line
        } else {
          groups.append((id: value(of: "id", in: line) ?? "", lines: [line]))
          isOpen = true
        }
      } else if isOpen {
        if line == "</g>" {
          isOpen = false
        } else if !line.hasPrefix("<title>") {
          groups[groups.count - 1].lines.append(line)
        }
      } else if line == "</g>" {
        isWhole = head != nil
      }
    }
    guard let head, isWhole else { throw .drawing("libgvc wrote half a picture") }
    return (head, groups)
  }

  /// How far the graph is moved: Graphviz's own origin is its lower left corner.
  private static func shift(_ head: String) -> MapPoint {
    guard let start = head.firstRange(of: "translate(")?.upperBound else {
      return MapPoint(x: 0, y: 0)
    }
    return MapElement.points(head[start...].prefix { $0 != ")" }).first ?? MapPoint(x: 0, y: 0)
  }

  /// Line ends are ours and stay; everything else is the input's.
  private static func tooltip(_ text: String) -> String {
    text.split(separator: "\n").prefix(40)
      .map { SafeText.escaped(SafeText.clean(String($0), limit: 400)) }
      .joined(separator: "\n")
  }

  static func value(of attribute: String, in text: String) -> String? {
    guard let start = text.firstRange(of: " " + attribute + "=\"")?.upperBound,
      let end = text[start...].firstIndex(of: "\"")
    else { return nil }
    return String(text[start..<end])
  }
}
