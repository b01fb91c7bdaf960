// SPDX-License-Identifier: Apache-2.0

internal import Detection

/// Curves over shares: one line a method, each with dashes and markers of its own.
struct LinePlot {
  /// One curve.
  struct Series {
    let name: String
    /// By x, both in 0...1.
    let points: [Ranking.Point]
  }

  let title: String
  let xName: String
  let yName: String
  let series: [Series]
  /// A level or diagonal that choosing by lot would give.
  let chance: (from: Ranking.Point, to: Ranking.Point)?
  /// Whether the line runs level up to each point rather than straight towards it.
  let isStepped: Bool

  /// Markers of one line, spread over it.
  private static let markers = 10
  private static let rowHeight = 19.0

  var svg: String {
    let rows = Double(series.count + (chance == nil ? 0 : 1))
    let sheet = PlotSheet(
      title: title, summary: summary, plotWidth: 470, plotHeight: 340,
      below: 58 + rows * Self.rowHeight)
    var parts = sheet.verticalAxis(yName) + sheet.horizontalAxis(xName) + [sheet.frame]
    var y = sheet.bottom + 66
    if let chance {
      parts.append(
        "<path d=\"M\(at(chance.from, sheet))L\(at(chance.to, sheet))\" fill=\"none\" "
          + "stroke=\"\(MapStyle.grey)\" stroke-width=\"1\" stroke-dasharray=\"1 4\"/>")
    }
    // The first is drawn last, on top of the others.
    for place in series.indices.reversed() {
      parts.append(curve(place, sheet))
    }
    for (place, series) in series.enumerated() {
      parts.append(sample(place, y: y - 4, sheet))
      parts.append(PlotSheet.text(series.name, x: sheet.left + 48, y: y))
      y += Self.rowHeight
    }
    if chance != nil {
      parts.append(
        "<path d=\"M\(MapSheet.number(sheet.left)) \(MapSheet.number(y - 4))h38\" fill=\"none\" "
          + "stroke=\"\(MapStyle.grey)\" stroke-width=\"1\" stroke-dasharray=\"1 4\"/>"
          + PlotSheet.text("by lot", x: sheet.left + 48, y: y))
    }
    return sheet.document(parts)
  }

  private var summary: String {
    "\(yName) over \(xName): " + series.map(\.name).joined(separator: "; ")
  }

  private func at(_ point: Ranking.Point, _ sheet: PlotSheet) -> String {
    "\(MapSheet.number(sheet.x(point.x))) \(MapSheet.number(sheet.y(point.y)))"
  }

  private func curve(_ place: Int, _ sheet: PlotSheet) -> String {
    let points = series[place].points
    guard let first = points.first else { return "" }
    let style = PlotStyle.style(place)
    let start = isStepped ? Ranking.Point(x: 0, y: first.y) : first
    var path = "M" + at(start, sheet)
    var last = start
    for point in points {
      if isStepped, point.y != last.y { path += "V\(MapSheet.number(sheet.y(point.y)))" }
      path += isStepped ? "H\(MapSheet.number(sheet.x(point.x)))" : "L" + at(point, sheet)
      last = point
    }
    let step = max(1, (points.count + Self.markers - 1) / Self.markers)
    let marked = points.indices.filter { $0 % step == 0 || $0 == points.count - 1 }
    let marks = marked.map { number in
      "<path transform=\"translate(\(at(points[number], sheet)))\" d=\"\(style.marker)\" "
        + "fill=\"\(MapStyle.paper)\" stroke=\"\(style.line)\" stroke-width=\"1.4\"/>"
    }
    return "<g class=\"series\">\(line(path, style))\(marks.joined())</g>"
  }

  private func sample(_ place: Int, y: Double, _ sheet: PlotSheet) -> String {
    let style = PlotStyle.style(place)
    let start = "\(MapSheet.number(sheet.left)) \(MapSheet.number(y))"
    return line("M\(start)h38", style)
      + "<path transform=\"translate(\(MapSheet.number(sheet.left + 19)) \(MapSheet.number(y)))\" "
      + "d=\"\(style.marker)\" fill=\"\(MapStyle.paper)\" stroke=\"\(style.line)\" "
      + "stroke-width=\"1.4\"/>"
  }

  private func line(_ path: String, _ style: PlotStyle) -> String {
    let dashes = style.dashes.isEmpty ? "" : " stroke-dasharray=\"\(style.dashes)\""
    return "<path d=\"\(path)\" fill=\"none\" stroke=\"\(style.line)\" "
      + "stroke-width=\"\(MapSheet.number(style.width))\" stroke-linejoin=\"round\"\(dashes)/>"
  }
}
