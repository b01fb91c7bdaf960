// SPDX-License-Identifier: Apache-2.0

/// The drawing inside an SVG document that Graphviz wrote, ready to be put into our own.
///
/// Graphviz writes one element a line and escapes text, so lines can be read as such: the
/// version comment and the document type go, and the titles it gives to nodes and edges, which are
/// generated ids, become our tooltips.
struct GraphvizSVG {
  /// Width and height in points.
  let width: Double, height: Double
  /// The `<g>` element that holds everything.
  let body: String

  /// Reads `svg`.
  ///
  /// - Parameters:
  ///   - svg: What Graphviz wrote.
  ///   - tooltips: Text by element id; elements without lose their title.
  /// - Throws: `ReportError.drawing` if it is not the SVG Graphviz writes.
  init(_ svg: [UInt8], tooltips: [String: String]) throws(ReportError) {
    let text = String(decoding: svg, as: UTF8.self)
    guard let box = Self.value(of: "viewBox", in: text) else {
      throw .drawing("libgvc wrote no picture")
    }
    let sides = box.split(separator: " ").compactMap { Double($0) }
    guard sides.count == 4, sides[2] > 0, sides[3] > 0 else {
      throw .drawing("libgvc wrote a picture without a size")
    }
    width = sides[2]
    height = sides[3]
    let (head, groups) = try Self.groups(of: text)
    var captions: [String] = []
    var drawn: [String] = []
    for group in groups.sorted(by: { $0.order < $1.order }) {
      for line in group.lines {
        if line.hasPrefix("<title>") {
          guard let tooltip = tooltips[group.id] else { continue }
          drawn.append("<title>\(Self.tooltip(tooltip))</title>")
        } else if group.order.rank == 0, line.hasPrefix("<text") {
          captions.append(line)
        } else {
          drawn.append(line.replacing("stroke=\"transparent\"", with: "stroke=\"none\""))
        }
      }
    }
    // Subnet names last, so that no edge is drawn across them.
    let parts = [head] + drawn + ["<g class=\"captions\">"] + captions + ["</g>", "</g>"]
    body = parts.joined(separator: "\n")
  }

  /// One subnet, edge or host of the drawing.
  private struct Group {
    let id: String
    var lines: [String]

    /// Subnets below edges below hosts, each by number: Graphviz's own order follows memory
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
  }

  /// The line that opens the graph, and the groups in it.
  private static func groups(
    of text: String
  ) throws(ReportError) -> (head: String, groups: [Group]) {
    var head: String?
    var groups: [Group] = []
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
          groups.append(Group(id: value(of: "id", in: line) ?? "", lines: [line]))
          isOpen = true
        }
      } else if isOpen {
        groups[groups.count - 1].lines.append(line)
        if line == "</g>" { isOpen = false }
      } else if line == "</g>" {
        isWhole = head != nil
      }
    }
    guard let head, isWhole else { throw .drawing("libgvc wrote half a picture") }
    return (head, groups)
  }

  /// Line ends are ours and stay; everything else is the input's.
  private static func tooltip(_ text: String) -> String {
    text.split(separator: "\n").prefix(40)
      .map { SafeText.escaped(SafeText.clean(String($0), limit: 400)) }
      .joined(separator: "\n")
  }

  private static func value(of attribute: String, in text: String) -> String? {
    guard let start = text.firstRange(of: attribute + "=\"")?.upperBound,
      let end = text[start...].firstIndex(of: "\"")
    else { return nil }
    return String(text[start..<end])
  }
}
