// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Foundation
import Testing
import Topology

@testable import Reporting

@Suite struct ReportPlotTests {
  private static let report = Report(
    result: Cases.fourHops, provenance: Cases.provenance, subnets: Cases.subnets)

  @Test("scores are counted in their step, and the line is where flagging begins")
  func scores() throws {
    let figures = try #require(Self.report.figures)
    let judged = Cases.fourHops.assessments.compactMap(\.score)
    #expect(figures.scores.reduce(0) { $0 + $1.quiet + $1.flagged } == judged.count)
    for bin in figures.scores {
      let inside = judged.filter { $0.score >= bin.from && $0.score < bin.from + 0.05 - 1e-12 }
      #expect(bin.flagged == inside.count(where: \.isFlagged), "from \(bin.from)")
    }
    #expect(figures.threshold == judged.filter(\.isFlagged).map(\.score).min())
  }

  @Test("cells add up to the crossings into each subnet on each service")
  func cells() throws {
    let figures = try #require(Self.report.figures)
    let crossings = Cases.fourHops.crossings
    #expect(!figures.cells.isEmpty)
    for cell in figures.cells {
      let own = crossings.filter {
        $0.targetSubnet.block.description == cell.subnet && $0.edge.service.title == cell.service
      }
      #expect(cell.edges == own.count && cell.newEdges == own.count { $0.isNewCell == true })
    }
  }

  @Test("days hold what the host opened, day by day, those without traffic too")
  func days() {
    var flows: [Flow] = []
    for (day, targets) in [(0, 2), (1, 5), (3, 1)] {
      for target in 1...targets {
        for _ in 0..<2 {
          flows.append(
            Flow(
              start: Cases.at(day * 86_400 + 3_600 + target), durationMicroseconds: 10,
              source: Cases.ip("10.1.0.17"), target: Cases.ip("10.2.0.\(target)"),
              sourcePort: 50_000, service: .tcp(445), packetsOut: 5, packetsIn: 5,
              bytesOut: 2_000, bytesIn: 2_000, state: .established))
        }
      }
    }
    let edges = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
    let window = TimeRange(Cases.at(3 * 86_400), Cases.at(4 * 86_400))
    let days = HostDays(edges, of: [Cases.ip("10.1.0.17")], windows: [window])
      .days(of: Cases.ip("10.1.0.17"), windows: [window])
    #expect(days.map(\.targets) == [2, 5, 0, 1] && days.map(\.flows) == [4, 10, 0, 2])
    #expect(days.map(\.isJudged) == [false, false, false, true])
    let line = Sparkline(days: days)
    let parsed = Parsed(line.svg)
    #expect(parsed.error == nil && parsed.elements.count { $0 == "rect" } == 4)
    #expect(line.caption == "1 host when judged (dark), 0 to 5 a day before")
    #expect(Sparkline(days: [days[0]]).svg.isEmpty)
  }

  @Test(
    "every plot is a picture any reader takes, with nothing in it that runs",
    arguments: hostileTexts)
  func pictures(name: String) throws {
    var report = Self.report
    report.figures?.drift = [
      Report.FeatureDrift(feature: name, stabilityIndex: 0.5, isShift: true),
      Report.FeatureDrift(feature: "fan_out", stabilityIndex: .infinity, isShift: false),
    ]
    for place in report.figures?.cells.indices ?? 0..<0 {
      report.figures?.cells[place].subnetName = name
      report.figures?.cells[place].service += name
    }
    for place in report.paths[0].hops.indices {
      report.paths[0].hops[place].edge.source.name = name
      report.paths[0].hops[place].edge.service = name
    }
    let plots = ReportPlots(report: report)
    let all = [plots.scores, plots.drift, plots.matrix, ReportPlots.timeline(report.paths[0])]
    for picture in all {
      let parsed = Parsed(try #require(picture))
      #expect(parsed.error == nil && parsed.dangers.isEmpty)
    }
  }

  @Test("the page shows every plot, and none where there are no numbers")
  func page() throws {
    let page = try IncidentPage.html(Self.report, map: nil)
    #expect(
      page.contains("aria-label=\"Scores of hosts") && page.contains("aria-label=\"Edges into"))
    #expect(page.contains("aria-label=\"Hops along time"))
    var old = Self.report
    old.figures = nil
    #expect(!(try IncidentPage.html(old, map: nil)).contains("aria-label=\"Scores of hosts"))
  }
}
