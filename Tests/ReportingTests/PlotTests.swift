// SPDX-License-Identifier: Apache-2.0

import Detection
import Foundation
import Testing

@testable import Reporting

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct PlotTests {
  private static let hostile = "<script>alert(1)</script>\u{202e}\"'&\u{7}"

  private func line(points: [[Ranking.Point]], name: String = "a") -> LinePlot {
    LinePlot(
      title: name, xName: "recall", yName: "precision",
      series: points.map { LinePlot.Series(name: name, points: $0) },
      chance: (Ranking.Point(x: 0, y: 0), Ranking.Point(x: 1, y: 1)), isStepped: false)
  }

  private func isWellFormed(_ svg: String) -> Bool {
    XMLParser(data: Data(svg.utf8)).parse()
  }

  @Test("plots without data, with one point and with many are whole", arguments: [0, 1, 2, 900])
  func sizes(count: Int) {
    let points = (0..<count).map { place in
      Ranking.Point(x: Double(place) / Double(max(1, count - 1)), y: 0.5)
    }
    let svg = line(points: [points, points]).svg
    #expect(isWellFormed(svg))
    #expect(!svg.contains("nan") && svg.components(separatedBy: "<path transform").count < 40)
    for groups in [0, 1, count] {
      let bars = BarPlot(
        title: "t", yName: "y", series: ["a", "b"],
        groups: (0..<groups).map { BarPlot.Group(name: "g\($0)", note: "n", values: [0.5, nil]) })
      #expect(isWellFormed(bars.svg))
      let drawn = bars.svg.components(separatedBy: "class=\"group\"").count - 1
      #expect(drawn == min(groups, BarPlot.groupsShown))
    }
  }

  @Test("a curve goes where its points are")
  func places() {
    let svg = line(points: [[Ranking.Point(x: 0, y: 0), Ranking.Point(x: 1, y: 1)]]).svg
    let sheet = PlotSheet(title: "", summary: "", plotWidth: 470, plotHeight: 340, below: 0)
    #expect(sheet.x(0) == 64 && sheet.x(1) == 534 && sheet.y(1) == 46 && sheet.y(0) == 386)
    #expect(svg.contains("d=\"M64 386L534 46\""))
  }

  @Test("a stepped curve holds each precision up to its recall")
  func steps() {
    let points = [Ranking.Point(x: 0.5, y: 1), Ranking.Point(x: 1, y: 0.5)]
    let plot = LinePlot(
      title: "", xName: "", yName: "", series: [LinePlot.Series(name: "a", points: points)],
      chance: nil, isStepped: true)
    #expect(plot.svg.contains("d=\"M64 46H299V216H534\""))
  }

  @Test("hostile names stay text")
  func names() {
    let bars = BarPlot(
      title: Self.hostile, yName: Self.hostile, series: [Self.hostile],
      groups: [BarPlot.Group(name: Self.hostile, note: Self.hostile, values: [1])])
    for svg in [line(points: [[]], name: Self.hostile).svg, bars.svg] {
      #expect(isWellFormed(svg))
      #expect(!svg.contains("<script") && svg.contains("&lt;script"))
      #expect(!svg.unicodeScalars.contains("\u{202e}"))
    }
  }

  @Test("series differ in dashes, markers and fills, not in colour alone")
  func styles() {
    let styles = (0..<4).map(PlotStyle.style)
    #expect(Set(styles.map(\.dashes)).count == 4 && Set(styles.map(\.marker)).count == 4)
    #expect(Set(styles.map(\.fill)).count == 4)
  }
}
