// SPDX-License-Identifier: Apache-2.0

private import Foundation

/// The plots of the page, as `svg` elements; colours and fonts are the style sheet's.
///
/// Every value is in words too: in the plot, its title, or a table beside it.
struct ReportPlots {
  let report: Report

  private static let width = 640.0
  private static let barsShown = 240

  private static func number(_ value: Double) -> String { MapSheet.number(value) }

  private static func text(
    _ words: String, _ x: Double, _ y: Double, _ look: String = "", anchor: String = "start",
    limit: Int = 60
  ) -> String {
    "<text x=\"\(number(x))\" y=\"\(number(y))\" class=\"\(look)\" text-anchor=\"\(anchor)\">"
      + SafeText.escaped(SafeText.clean(words, limit: limit)) + "</text>"
  }

  private static func safe(_ words: String) -> String {
    SafeText.escaped(SafeText.clean(words, limit: 300))
  }

  private static func rectangle(
    _ look: String, _ x: Double, _ y: Double, _ width: Double, _ height: Double, title: String
  ) -> String {
    "<rect class=\"\(look)\" x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" "
      + "height=\"\(number(height))\"><title>\(safe(title))</title></rect>"
  }

  private static func line(_ look: String, _ path: String) -> String {
    "<path class=\"\(look)\" d=\"\(path)\"/>"
  }

  private static func plot(_ label: String, height: Double, _ parts: [String]) -> String {
    "<svg class=\"plot\" role=\"img\" aria-label=\"\(safe(label))\" "
      + "viewBox=\"0 0 \(number(width)) \(number(height))\" width=\"\(number(width))\" "
      + "height=\"\(number(height))\">\(parts.joined())</svg>"
  }

  /// How scores are distributed, and where flagging begins.
  var scores: String? {
    guard let figures = report.figures,
      figures.scores.contains(where: { $0.quiet + $0.flagged > 0 })
    else { return nil }
    let (left, bottom, top) = (44.0, 150.0, 24.0)
    let room = Self.width - left - 16
    let step = room / Double(figures.scores.count)
    // Most hosts are quiet: counts are drawn by their logarithm, and written.
    let scale = { (count: Int) in log10(Double(count) + 1) }
    let most = max(1, figures.scores.map { scale($0.quiet + $0.flagged) }.max() ?? 1)
    var parts: [String] = []
    for (place, bin) in figures.scores.enumerated() {
      let x = left + Double(place) * step
      let all = bin.quiet + bin.flagged
      guard all > 0 else { continue }
      let tall = scale(all) / most * (bottom - top - 12)
      let dark = tall * Double(bin.flagged) / Double(all)
      let title =
        "score \(PlainWords.score(bin.from)) and above: \(bin.quiet) not flagged, "
        + "\(bin.flagged) flagged"
      if bin.quiet > 0 {
        parts.append(
          Self.rectangle("quiet", x + 1, bottom - tall + dark, step - 2, tall - dark, title: title))
      }
      if bin.flagged > 0 {
        parts.append(Self.rectangle("flagged", x + 1, bottom - tall, step - 2, dark, title: title))
      }
      parts.append(
        Self.text(PlainWords.count(all), x + step / 2, bottom - tall - 4, "small", anchor: "middle")
      )
    }
    parts.append(
      Self.line("axis", "M\(Self.number(left)) \(Self.number(bottom))h\(Self.number(room))"))
    for tick in stride(from: 0.0, through: 1, by: 0.2) {
      parts.append(
        Self.text(
          tick == 0 ? "0" : tick == 1 ? "1" : String(format: "%.1f", tick), left + tick * room,
          bottom + 15, "small", anchor: "middle"))
    }
    if let threshold = figures.threshold {
      let x = left + threshold * room
      parts.append(
        Self.line("threshold", "M\(Self.number(x)) \(Self.number(top - 6))V\(Self.number(bottom))"))
      parts.append(
        Self.text(
          "flagged from \(PlainWords.score(threshold))", x - 5, top, "small", anchor: "end"))
    }
    parts.append(
      Self.text(
        "score: 0.5 is one benign host in ten, 0.75 one in a thousand; numbers are hosts, heights their "
          + "logarithm", left, bottom + 32, "small", limit: 160))
    return Self.plot("Scores of hosts, flagged ones dark", height: bottom + 42, parts)
  }

  /// How far features have moved from the past.
  var drift: String? {
    guard let drift = report.figures?.drift, !drift.isEmpty else { return nil }
    let (left, row) = (230.0, 19.0)
    let most = max(0.3, drift.map(\.stabilityIndex).max() ?? 0.3)
    let room = Self.width - left - 112
    var parts: [String] = []
    for (place, feature) in drift.enumerated() {
      let y = 6 + Double(place) * row
      let wide = max(0.5, min(1, feature.stabilityIndex / most) * room)
      let value = String(format: "%.2f", feature.stabilityIndex)
      parts.append(Self.text(feature.feature, left - 8, y + 12, "small", anchor: "end"))
      parts.append(
        Self.rectangle(
          feature.isShift ? "flagged" : "quiet", left, y + 3, wide, row - 7,
          title: "\(feature.feature): \(value)"))
      parts.append(
        Self.text(
          value + (feature.isShift ? " has moved" : ""), left + wide + 5, y + 12, "small"))
    }
    let bottom = 6 + Double(drift.count) * row
    let limit = left + 0.25 / most * room
    parts.append(Self.line("threshold", "M\(Self.number(limit)) 2V\(Self.number(bottom))"))
    parts.append(
      Self.text(
        "0.25: from here on a feature may have moved", limit, bottom + 13, "small", anchor: "middle"
      ))
    return Self.plot(
      "Population stability index of features", height: bottom + 22, parts)
  }

  /// Edges into other subnets by service.
  var matrix: String? {
    guard let cells = report.figures?.cells, !cells.isEmpty else { return nil }
    var rows: [String] = []
    var columns: [String] = []
    for cell in cells {
      if !rows.contains(cell.subnet) { rows.append(cell.subnet) }
      if !columns.contains(cell.service) { columns.append(cell.service) }
    }
    let (left, top, row) = (176.0, 74.0, 26.0)
    // Slanted names of columns reach beyond the last of them.
    let step = (Self.width - left - 72) / Double(max(columns.count, 5))
    var parts: [String] = []
    for (place, service) in columns.enumerated() {
      let x = left + (Double(place) + 0.5) * step
      parts.append(
        "<g transform=\"translate(\(Self.number(x)) \(Self.number(top - 6))) rotate(-32)\">"
          + Self.text(service, 0, 0, "small", limit: 24) + "</g>")
    }
    let names = Dictionary(cells.map { ($0.subnet, $0.subnetName) }) { first, _ in first }
    for (place, subnet) in rows.enumerated() {
      let y = top + Double(place) * row
      let name = names[subnet] ?? ""
      parts.append(
        Self.text(
          name.isEmpty ? subnet : "\(name)", left - 8, y + 17, "small", anchor: "end", limit: 26))
    }
    let most = log10(Double(cells.map(\.edges).max() ?? 1) + 1)
    for cell in cells {
      guard let a = rows.firstIndex(of: cell.subnet), let b = columns.firstIndex(of: cell.service)
      else { continue }
      let share = log10(Double(cell.edges) + 1) / max(0.3, most)
      let depth = min(4, Int(share * 5))
      let (x, y) = (left + Double(b) * step, top + Double(a) * row)
      let new = cell.newEdges > 0 ? " new" : ""
      parts.append(
        Self.rectangle(
          "depth\(depth)\(new)", x + 2, y + 2, step - 4, row - 4,
          title: "into \(cell.subnet) on \(cell.service): \(PlainWords.count(cell.edges, "edge")), "
            + "\(PlainWords.count(cell.newEdges)) in a new combination"))
      parts.append(
        Self.text(
          PlainWords.count(cell.edges), x + step / 2, y + 17, depth > 2 ? "small on" : "small",
          anchor: "middle"))
    }
    return Self.plot(
      "Edges into other subnets by service", height: top + Double(rows.count) * row + 8, parts)
  }

  /// The hops of a path along time, a row a host.
  static func timeline(_ path: Report.Path) -> String? {
    let hops = path.hops.prefix(40)
    var hosts: [Report.Host] = []
    for hop in hops {
      for host in [hop.edge.source, hop.edge.target]
      where !hosts.contains(where: { $0.address == host.address }) {
        hosts.append(host)
      }
    }
    let times = hops.compactMap { PageModel.moment($0.edge.firstSeen) }
    guard hops.count > 1, hosts.count <= 24, times.count == hops.count, let start = times.min(),
      let end = times.max()
    else { return nil }
    let (left, right, top, row) = (150.0, width - 34, 12.0, 31.0)
    let span = max(1, end - start)
    let x = { (time: Double) in left + 16 + (time - start) / span * (right - left - 16) }
    let bottom = top + Double(hosts.count) * row
    var parts: [String] = []
    for (place, host) in hosts.enumerated() {
      let y = top + (Double(place) + 0.5) * row
      parts.append(
        text(host.name ?? host.address, left - 8, y + 4, "small", anchor: "end", limit: 22))
      parts.append(line("rule", "M\(number(left)) \(number(y))H\(number(right + 18))"))
    }
    for (hop, time) in zip(hops, times) {
      guard let a = hosts.firstIndex(where: { $0.address == hop.edge.source.address }),
        let b = hosts.firstIndex(where: { $0.address == hop.edge.target.address })
      else { continue }
      let (from, to) = (top + (Double(a) + 0.5) * row, top + (Double(b) + 0.5) * row)
      let way = to > from ? 1.0 : -1.0
      let place = x(time)
      parts.append(
        "<g class=\"hop \(hop.kind)\"><title>"
          + safe(
            "\(hop.number). \(PageModel.time(hop.edge.firstSeen)) UTC, \(hop.edge.source.title) → "
              + "\(hop.edge.target.title), \(hop.edge.service)")
          + "</title>"
          + line("arrow", "M\(number(place)) \(number(from))V\(number(to - way * 6))")
          + line(
            "head",
            "M\(number(place)) \(number(to))l-4 \(number(-way * 8))h8Z")
          + "<circle cx=\"\(number(place))\" cy=\"\(number(from))\" r=\"8\"/>"
          + text("\(hop.number)", place, from + 3.5, "small on", anchor: "middle") + "</g>")
    }
    let ticks = span < 1 ? [start] : [start, start + span / 2, end]
    for tick in ticks {
      let anchor = tick == start ? "start" : tick == end ? "end" : "middle"
      parts.append(
        text(
          PageModel.words(tick), x(tick) + (tick == end ? 18 : 0), bottom + 14, "small",
          anchor: anchor))
    }
    return plot("Hops along time, a row a host", height: bottom + 22, parts)
  }
}
