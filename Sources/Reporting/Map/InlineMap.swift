// SPDX-License-Identifier: Apache-2.0

/// A map inside a page that has style sheets of its own.
package enum InlineMap {
  /// The colours of maps, for a style sheet of the page.
  package static var style: String { MapTheme.sheet }

  /// An SVG document of ``MapDrawing`` as an element: without the XML declaration, and without
  /// the style sheet, which a page with a strict policy would not apply.
  ///
  /// Text in the document is escaped, so the first `style` element is the sheet's own.
  package static func element(_ svg: String) -> String {
    var svg = svg
    if svg.hasPrefix("<?xml"), let end = svg.firstRange(of: "?>") {
      svg = String(svg[end.upperBound...])
    }
    if let start = svg.firstRange(of: "<style>"), let end = svg.firstRange(of: "</style>"),
      start.lowerBound < end.lowerBound
    {
      svg.removeSubrange(start.lowerBound..<end.upperBound)
    }
    return svg
  }
}
