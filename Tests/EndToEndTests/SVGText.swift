// SPDX-License-Identifier: Apache-2.0
import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The groups of a drawing with the text in them, read as any XML reader would.
final class SVGText: NSObject, XMLParserDelegate {
  struct Group {
    var classes: [String]
    var title = ""
    var texts: [String] = []
  }

  struct Malformed: Error {
    var line: Int
  }

  private(set) var groups: [Group] = []
  private(set) var elements: Set<String> = []
  /// Names of attributes with their values.
  private(set) var attributes: [(name: String, value: String)] = []
  private var open: [Int?] = []
  private var text = ""

  init(_ data: Data) throws {
    super.init()
    let parser = XMLParser(data: data)
    parser.delegate = self
    guard parser.parse() else { throw Malformed(line: parser.lineNumber) }
  }

  convenience init(contentsOf path: String) throws {
    try self.init(Data(contentsOf: URL(fileURLWithPath: path)))
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.insert(name.lowercased())
    self.attributes += attributes.map { ($0.key.lowercased(), $0.value) }
    text = ""
    guard name == "g" else {
      open.append(nil)
      return
    }
    groups.append(
      Group(classes: (attributes["class"] ?? "").split(separator: " ").map(String.init)))
    open.append(groups.count - 1)
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
    guard let group = open.last(where: { $0 != nil }) ?? nil else { return }
    if name == "title" { groups[group].title = text }
    if name == "text" { groups[group].texts.append(text) }
  }
}
