// SPDX-License-Identifier: Apache-2.0

import Flows
import Reporting

/// Something counted window by window, as bars; those that matter are dark and have a mark above,
/// so that it does not take colours to see them.
struct WindowPlot {
  /// One window.
  struct Bar {
    let start: Timestamp
    let value: Double
    let isMarked: Bool
    /// Value with its unit, for the pointer resting on it.
    let words: String
  }

  let bars: [Bar]
  /// What is counted, for those who do not see it.
  let label: String

  /// Of more windows the last are drawn.
  static let mostBars = 60
  private static let step = 12
  private static let height = 44.0
  private static let above = 9.0

  init(_ bars: [Bar], label: String) {
    self.bars = Array(bars.suffix(Self.mostBars))
    self.label = label
  }

  /// An `svg` element; nil where there is nothing to compare.
  var svg: String? {
    guard bars.count > 1 else { return nil }
    let most = max(bars.map(\.value).max() ?? 0, .leastNonzeroMagnitude)
    let width = bars.count * Self.step
    let full = Self.height + Self.above + 1
    let drawn = bars.enumerated().map { place, bar in Self.drawn(bar, at: place, of: most) }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"bars\" role=\"img\" "
      + "aria-label=\"\(SafeText.escaped(SafeText.clean(summary, limit: 400)))\" "
      + "width=\"\(width)\" height=\"\(Int(full))\" viewBox=\"0 0 \(width) \(Int(full))\">"
      + drawn.joined()
      + "<path class=\"base\" fill=\"none\" stroke-width=\"1\" d=\"M0 \(full - 0.5)H\(width)\"/></svg>"
  }

  private static func drawn(_ bar: Bar, at place: Int, of most: Double) -> String {
    let share = bar.value.isFinite ? max(0, bar.value) / most : 0
    let tall = bar.value > 0 ? max(2, (share * height).rounded()) : 0
    let left = place * step + 1
    let title = SafeText.escaped("\(Words.window(bar.start)): \(bar.words)")
    var text = "<g><title>\(title)</title>"
    // The whole column answers to the pointer.
    text +=
      "<rect fill=\"none\" pointer-events=\"all\" x=\"\(place * step)\" y=\"0\" width=\"\(step)\" "
      + "height=\"\(Int(height + above))\"/>"
    if bar.isMarked {
      text += "<path class=\"marked\" d=\"M\(left) 0h10l-5 6z\"/>"
    }
    text +=
      "<rect class=\"\(bar.isMarked ? "marked" : "bar")\" x=\"\(left)\" "
      + "y=\"\(Int(above + height - tall))\" width=\"10\" height=\"\(Int(tall))\"/></g>"
    return text
  }

  private var summary: String {
    let marked = bars.filter(\.isMarked)
    let most = bars.max { $0.value < $1.value }
    return "\(label), \(PlainWords.count(bars.count, "window"))"
      + (most.map { ", the most \($0.words) on \(Words.window($0.start))" } ?? "")
      + (marked.isEmpty
        ? ""
        : "; marked: "
          + marked.suffix(8).map { "\(Words.window($0.start)) with \($0.words)" }
          .joined(separator: ", "))
  }

  /// `2026-02-20 to 2026-03-02, the most 1,214 flows`.
  var caption: String {
    guard let first = bars.first, let last = bars.last else { return "" }
    let most = bars.max { $0.value < $1.value }
    return "\(Words.window(first.start)) to \(Words.window(last.start))"
      + (most.map { ", the most \($0.words)" } ?? "")
  }
}
