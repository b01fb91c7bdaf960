// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// The first lines of the report, for somebody who reads no further.
///
/// They say what was found, where it began, how far it went, and how sure that is.
struct ExecutiveSummary {
  let verdict: String
  /// The worst severity, `none` if nothing was flagged.
  let severity: String
  let paragraphs: [String]
  let facts: [(String, String)]

  init(_ report: Report) {
    let flagged = report.hostCounts.flagged
    severity =
      ["critical", "high", "medium", "low"]
      .first { level in report.findings.contains { $0.severity == level } } ?? "none"
    facts = Self.facts(report)
    let path = report.paths.first
    if let path {
      verdict = Self.verdict(path)
      paragraphs = [
        Self.found(report), Self.course(path, of: report.paths.count), Self.sureness(path),
      ]
    } else if flagged > 0 {
      verdict =
        "\(PlainWords.count(flagged, "host")) \(flagged == 1 ? "behaves" : "behave") unlike the rest"
      paragraphs = [
        Self.found(report),
        "No path from host to host could be put together; each host is judged on its own. "
          + "Severity, counted reasons and innocent explanations stand on its card.",
      ]
    } else if report.hostCounts.evaluable == 0 {
      verdict = "No host could be judged"
      paragraphs = Self.unjudged(report)
    } else {
      verdict = "No host stood out"
      paragraphs = Self.quiet(report)
    }
  }

  private static func verdict(_ path: Report.Path) -> String {
    let start = path.entry.name ?? path.entry.address
    guard path.hostsReached > 0 else {
      return "Attempted lateral movement from \(start), no host reached"
    }
    let claim =
      path.certainty >= 0.5 ? "Lateral movement is likely" : "Possible lateral movement"
    return "\(claim): \(PlainWords.count(path.hostsReached, "host")) reached from \(start)"
  }

  /// Why nothing could be said, and what to do about it.
  private static func unjudged(_ report: Report) -> [String] {
    let counts = report.hostCounts
    guard counts.assessed > 0, let reason = report.notEvaluable.first?.reason else {
      return ["The flows hold no host of this network, so there was nothing to judge."]
    }
    var paragraphs = [
      "\(PlainWords.count(counts.assessed, "host")) \(counts.assessed == 1 ? "was" : "were") seen"
        + "\(span(report)), and none could be judged: \(reason). This is no all-clear.",
      "To have them judged, add flows of the same network from ordinary days before: other files "
        + "with --baseline, or, if they are in the same input, the time they end with "
        + "--baseline-until.",
    ]
    if let first = report.unjudged.first {
      paragraphs.append(
        "Until then the hosts are listed by how far their traffic reached. First is "
          + "\(first.host.title), which opened \(PlainWords.count(first.flowsOut, "connection")) to "
          + "\(PlainWords.count(first.targets, "target")) on "
          + "\(PlainWords.count(first.targetPorts, "port")), "
          + (first.failedFlows == 0
            ? "none of which failed" : "\(PlainWords.count(first.failedFlows)) of which failed")
          + ". That is a fact about its traffic, not a suspicion.")
    }
    return paragraphs
  }

  private static func quiet(_ report: Report) -> [String] {
    let counts = report.hostCounts
    let limits = "That is a statement about these flows only: what they do not show"
    return [
      "No host stood out among the \(PlainWords.count(counts.evaluable, "host")) "
        + (counts.notEvaluable == 0
          ? "seen" : "that could be judged, of \(PlainWords.count(counts.assessed, "host")) seen")
        + "\(span(report)).",
      counts.notEvaluable == 0
        ? limits + " is not covered."
        : limits + ", and the \(PlainWords.count(counts.notEvaluable, "host")) that could not be "
          + "judged, is not covered.",
    ]
  }

  private static func span(_ report: Report) -> String {
    guard let first = report.windows.first, let last = report.windows.last else { return "" }
    return " between \(PageModel.time(first.start)) and \(PageModel.time(last.end)) UTC"
  }

  private static func found(_ report: Report) -> String {
    let counts = report.hostCounts
    var names: [String] = []
    for finding in report.findings where names.count < 3 {
      if !names.contains(finding.host.title) { names.append(finding.host.title) }
    }
    return "Of \(PlainWords.count(counts.evaluable, "host")) that could be judged\(span(report)), "
      + "\(PlainWords.count(counts.flagged)) \(counts.flagged == 1 ? "was" : "were") flagged"
      + (names.isEmpty ? "." : ", most urgently \(PlainWords.list(names)).")
  }

  private static func course(_ path: Report.Path, of paths: Int) -> String {
    let done = path.hops.filter { $0.kind != "failed" }
    let failed = path.hops.count - done.count
    var text = "It began at \(path.entry.title)"
    if let first = path.hops.first {
      text += " at \(PageModel.time(first.edge.firstSeen)) UTC"
    }
    if let last = done.last {
      text +=
        " and went on in \(PlainWords.count(done.count, "hop")) to "
        + PlainWords.count(path.hostsReached, "other host")
        + (path.subnetsTouched > 1
          ? " across \(PlainWords.count(path.subnetsTouched, "subnet"))" : " in the same subnet")
        + "; the last hop was at \(PageModel.time(last.edge.firstSeen)) UTC. "
        + course(along: path.longestBranch)
      if failed > 0 { text += " \(PlainWords.count(failed, "further attempt")) failed." }
    } else {
      text += "; \(PlainWords.count(failed, "attempt")) to go on failed, none came about."
    }
    if paths > 1 {
      text +=
        " \(PlainWords.count(paths - 1, "other path")) \(paths == 2 ? "is" : "are") listed below."
    }
    return text
  }

  /// The hosts of a branch in order, by the names people use.
  private static func course(along branch: [Report.Hop]) -> String {
    guard let first = branch.first, let last = branch.last else { return "" }
    let names = ([first.edge.source] + branch.map(\.edge.target)).map { $0.name ?? $0.address }
    let listed =
      names.count <= 8 ? names : names.prefix(4) + ["…"] + names.suffix(3)
    return "The longest branch runs \(listed.joined(separator: " → ")): it reached "
      + "\(last.edge.target.title) at \(PageModel.time(last.edge.firstSeen)) UTC over "
      + "\(last.edge.service)."
  }

  private static func sureness(_ path: Report.Path) -> String {
    let inferred = path.hops.count { $0.kind == "inferred" }
    let basis =
      inferred == 0
      ? "every hop that came about had only one possible cause in the flows"
      : "\(PlainWords.count(inferred)) of \(PlainWords.count(path.hops.count, "hop")) "
        + "\(inferred == 1 ? "is" : "are") inferred, as other causes were possible"
    return
      "That the hops of the longest branch belong together is \(PlainWords.percent(path.certainty)) certain; of the whole path, \(basis). "
      + "Flows show who connected to whom, not what was done there; confirm on the hosts before acting."
  }

  private static func facts(_ report: Report) -> [(String, String)] {
    let counts = report.hostCounts
    var facts = [
      counts.evaluable == 0
        ? ("hosts seen", PlainWords.count(counts.assessed))
        : (
          "flagged", "\(PlainWords.count(counts.flagged)) of \(PlainWords.count(counts.evaluable))"
        )
    ]
    if let path = report.paths.first {
      facts.append(("hops", PlainWords.count(path.hopsDone)))
      facts.append(("subnets touched", PlainWords.count(path.subnetsTouched)))
      facts.append(("certainty", PlainWords.percent(path.certainty)))
      if let first = path.hops.first.flatMap({ Timestamp($0.edge.firstSeen) }),
        let last = path.hops.last.flatMap({ Timestamp($0.edge.lastSeen) })
      {
        let span = last.microseconds &- first.microseconds
        facts.append(("from first to last hop", PlainWords.duration(microseconds: span)))
      }
    }
    facts.append(("not evaluable", PlainWords.count(counts.notEvaluable)))
    facts.append(("flows read", PlainWords.count(report.provenance.flows.read)))
    return facts
  }
}
