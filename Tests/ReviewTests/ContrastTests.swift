// SPDX-License-Identifier: Apache-2.0

import Foundation
import Review
import Testing

/// Colours of the style sheet, light and dark.
///
/// Source: W3C, *Web Content Accessibility Guidelines (WCAG) 2.2*, success criteria 1.4.3 and 1.4.11.
@Suite struct ContrastTests {
  private typealias Colours = [String: String]

  /// The variables of each `:root` of the sheet: light, then dark over light.
  private func themes() throws -> [(String, Colours)] {
    let bytes = try #require(ReviewAssets.bytes(named: "review.css")).bytes
    let css = String(decoding: bytes, as: UTF8.self)
    let roots = css.matches(of: /:root \{([^}]*)\}/).map { match in
      Dictionary(
        match.1.matches(of: /--(\w+): (#[0-9a-f]{6});/).map { (String($0.1), String($0.2)) },
        uniquingKeysWith: { _, last in last })
    }
    try #require(roots.count == 2)
    return [("light", roots[0]), ("dark", roots[0].merging(roots[1]) { $1 })]
  }

  private func luminance(_ hex: String) throws -> Double {
    let number = try #require(Int(hex.dropFirst(), radix: 16))
    let parts = [16, 8, 0].map { shift -> Double in
      let share = Double(number >> shift & 255) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  private func contrast(_ a: String, _ b: String) throws -> Double {
    let both = [try luminance(a), try luminance(b)]
    return (max(both[0], both[1]) + 0.05) / (min(both[0], both[1]) + 0.05)
  }

  @Test("text stands out from what is behind it by 4.5, edges and marks by 3")
  func contrasts() throws {
    let text = [
      ("ink", "paper"), ("ink", "wash"), ("faint", "paper"), ("faint", "wash"), ("link", "paper"),
      ("link", "wash"), ("fail", "paper"), ("fail", "wash"), ("on_critical", "critical"),
      ("on_badge", "high"), ("on_badge", "medium"), ("on_badge", "low"), ("on_main", "main"),
      ("ink", "depth1"), ("ink", "depth2"), ("ink", "depth3"), ("ink", "depth4"),
    ]
    let marks = [
      ("edge", "paper"), ("edge", "wash"), ("focus", "paper"), ("focus", "wash"), ("bar", "paper"),
      ("accent", "paper"), ("main", "paper"),
    ]
    for (theme, colours) in try themes() {
      for (pairs, least) in [(text, 4.5), (marks, 3.0)] {
        for (front, back) in pairs {
          let ratio = try contrast(
            try #require(colours[front], "\(front)"), try #require(colours[back], "\(back)"))
          #expect(ratio >= least, "\(theme): \(front) on \(back) has \(ratio)")
        }
      }
    }
    #expect(abs(try contrast("#ffffff", "#000000") - 21) < 1e-9)
    #expect(abs(try contrast("#777777", "#ffffff") - 4.48) < 0.01)
  }

  @Test("colours in rules are variables, and each variable is there in both themes")
  func variables() throws {
    let css = String(
      decoding: try #require(ReviewAssets.bytes(named: "review.css")).bytes, as: UTF8.self)
    let light = try themes()[0].1
    let used = Set(css.matches(of: /var\(--(\w+)\)/).map { String($0.1) })
    #expect(used.subtracting(light.keys) == [])
    let rules = css.replacing(/:root \{[^}]*\}/, with: "")
    // The backdrop of the help is black in any theme.
    #expect(Set(rules.matches(of: /#[0-9a-f]{3,6}\b/).map { String($0.0) }) == ["#000000"])
    #expect(!css.contains("url(") && !css.contains("@import"))
  }
}
