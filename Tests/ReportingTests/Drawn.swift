// SPDX-License-Identifier: Apache-2.0

import Foundation
import FoundationXML

/// Where the words and the hosts of a drawn map are, read from its SVG by other means than
/// those it was made with: widths come from the font's own table, not from the drawing.
final class Drawn: NSObject, XMLParserDelegate {
  struct Box: Equatable, CustomStringConvertible {
    var left: Double, top: Double, right: Double, bottom: Double
    var words = ""

    func overlaps(_ other: Box) -> Bool {
      left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }

    mutating func include(_ other: Box) {
      self = Box(
        left: min(left, other.left), top: min(top, other.top), right: max(right, other.right),
        bottom: max(bottom, other.bottom),
        words: words + (words.isEmpty || other.words.isEmpty ? "" : " ") + other.words)
    }

    var description: String {
      "\(words) (\(Int(left)),\(Int(top)) to \(Int(right)),\(Int(bottom)))"
    }
  }

  /// The words of arrows, one box an arrow.
  private(set) var labels: [Box] = []
  /// The words of subnets, one box a subnet.
  private(set) var captions: [Box] = []
  /// The hosts, without their words.
  private(set) var hosts: [Box] = []
  /// The subnets' frames.
  private(set) var subnets: [Box] = []
  /// Rings drawn around hosts.
  private(set) var rings = 0

  private enum Part { case label, caption, host, subnet }
  private var groups: [(x: Double, y: Double, part: Part?)] = []
  private var box: Box?
  private var depth = 0
  private var isText = false
  private var start = (x: 0.0, y: 0.0, size: 0.0, isBold: false, anchor: "")
  private var text = ""
  private var inCaptions = false

  init(_ svg: String) {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    _ = parser.parse()
  }

  private var shift: (x: Double, y: Double) {
    groups.reduce(into: (x: 0.0, y: 0.0)) { sum, group in
      sum.x += group.x
      sum.y += group.y
    }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    let kind = attributes["class"] ?? ""
    switch name {
    case "g":
      let numbers = Self.numbers(
        attributes["transform"].flatMap {
          $0.range(of: "translate(").map { range in
            String(attributes["transform"]?[range.upperBound...] ?? "")
          }
        } ?? "")
      if kind == "captions" { inCaptions = true }
      let classes = kind.split(separator: " ")
      let part: Part? =
        classes.first == "label"
        ? .label
        : classes.contains("node")
          ? .host
          : classes.contains("cluster") ? .subnet : inCaptions && kind.isEmpty ? .caption : nil
      if part != nil { box = nil }
      groups.append((numbers.first ?? 0, numbers.dropFirst().first ?? 0, part))
    case "text":
      isText = true
      text = ""
      let number = { (key: String) in attributes[key].flatMap(Double.init) ?? 0 }
      start = (
        number("x"), number("y"), number("font-size"), attributes["font-weight"] == "bold",
        attributes["text-anchor"] ?? "start"
      )
    case "polygon", "path", "ellipse", "polyline", "rect":
      guard let part = groups.last?.part, part == .host || part == .subnet else { return }
      if kind.split(separator: " ").first == "ring" { rings += 1 }
      add(shape: attributes)
    default: break
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if isText { text += string }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if name == "text" {
      isText = false
      guard let part = groups.last?.part, part == .label || part == .caption else { return }
      let width = Self.width(text, size: start.size, isBold: start.isBold)
      let left = start.x + shift.x - (start.anchor == "middle" ? width / 2 : 0)
      let y = start.y + shift.y
      // From the height of capitals to the depth of a comma.
      let words = Box(
        left: left, top: y - 0.73 * start.size, right: left + width, bottom: y + 0.15 * start.size,
        words: text)
      if box == nil { box = words } else { box?.include(words) }
    }
    guard name == "g", let group = groups.popLast() else { return }
    if group.part == nil { inCaptions = false }
    guard let part = group.part, let whole = box else { return }
    switch part {
    case .label: labels.append(whole)
    case .caption: captions.append(whole)
    case .host: hosts.append(whole)
    case .subnet: subnets.append(whole)
    }
    box = nil
  }

  private func add(shape: [String: String]) {
    var points = Self.numbers(shape["points"] ?? shape["d"] ?? "")
    let number = { (key: String) in shape[key].flatMap(Double.init) }
    if let x = number("cx"), let y = number("cy"), let a = number("rx"), let b = number("ry") {
      points = [x - a, y - b, x + a, y + b]
    }
    if let x = number("x"), let y = number("y"), let w = number("width"), let h = number("height") {
      points = [x, y, x + w, y + h]
    }
    let xs = stride(from: 0, to: points.count - 1, by: 2).map { points[$0] + shift.x }
    let ys = stride(from: 1, to: points.count, by: 2).map { points[$0] + shift.y }
    guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max()
    else { return }
    let whole = Box(left: left, top: top, right: right, bottom: bottom)
    if box == nil { box = whole } else { box?.include(whole) }
  }

  private static func numbers(_ text: String) -> [Double] {
    text.split { !($0.isNumber || $0 == "." || $0 == "-") }.compactMap { Double($0) }
  }

  /// Advance widths of DejaVu Sans in thousandths of the size, for what maps say.
  private static let widths: [Character: Double] = [
    " ": 318, "(": 390, ")": 390, ",": 318, ".": 318, ":": 337, "/": 337, "-": 361, "–": 500,
    "·": 318, "+": 838, "%": 950, "f": 352, "i": 278, "j": 278, "l": 278, "r": 411, "t": 392,
    "m": 974, "w": 818, "s": 521, "c": 550, "k": 579, "v": 592, "x": 592, "y": 592, "z": 525,
    "I": 295, "J": 295, "M": 863, "W": 989, "D": 770, "H": 752, "N": 748, "O": 787, "G": 775,
    "R": 695, "B": 686, "S": 635, "P": 603, "T": 611, "U": 732,
  ]

  private static func width(_ text: String, size: Double, isBold: Bool) -> Double {
    text.reduce(0) { $0 + (widths[$1] ?? 634) } / 1_000 * size * (isBold ? 1.1 : 1)
  }
}
