// SPDX-License-Identifier: Apache-2.0

import Detection
import Foundation
import Testing

@testable import Reporting

@Suite struct MapThemeTests {
  /// Lightness, 0...100 (CIE 1976).
  private func lightness(_ colour: String) throws -> Double {
    let y = try luminance(colour)
    return y > 0.008856 ? 116 * cbrt(y) - 16 : 903.3 * y
  }

  /// Relative luminance, 0...1 (WCAG 2.2).
  private func luminance(_ colour: String) throws -> Double {
    let value = try #require(UInt32(colour.dropFirst(), radix: 16))
    let parts = [16, 8, 0].map { shift -> Double in
      let part = Double(value >> UInt32(shift) & 255) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  private func contrast(_ a: String, _ b: String) throws -> Double {
    let (x, y) = (try luminance(a), try luminance(b))
    return (max(x, y) + 0.05) / (min(x, y) + 0.05)
  }

  private func colour(_ name: String) throws -> MapTheme.Colour {
    try #require(MapTheme.colours.first { $0.name == name })
  }

  @Test(
    "no picture has a colour of its own: all come from the style sheet", arguments: MapView.allCases
  )
  func classes(view: MapView) throws {
    let svg = try MapDrawing.svg(Cases.map(view), worker: nil)
    let parsed = Parsed(svg)
    #expect(parsed.error == nil)
    let own = parsed.attributes.filter {
      ["fill", "stroke", "style", "color"].contains($0.name) && $0.value != "none"
    }
    #expect(own.map { "\($0.name)=\($0.value)" } == [])
    let used = Set(
      parsed.attributes.filter { $0.name == "class" }
        .flatMap { $0.value.split(separator: " ").map(String.init) }
        .filter { $0.hasPrefix("fill_") || $0.hasPrefix("line_") })
    #expect(used.count > 5)
    for name in used { #expect(MapTheme.sheet.contains(".\(name){"), "\(name)") }
  }

  @Test("classes join those an element has, and text is left alone")
  func classed() {
    #expect(
      MapTheme.classed("<a class=\"x\" fill=\"#1a1a1a\" y=\"1\"/>")
        == "<a class=\"x fill_ink\" y=\"1\"/>")
    #expect(
      MapTheme.classed("<a fill=\"#ffffff\" stroke=\"#b3261e\">t fill=\"#1a1a1a\"</a>")
        == "<a class=\"fill_paper line_red\">t fill=\"#1a1a1a\"</a>")
    #expect(
      MapTheme.classed("<a fill=\"#123456\" stroke=\"none\"/>")
        == "<a fill=\"#123456\" stroke=\"none\"/>")
    #expect(MapTheme.classed("") == "")
  }

  @Test("dark is for screens alone, and the sheet can stand in XML and HTML alike")
  func media() {
    #expect(MapTheme.sheet.contains("@media screen and (prefers-color-scheme: dark){"))
    #expect(!MapTheme.sheet.contains { "<>&".contains($0) })
    #expect(Set(MapTheme.colours.map(\.light)).count == MapTheme.colours.count)
  }

  @Test("on dark paper fills grow lighter with severity, in steps a grey screen shows")
  func steps() throws {
    let fills = try ["paper", "low", "medium", "high", "critical"].map {
      try lightness(try colour($0).dark)
    }
    for (darker, lighter) in zip(fills, fills.dropFirst()) { #expect(lighter - darker > 8) }
  }

  @Test("words can be read on dark paper and on every fill")
  func readable() throws {
    let paper = try colour("paper").dark
    let ink = try colour("ink").dark
    for name in ["ink", "faint", "red", "blue", "grey"] {
      for ground in ["paper", "wash"] {
        #expect(try contrast(try colour(name).dark, try colour(ground).dark) >= 4.5, "\(name)")
      }
    }
    for (fill, words) in [
      ("low", ink), ("medium", ink), ("high", paper), ("critical", paper),
    ] { #expect(try contrast(try colour(fill).dark, words) >= 4.5, "\(fill)") }
  }
}
