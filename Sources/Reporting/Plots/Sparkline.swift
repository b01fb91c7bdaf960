// SPDX-License-Identifier: Apache-2.0

/// How many hosts a flagged host went to, day by day, small enough for its card: a bar a day, those
/// judged dark.
struct Sparkline {
  let days: [Report.Day]

  private static let height = 34.0
  private static let step = 9.0

  /// An `svg` element for the page; empty if there is nothing to compare.
  var svg: String {
    guard days.count > 1 else { return "" }
    let most = Double(max(1, days.map(\.targets).max() ?? 1))
    let width = Double(days.count) * Self.step
    let bars = days.enumerated().map { place, day -> String in
      let tall = day.targets == 0 ? 0.8 : max(1.5, Double(day.targets) / most * Self.height)
      let look = day.isJudged ? "judged" : "past"
      return "<rect class=\"\(look)\" x=\"\(MapSheet.number(Double(place) * Self.step))\" "
        + "y=\"\(MapSheet.number(Self.height - tall))\" width=\"\(MapSheet.number(Self.step - 2))\" "
        + "height=\"\(MapSheet.number(tall))\"><title>\(Self.words(day))</title></rect>"
    }
    let label =
      "Hosts it opened connections to, day by day: "
      + days.suffix(31).map { "\($0.targets)" }.joined(separator: ", ")
    return "<svg class=\"spark\" role=\"img\" aria-label=\"\(SafeText.escaped(label))\" "
      + "width=\"\(MapSheet.number(width))\" height=\"\(MapSheet.number(Self.height))\" "
      + "viewBox=\"0 0 \(MapSheet.number(width)) \(MapSheet.number(Self.height))\">"
      + bars.joined() + "</svg>"
  }

  /// What the bars say, in a line.
  var caption: String {
    let past = days.filter { !$0.isJudged }.map(\.targets)
    let judged = days.filter(\.isJudged).map(\.targets).max() ?? 0
    guard let most = past.max() else { return "up to \(PlainWords.count(judged, "host")) a day" }
    return "\(PlainWords.count(judged, "host")) when judged (dark), \(past.min() ?? 0) to "
      + "\(most) a day before"
  }

  private static func words(_ day: Report.Day) -> String {
    SafeText.escaped(
      "\(PageModel.time(day.start)): \(PlainWords.count(day.targets, "host")), "
        + PlainWords.count(day.flows, "connection"))
  }
}
