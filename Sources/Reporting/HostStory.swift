// SPDX-License-Identifier: Apache-2.0

public import Detection
public import Flows
public import Topology

/// Everything an analysis knows of one host, as plain text: what happened, why it stands out,
/// what else it may be, and what to do next.
public struct HostStory {
  private let host: IPAddress
  private let result: AnalysisResult
  private let edges: EdgeTable
  private let directory: HostDirectory

  private static let hopsTold = 40
  private static let featuresTold = 8
  private static let reachedTold = 15
  private static let width = 96

  /// The story of `host`.
  ///
  /// - Parameters:
  ///   - host: A host of the result.
  ///   - result: What the analysis found.
  ///   - edges: All edges by tick, to tell what can have been reached from the host.
  ///   - directory: Names and roles.
  public init(
    of host: IPAddress, in result: AnalysisResult, edges: EdgeTable, directory: HostDirectory
  ) {
    self.host = host
    self.result = result
    self.edges = edges
    self.directory = directory
  }

  /// The story, line by line; empty if the host is in no window judged.
  public var lines: [String] {
    let windows = result.assessments.filter { $0.host == host }.sorted { $0.window < $1.window }
    guard let first = windows.first else { return [] }
    var lines = [
      "\(directory.fullTitle(of: host)), \(directory.role(of: host).title) in "
        + "\(SafeText.clean(first.subnet.title, limit: 60))"
    ]
    if let evidence = windows.compactMap(\.explanation?.roleEvidence).last {
      lines += Self.wrapped("Role known by: \(SafeText.clean(evidence, limit: 200))", indent: 2)
    }
    lines += paths
    for window in windows { lines += story(of: window) }
    lines += reach
    lines += ["", result.calibrationNote].flatMap { Self.wrapped($0, indent: 0) }
    return lines
  }

  private var paths: [String] {
    let own = result.paths.filter { path in
      path.hops.contains { $0.edge.source == host || $0.edge.target == host }
    }
    return own.flatMap { path -> [String] in
      let hops = path.hops.prefix(Self.hopsTold).map { hop in
        let edge = hop.edge
        let sure =
          hop.certainty >= 1
          ? "certain" : "\(PlainWords.percent(hop.certainty)) sure it follows"
        let mark = edge.source == host ? "▶" : edge.target == host ? "◀" : " "
        return "  \(mark) \(hop.number). \(PlainWords.moment(edge.firstSeen))  "
          + "\(directory.fullTitle(of: edge.source)) → \(directory.fullTitle(of: edge.target))  "
          + "\(edge.service.title), \(PlainWords.bytes(edge.bytesOut)) out, "
          + "\(PlainWords.bytes(edge.bytesIn)) in; \(sure)"
      }
      let more = path.hops.count - hops.count
      return [
        "",
        "On a path of \(PlainWords.count(path.hops.count, "hop")) from "
          + "\(directory.fullTitle(of: path.entry)) (▶ from this host, ◀ into it):",
      ] + hops + (more > 0 ? ["    and \(PlainWords.count(more, "hop")) more"] : [])
    }
  }

  /// `1 day`, `12 hours`.
  private func length(of window: TimeRange) -> String {
    let hours = window.microseconds / EdgeTable.tickLength
    return hours % 24 == 0
      ? PlainWords.count(hours / 24, "day")
      : PlainWords.count(hours, "hour")
  }

  private func story(of assessment: HostAssessment) -> [String] {
    let window =
      "\(PlainWords.moment(assessment.window.start)), "
      + length(of: assessment.window)
    var lines = [""]
    switch assessment.outcome {
    case .notEvaluable(let reason):
      lines.append("\(window): not evaluable")
      lines += Self.wrapped(reason, indent: 2)
    case .scored(let score):
      let verdict = score.isFlagged ? "flagged, \(score.severity.rawValue)" : "not flagged"
      lines.append(
        "\(window): \(verdict); score \(PlainWords.score(score.score)), a benign host comes as "
          + "far with probability \(PlainWords.probability(score.pValue))")
    }
    lines += Self.list("Why", assessment.reasons.map(\.text))
    if let explanation = assessment.explanation { lines += Self.told(explanation) }
    if let finding = result.findings.first(where: {
      $0.host == host && $0.window == assessment.window
    }) {
      lines += Self.list(
        "Consistent with", finding.techniques.map { "\($0.id) \($0.name)" })
      lines += Self.list("Could be benign if", finding.benignIf)
    }
    return lines
  }

  private static func told(_ explanation: Explanation) -> [String] {
    let verdicts = explanation.verdicts.map { verdict in
      "\(verdict.title): p \(PlainWords.probability(verdict.pValue)), "
        + "\(PlainWords.percent(verdict.weight)) of the say"
    }
    var names: [String] = []
    for part in explanation.contributions where !names.contains(part.detector) {
      names.append(part.detector)
    }
    return list("What each detector says (p: the chance of as much from a benign host)", verdicts)
      + names.flatMap { name in
        let parts = explanation.contributions.filter { $0.detector == name }
        return list(
          "What moved \(name) (+ above, − below what is usual)",
          parts.prefix(featuresTold).map { part in
            "\(part.share > 0 ? "+" : "−")\(PlainWords.percent(abs(part.share))) \(part.feature) = "
              + "\(part.value): \(part.meaning)"
          })
      }
  }

  private var reach: [String] {
    let acts = result.paths.flatMap(\.hops).filter {
      $0.edge.source == host || $0.edge.target == host
    }.map(\.edge.firstSeen)
    let found = result.findings.filter { $0.host == host }.map(\.firstSeen)
    guard let start = (acts + found).min() else { return [] }
    let reached = BlastRadius(edges, from: host, after: start).reached
    guard !reached.isEmpty else {
      return ["", "After \(PlainWords.moment(start)) no control session leads on from here."]
    }
    let named = reached.prefix(Self.reachedTold).map {
      "\(PlainWords.moment($0.time))  \(directory.fullTitle(of: $0.host)), "
        + directory.role(of: $0.host).title
    }
    let more = reached.count - named.count
    return [""]
      + Self.wrapped(
        "Blast radius: from here \(PlainWords.count(reached.count, "host")) can have been reached "
          + "by control sessions one after the other since \(PlainWords.moment(start)); it is what "
          + "was possible, not what happened", indent: 0) + named.map { "  \($0)" }
      + (more > 0 ? ["  and \(PlainWords.count(more, "host")) more"] : [])
  }

  private static func list(_ title: String, _ items: [String]) -> [String] {
    guard !items.isEmpty else { return [] }
    return ["  \(title):"]
      + items.flatMap { wrapped("- \(SafeText.clean($0, limit: 600))", indent: 4, hanging: 2) }
  }

  /// A paragraph in lines that fit a terminal.
  private static func wrapped(_ text: String, indent: Int, hanging: Int = 0) -> [String] {
    var lines: [String] = []
    var line = String(repeating: " ", count: indent)
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = String(repeating: " ", count: indent + hanging)
        isEmpty = true
      }
      line += isEmpty ? String(word) : " " + word
      isEmpty = false
    }
    return lines + [isEmpty ? "" : line]
  }
}
