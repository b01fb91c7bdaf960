// SPDX-License-Identifier: Apache-2.0

public import Detection
private import Foundation

extension Evaluation {
  /// Precision over recall of every method's ranking of hosts, as SVG.
  public var precisionRecallPlot: String {
    let ranking = parts.first?.figures.ranking
    let share = ranking.map { Double($0.wanted) / Double(max(1, $0.count)) } ?? 0
    return LinePlot(
      title: "Precision and recall over hosts", xName: "recall", yName: "precision",
      series: parts.map { part in
        LinePlot.Series(
          name: Self.title(part, "average precision", part.figures.ranking.averagePrecision),
          points: Self.rising(part.figures.ranking.precisionRecallCurve))
      },
      chance: (Ranking.Point(x: 0, y: share), Ranking.Point(x: 1, y: share)), isStepped: true
    ).svg
  }

  /// True over false positives of every method's ranking of hosts, as SVG.
  public var rocPlot: String {
    LinePlot(
      title: "ROC over hosts", xName: "share of benign hosts passed",
      yName: "share of malicious hosts found",
      series: parts.map { part in
        LinePlot.Series(
          name: Self.title(part, "area", part.figures.ranking.rocArea),
          points: part.figures.ranking.rocCurve)
      },
      chance: (Ranking.Point(x: 0, y: 0), Ranking.Point(x: 1, y: 1)), isStepped: false
    ).svg
  }

  /// How many malicious hosts of each scenario every method flags, as SVG.
  public var scenarioPlot: String {
    let scenarios = parts.first?.figures.recallOfScenario ?? []
    return BarPlot(
      title: "Malicious hosts flagged, by scenario", yName: "recall",
      series: parts.map { part in
        let alarms = part.figures.falseAlarmsPerDay.value.map { String(format: "%.3g", $0) }
        return "\(part.method.title), \(alarms ?? "unknown") false alarms a day"
      },
      groups: scenarios.enumerated().map { place, scenario in
        BarPlot.Group(
          name: scenario.scenario.isEmpty ? "unnamed" : scenario.scenario,
          note: "of \(PlainWords.count(Int(scenario.share.whole), "host"))",
          values: parts.map { $0.figures.recallOfScenario[place].share.value })
      }
    ).svg
  }

  /// The first point of each recall: those after it only add what is not wanted.
  private static func rising(_ points: [Ranking.Point]) -> [Ranking.Point] {
    var recall = 0.0
    return points.filter { point in
      defer { recall = max(recall, point.x) }
      return point.x > recall
    }
  }

  private static func title(_ part: Part, _ figure: String, _ value: Double?) -> String {
    let number = value.map { String(format: "%.3f", $0) } ?? "unknown"
    return "\(part.method.title), \(figure) \(number)"
  }
}

extension Method {
  /// What people call it.
  var title: String {
    switch self {
    case .sidestep: "sidestep"
    case .isolationForest: "Isolation Forest on four profile features"
    case .topologyForest: "the same with graph features"
    case .newEdges: "count of never-seen-before edges"
    case .newControlEdges: "count of new remote-administration edges"
    }
  }
}
