// SPDX-License-Identifier: Apache-2.0

import Detection
import Testing
import Topology

@testable import Reporting

@Suite struct MapStyleTests {
  /// Relative luminance, 0...1 (WCAG 2.2).
  private func luminance(_ colour: String) throws -> Double {
    let value = try #require(UInt32(colour.dropFirst(), radix: 16))
    let parts = [16, 8, 0].map { shift -> Double in
      let part = Double(value >> UInt32(shift) & 255) / 255
      // A cubic between the two branches of the sRGB curve is close enough for an order.
      return part * (part * (part * 0.305306011 + 0.682171111) + 0.012522878)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  @Test("fills grow darker with severity, far enough apart for a grey printer")
  func fills() throws {
    let levels = try Severity.allCases.sorted().map { try luminance(MapStyle.fill($0)) }
    for (lighter, darker) in zip(levels, levels.dropFirst()) { #expect(lighter - darker > 0.1) }
  }

  @Test("text on every fill can be read", arguments: Severity.allCases)
  func contrast(severity: Severity) throws {
    let a = try luminance(MapStyle.fill(severity))
    let b = try luminance(MapStyle.ink(on: severity))
    #expect((max(a, b) + 0.05) / (min(a, b) + 0.05) >= 4.5)
  }

  @Test("no two roles look the same")
  func shapes() {
    let looks = ([nil] + Role.allCases.map(Optional.some)).map { role in
      MapStyle.shape(role).shape + MapStyle.shape(role).style
    }
    #expect(Set(looks).count == looks.count)
  }

  @Test("no two kinds of edge look the same without colour")
  func lines() {
    let looks =
      AttackMap.Kind.allCases.map { kind in
        let line = MapStyle.line(kind)
        return "\(line.width) \(line.style) \(line.head)"
      } + ["\(MapStyle.deadEnd) solid normal"]
    #expect(Set(looks).count == looks.count)
  }

  @Test("the legend explains what is on the map and nothing else")
  func legend() {
    let map = AttackMap.attackPaths(
      Cases.fourHops, provenance: Cases.provenance, subnets: Cases.subnets)
    let legend = Parsed("<svg>\(MapLegend(map).svg(x: 0, y: 0, width: 600).svg)</svg>")
    #expect(legend.error == nil)
    for words in ["inferred", "failed", "domain controller", "critical", "pivot", "⇄"] {
      #expect(legend.text.contains(words), "\(words)")
    }
    for words in ["printer", "counted", "for context"] {
      #expect(!legend.text.contains(words), "\(words)")
    }
  }
}
