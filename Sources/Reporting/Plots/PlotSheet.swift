// SPDX-License-Identifier: Apache-2.0

/// The sheet a plot is drawn on: title, axes from 0 to 1 with ticks and names, legend.
struct PlotSheet {
  let title: String
  /// What the plot shows, for those who do not see it.
  let summary: String
  let width: Double
  let height: Double
  /// Where values are drawn.
  let left = 64.0
  let top = 46.0
  let right: Double
  let bottom: Double

  init(title: String, summary: String, plotWidth: Double, plotHeight: Double, below: Double) {
    self.title = title
    self.summary = summary
    right = left + plotWidth
    bottom = top + plotHeight
    width = right + 24
    height = bottom + below
  }

  /// The whole document around `body`.
  func document(_ body: [String]) -> String {
    let size = "\(MapSheet.number(width)) \(MapSheet.number(height))"
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" class="plot" role="img" \
      width="\(MapSheet.number(width))" height="\(MapSheet.number(height))" viewBox="0 0 \(size)" \
      aria-labelledby="plot_title plot_desc" font-family="\(MapStyle.font), sans-serif">
      <title id="plot_title">\(SafeText.escaped(SafeText.clean(title, limit: 200)))</title>
      <desc id="plot_desc">\(SafeText.escaped(SafeText.clean(summary, limit: 4_000)))</desc>
      <rect width="\(MapSheet.number(width))" height="\(MapSheet.number(height))" \
      fill="\(MapStyle.paper)"/>
      \(MapSheet.text(title, x: left, y: 26, size: 14, weight: "bold"))
      \(body.joined(separator: "\n"))
      </svg>

      """
  }

  /// Where a share of the vertical axis is.
  func y(_ share: Double) -> Double { bottom - min(1, max(0, share)) * (bottom - top) }

  /// Where a share of the horizontal axis is.
  func x(_ share: Double) -> Double { left + min(1, max(0, share)) * (right - left) }

  /// Lines and numbers of the vertical axis, and its name.
  func verticalAxis(_ name: String) -> [String] {
    var parts = Self.ticks.map { share, label in
      Self.rule("M\(MapSheet.number(left)) \(MapSheet.number(y(share)))H\(MapSheet.number(right))")
        + Self.text(label, x: left - 8, y: y(share) + 4, anchor: "end")
    }
    let middle = (top + bottom) / 2
    parts.append(
      "<g transform=\"translate(20 \(MapSheet.number(middle))) rotate(-90)\">"
        + Self.text(name, x: 0, y: 0, size: 12, anchor: "middle") + "</g>")
    return parts
  }

  /// Lines and numbers of the horizontal axis, and its name.
  func horizontalAxis(_ name: String) -> [String] {
    Self.ticks.map { share, label in
      Self.rule("M\(MapSheet.number(x(share))) \(MapSheet.number(top))V\(MapSheet.number(bottom))")
        + Self.text(label, x: x(share), y: bottom + 18, anchor: "middle")
    } + [Self.text(name, x: (left + right) / 2, y: bottom + 38, size: 12, anchor: "middle")]
  }

  /// The two axes themselves, to be drawn over the values' ends.
  var frame: String {
    "<path d=\"M\(MapSheet.number(left)) \(MapSheet.number(top))V\(MapSheet.number(bottom))"
      + "H\(MapSheet.number(right))\" fill=\"none\" stroke=\"\(MapStyle.ink)\"/>"
  }

  private static let ticks = [
    (0.0, "0"), (0.2, "0.2"), (0.4, "0.4"), (0.6, "0.6"), (0.8, "0.8"), (1.0, "1"),
  ]

  private static func rule(_ path: String) -> String {
    "<path d=\"\(path)\" stroke=\"#dfe3e8\" stroke-width=\"1\" fill=\"none\"/>"
  }

  /// A line of text, anchored at its start, middle or end.
  static func text(
    _ words: String, x: Double, y: Double, size: Double = 11, anchor: String = "start",
    limit: Int = 80
  ) -> String {
    "<text x=\"\(MapSheet.number(x))\" y=\"\(MapSheet.number(y))\" "
      + "font-size=\"\(MapSheet.number(size))\" text-anchor=\"\(anchor)\" "
      + "fill=\"\(MapStyle.ink)\">\(SafeText.escaped(SafeText.clean(words, limit: limit)))</text>"
  }
}
