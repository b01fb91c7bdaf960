// SPDX-License-Identifier: Apache-2.0

import Foundation
import FoundationXML

@testable import Reporting

/// What somebody else's XML parser makes of a document.
final class Parsed: NSObject, XMLParserDelegate {
  private(set) var error: String?
  private(set) var elements: [String] = []
  private(set) var attributes: [(name: String, value: String)] = []
  private(set) var text = ""
  /// What would run.
  private(set) var scripts: [String] = []
  private var inScript = false

  init(_ document: String) {
    super.init()
    let parser = XMLParser(data: Data(document.utf8))
    parser.delegate = self
    if !parser.parse() {
      error = "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "unknown")"
    }
  }

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
    qualifiedName qName: String?, attributes attributeDict: [String: String]
  ) {
    elements.append(elementName)
    inScript = elementName == "script"
    if inScript { scripts.append("") }
    attributes += attributeDict.map { (name: $0.key, value: $0.value) }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if inScript { scripts[scripts.count - 1] += string } else { text += string }
  }

  func parser(
    _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?,
    qualifiedName qName: String?
  ) {
    inScript = false
  }

  /// Reasons why a picture or page is not fit to be opened: script other than our own, handlers,
  /// outside addresses.
  var dangers: [String] {
    var found = scripts.filter { $0 != IncidentPage.script }
    found += elements.filter {
      ["iframe", "object", "foreignObject", "image", "link"].contains($0)
    }
    for (name, value) in attributes {
      if name.hasPrefix("on") { found.append("\(name)=\(value)") }
      if name.hasSuffix("href") || name == "src" { found.append("\(name)=\(value)") }
    }
    return found
  }

  var ids: [String] { attributes.filter { $0.name == "id" }.map(\.value) }
}

/// Text an attacker might have put into a host's or subnet's name.
let hostileTexts = [
  "\"><script>alert(1)</script>", "'; onload='x", "&lt;b&gt; &amp; &#60;script&#62; R&D",
  "\\N \\G \\E \\L \\n",
  "]]> --> <!-- <![CDATA[", "a\u{0}b\u{1b}[2J\u{7}\u{85}", "\u{202e}evil\u{202c}\u{2066}",
  "line\nbreak\r\ttab",
  "\"\u{301}onmouseover=\u{301}\"", "=cmd|' /C calc'!A0", "{{title}} {{{map}}} {{#hops}}",
  "<TABLE><TR><TD>x</TD></TR>",
  String(repeating: "A<&\"\\", count: 25_000), "", " ", "\u{301}", "%s%n ${x}",
  "😀\u{fe0f} 東京 Zürich", "\\", "\u{ffff}\u{fffe}",
]
