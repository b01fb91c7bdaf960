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
  /// - Parameter tooltips: Text by element id; elements without lose their title.
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
    var kept: [String] = []
    var captions: [String] = []
    var id = ""
    var isInside = false
    var isComment = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
      if isComment || line.hasPrefix("<!--") {
        isComment = !line.hasSuffix("-->")
        continue
      }
      isInside = isInside || line.hasPrefix("<g ")
      guard isInside, line != "</svg>" else { continue }
      if line.hasPrefix("<g "), let own = Self.value(of: "id", in: String(line)) { id = own }
      if line.hasPrefix("<title>") {
        guard let tooltip = tooltips[id] else { continue }
        kept.append("<title>\(Self.tooltip(tooltip))</title>")
      } else if id.hasPrefix("c"), line.hasPrefix("<text") {
        captions.append(String(line))
      } else {
        kept.append(String(line).replacing("stroke=\"transparent\"", with: "stroke=\"none\""))
      }
    }
    guard kept.popLast() == "</g>" else { throw .drawing("libgvc wrote half a picture") }
    // Subnet names last, so that no edge is drawn across them.
    kept += ["<g class=\"captions\">"] + captions + ["</g>", "</g>"]
    body = kept.joined(separator: "\n")
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
