// SPDX-License-Identifier: Apache-2.0

private import Foundation

extension PageModel {
  /// Room for a map in millimetres, as the style sheet has it: what both A4 and Letter leave
  /// without margins and heading.
  private static func room(_ shape: String) -> (width: Double, height: Double) {
    switch shape {
    case "wide": (261, 166)
    case "tall": (192, 230)
    default: (180, 225)
    }
  }

  /// The smallest words of a map, in its own points.
  private static let smallestWords = MapLegend.size
  /// Below this, in points on paper, words are hard to read.
  private static let legible = 4.0

  /// How an SVG document is best put on paper: with other things, or on a page of its own that is
  /// `wide` or `tall`.
  static func shape(_ svg: String) -> String {
    guard let (width, height) = size(svg), width > 660 || height > 640 else { return "small" }
    return scale("wide", width, height) > scale("tall", width, height) ? "wide" : "tall"
  }

  /// How small the words of a map are on paper, and what to do if that is too small.
  static func printed(_ svg: String) -> String {
    guard let (width, height) = size(svg) else { return "" }
    let points = smallestWords * scale(shape(svg), width, height) * 72 / 25.4
    let text =
      "Printed on A4 or Letter its smallest words are " + String(format: "%.1f", points)
      + " points high"
    guard points < legible else { return text + "." }
    let sheet = points * 2 < legible ? "A1" : points * 1.414 < legible ? "A2" : "A3"
    return text + ", which is hard to read: print map.svg on \(sheet), where it loses nothing."
  }

  /// Millimetres of paper for a point of the map.
  private static func scale(_ shape: String, _ width: Double, _ height: Double) -> Double {
    let room = room(shape)
    return min(room.width / width, room.height / height)
  }

  private static func size(_ svg: String) -> (width: Double, height: Double)? {
    guard let start = svg.firstRange(of: "viewBox=\"")?.upperBound else { return nil }
    let sides = svg[start...].prefix { $0 != "\"" }.split(separator: " ").compactMap { Double($0) }
    return sides.count == 4 && sides[2] > 0 && sides[3] > 0 ? (sides[2], sides[3]) : nil
  }
}
