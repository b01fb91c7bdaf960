// SPDX-License-Identifier: Apache-2.0

private import Foundation

/// The sheet a map is printed on: heading, drawing, legend, footer, as one SVG document.
enum MapSheet {
  private static let margin = 18.0
  private static let narrowest = 620.0

  /// The document; `drawing` is nil for a map with nothing on it.
  static func svg(_ map: AttackMap, drawing: GraphvizSVG?, note: String?) -> String {
    let width = max(narrowest, (drawing?.width ?? 0) + 2 * margin)
    var y = margin + 14
    var parts: [String] = []
    parts.append(text(map.title, x: margin, y: y, size: 16, weight: "bold", limit: 90))
    for line in wrapped(map.subtitle, width: width - 2 * margin, size: 10.5) {
      y += 16
      parts.append(text(line, x: margin, y: y, size: 10.5, limit: 400))
    }
    y += 14
    if let drawing {
      let left = (width - drawing.width) / 2
      parts.append(
        "<g class=\"drawing\" transform=\""
          + "translate(\(number(left - drawing.canvas.left)) \(number(y - drawing.canvas.top)))\">")
      parts.append(drawing.body)
      parts.append("</g>")
      y += drawing.height + 12
      let legend = MapLegend(map).svg(x: margin, y: y, width: width - 2 * margin)
      parts.append(legend.svg)
      y += legend.height + 6
    }
    parts.append(
      "<path class=\"rule\" d=\"M\(number(margin)) \(number(y))H\(number(width - margin))\" "
        + "stroke=\"\(MapStyle.clusterLine)\" stroke-width=\"0.8\" fill=\"none\"/>")
    y += 4
    for line in map.footer + [note].compactMap({ $0 }) {
      for piece in wrapped(line, width: width - 2 * margin, size: MapLegend.size) {
        y += 12
        parts.append(
          text(piece, x: margin, y: y, size: MapLegend.size, fill: MapStyle.faint, limit: 400))
      }
    }
    let height = y + margin
    return document(map, parts.joined(separator: "\n"), width: width, height: height)
  }

  private static func document(
    _ map: AttackMap, _ body: String, width: Double, height: Double
  ) -> String {
    let size = "\(number(width)) \(number(height))"
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" class="attack_map_sheet" role="img" \
      width="\(number(width))pt" height="\(number(height))pt" viewBox="0 0 \(size)" \
      aria-labelledby="map_title map_desc" font-family="\(MapStyle.font), sans-serif">
      <title id="map_title">\(SafeText.escaped(SafeText.clean(map.title, limit: 200)))</title>
      <desc id="map_desc">\(SafeText.escaped(SafeText.clean(map.summary, limit: 8_000)))</desc>
      <style>
      \(MapTheme.sheet)
      </style>
      <rect class="paper fill_paper" width="\(number(width))" height="\(number(height))"/>
      \(MapTheme.classed(body))
      </svg>

      """
  }

  /// One line of text; `limit` is in characters.
  static func text(
    _ words: String, x: Double, y: Double, size: Double, weight: String = "normal",
    fill: String = MapStyle.ink, limit: Int = 120
  ) -> String {
    let bold = weight == "normal" ? "" : " font-weight=\"\(weight)\""
    return "<text x=\"\(number(x))\" y=\"\(number(y))\" font-size=\"\(number(size))\"\(bold) "
      + "fill=\"\(fill)\">\(SafeText.escaped(SafeText.clean(words, limit: limit)))</text>"
  }

  /// A coordinate with two decimals at most.
  static func number(_ value: Double) -> String {
    let text = String(format: "%.2f", value)
    guard text.contains(".") else { return text }
    var trimmed = text
    while trimmed.hasSuffix("0") { trimmed.removeLast() }
    if trimmed.hasSuffix(".") { trimmed.removeLast() }
    return trimmed
  }

  /// `text` in lines that fit `width` points; letters of the font are about 0.6 of its size wide.
  static func wrapped(_ text: String, width: Double, size: Double) -> [String] {
    let room = max(20, Int(width / (size * 0.58)))
    var lines: [String] = []
    for word in SafeText.clean(text, limit: 1_200).split(separator: " ") {
      if let last = lines.last, last.count + word.count + 1 <= room {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word.prefix(room)))
      }
    }
    return lines
  }
}
