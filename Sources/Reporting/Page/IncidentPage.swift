// SPDX-License-Identifier: Apache-2.0

private import Assets
private import Mustache

/// The incident report as one HTML file that needs nothing else: no font, no address outside
/// itself, and one script, which the page's policy knows by its hash and can be read without.
public enum IncidentPage {
  /// The page of `report`.
  ///
  /// - Parameters:
  ///   - report: What was found.
  ///   - map: The map as a whole SVG document, as ``MapDrawing`` makes it; nil for none.
  ///   - mapNote: What to say where there is no map.
  ///   - crossings: The map of subnet crossings; nil for none.
  ///   - blast: The map of what else can have been reached; nil for none.
  /// - Returns: HTML, UTF-8.
  /// - Throws: `ReportError.template` if the template in the binary is damaged.
  public static func html(
    _ report: Report, map: String?, mapNote: String? = nil, crossings: String? = nil,
    blast: String? = nil
  ) throws(ReportError) -> String {
    MustacheContentTypes.register(ScalarHTML(), named: "SIDESTEP_HTML")
    let template: MustacheTemplate
    do {
      template = try MustacheTemplate(
        string: "{{% CONTENT_TYPE:SIDESTEP_HTML}}"
          + String(decoding: Assets.reportTemplate, as: UTF8.self))
    } catch {
      throw .template("\(error)")
    }
    let page = PageModel(
      report,
      style: String(decoding: Assets.reportStyle + Assets.mapStyle, as: UTF8.self),
      script: script, map: map.map { inline($0) }, mapNote: mapNote,
      crossingsMap: crossings.map { inline($0, prefix: "x_") },
      blastMap: blast.map { inline($0, prefix: "b_") })
    return template.render(page)
  }

  /// What runs on the page.
  static var script: String { String(decoding: Assets.mapScript, as: UTF8.self) }

  /// An SVG document as an element inside HTML: without the XML declaration, which HTML does
  /// not have, and with ids no other map of the page has.
  ///
  /// A quote in text is an entity, so what looks like an attribute is one.
  private static func inline(_ svg: String, prefix: String = "") -> String {
    var svg = svg
    if svg.hasPrefix("<?xml"), let end = svg.firstRange(of: "?>") {
      svg = String(svg[end.upperBound...])
    }
    guard !prefix.isEmpty else { return svg }
    for attribute in ["id", "data-from", "data-to", "data-of"] {
      svg = svg.replacing(" \(attribute)=\"", with: " \(attribute)=\"\(prefix)")
    }
    return svg.replacing(
      "aria-labelledby=\"map_title map_desc\"",
      with: "aria-labelledby=\"\(prefix)map_title \(prefix)map_desc\"")
  }
}

/// Escapes by Unicode scalar.
///
/// The library's own escaping compares characters, so a quote followed by
/// a combining mark passes it and can end an attribute.
private struct ScalarHTML: MustacheContentType {
  func escapeText(_ text: String) -> String { SafeText.escaped(text) }
}
