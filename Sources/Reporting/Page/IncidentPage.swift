// SPDX-License-Identifier: Apache-2.0

private import Assets
private import Mustache

/// The incident report as one HTML file that needs nothing else: no script, no font, no
/// address outside itself.
public enum IncidentPage {
  /// The page of `report`.
  ///
  /// - Parameters:
  ///   - report: What was found.
  ///   - map: The map as a whole SVG document, as ``MapDrawing`` makes it; nil for none.
  ///   - mapNote: What to say where there is no map.
  /// - Returns: HTML, UTF-8.
  /// - Throws: `ReportError.template` if the template in the binary is damaged.
  public static func html(
    _ report: Report, map: String?, mapNote: String? = nil
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
      report, style: String(decoding: Assets.reportStyle, as: UTF8.self),
      map: map.map(inline), mapNote: mapNote)
    return template.render(page)
  }

  /// An SVG document as an element inside HTML: without the XML declaration, which HTML does
  /// not have.
  private static func inline(_ svg: String) -> String {
    guard svg.hasPrefix("<?xml"), let end = svg.firstRange(of: "?>") else { return svg }
    return String(svg[end.upperBound...])
  }
}

/// Escapes by Unicode scalar.
///
/// The library's own escaping compares characters, so a quote followed by
/// a combining mark passes it and can end an attribute.
private struct ScalarHTML: MustacheContentType {
  func escapeText(_ text: String) -> String { SafeText.escaped(text) }
}
