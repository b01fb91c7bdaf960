// SPDX-License-Identifier: Apache-2.0

/// Bars of shares in groups: a group a category, a bar a series.
struct BarPlot {
  /// Bars of one category.
  struct Group {
    let name: String
    /// Written under the name, such as how many the shares are of.
    let note: String
    /// In the order of the series; nil leaves a gap.
    let values: [Double?]
  }

  let title: String
  let yName: String
  let series: [String]
  let groups: [Group]

  private static let barWidth = 26.0
  private static let gap = 34.0
  private static let rowHeight = 19.0
  /// More groups than this are not drawn; tables have them all.
  static let groupsShown = 24

  var svg: String {
    let shown = groups.prefix(Self.groupsShown)
    let groupWidth = Double(series.count) * Self.barWidth + Self.gap
    let sheet = PlotSheet(
      title: title, summary: summary, plotWidth: max(470, Double(shown.count) * groupWidth),
      plotHeight: 300, below: 62 + Double(series.count) * Self.rowHeight)
    let room = (sheet.right - sheet.left) / Double(max(1, shown.count))
    var parts = sheet.verticalAxis(yName)
    for (place, group) in shown.enumerated() {
      let middle = sheet.left + (Double(place) + 0.5) * room
      parts.append(bars(group, around: middle, sheet))
      parts.append(
        PlotSheet.text(
          group.name, x: middle, y: sheet.bottom + 18, anchor: "middle", limit: Int(room / 7)))
      parts.append(
        PlotSheet.text(group.note, x: middle, y: sheet.bottom + 33, size: 10, anchor: "middle"))
    }
    if shown.isEmpty {
      parts.append(
        PlotSheet.text(
          "no intrusion in the judged windows", x: (sheet.left + sheet.right) / 2,
          y: (sheet.top + sheet.bottom) / 2, anchor: "middle"))
    }
    parts.append(sheet.frame)
    for (place, name) in series.enumerated() {
      let y = sheet.bottom + 62 + Double(place) * Self.rowHeight
      parts.append(box(place, x: sheet.left, y: y - 10, width: 20, height: 11))
      parts.append(PlotSheet.text(name, x: sheet.left + 30, y: y))
    }
    return sheet.document(parts)
  }

  private var summary: String {
    groups.map { group in
      let values = zip(series, group.values).map { name, value in
        "\(name) \(value.map { PlainWords.score($0) } ?? "unknown")"
      }
      return "\(group.name) (\(group.note)): " + values.joined(separator: ", ")
    }.joined(separator: "; ")
  }

  private func bars(_ group: Group, around middle: Double, _ sheet: PlotSheet) -> String {
    let start = middle - Double(series.count) * Self.barWidth / 2
    let bars = group.values.enumerated().compactMap { place, value -> String? in
      guard let value else { return nil }
      let x = start + Double(place) * Self.barWidth
      let top = sheet.y(value)
      return box(
        place, x: x + 2, y: top, width: Self.barWidth - 4, height: max(0, sheet.bottom - top))
        + PlotSheet.text(
          PlainWords.score(value), x: x + Self.barWidth / 2, y: top - 5, size: 9.5,
          anchor: "middle")
    }
    return "<g class=\"group\">\(bars.joined())</g>"
  }

  private func box(
    _ place: Int, x: Double, y: Double, width: Double, height: Double
  ) -> String {
    "<rect x=\"\(MapSheet.number(x))\" y=\"\(MapSheet.number(y))\" "
      + "width=\"\(MapSheet.number(width))\" height=\"\(MapSheet.number(height))\" "
      + "fill=\"\(PlotStyle.style(place).fill)\" stroke=\"\(MapStyle.ink)\" stroke-width=\"0.8\"/>"
  }
}
