// SPDX-License-Identifier: Apache-2.0

/// How series are told apart: by colour, and, for those who see none, by dashes, markers and
/// fills of clearly different lightness.
///
/// Source: M. Okabe and K. Ito, *Color Universal Design*, 2008.
struct PlotStyle {
  let line: String
  let dashes: String
  let width: Double
  let fill: String
  /// The outline of a marker around (0, 0), as an SVG path.
  let marker: String

  private static let all = [
    PlotStyle(
      line: "#1a1a1a", dashes: "", width: 2.4, fill: "#22384f",
      marker: "M-4 0A4 4 0 1 0 4 0A4 4 0 1 0 -4 0Z"),
    PlotStyle(
      line: "#0072b2", dashes: "8 4", width: 1.8, fill: "#7b98ad", marker: "M-4 -4H4V4H-4Z"),
    PlotStyle(
      line: "#d55e00", dashes: "2 3", width: 1.8, fill: "#c3d0d9", marker: "M0 -5L5 4H-5Z"),
    PlotStyle(
      line: "#5f7d00", dashes: "9 3 2 3", width: 1.8, fill: "#ffffff",
      marker: "M0 -5.5L5.5 0L0 5.5L-5.5 0Z"),
  ]

  /// The style of series number `place`.
  static func style(_ place: Int) -> PlotStyle { all[place % all.count] }
}
