// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// The first lines of the report, for somebody who reads no further: what was found, where it
/// began, how far it went, how sure that is.
struct ExecutiveSummary {
  let verdict: String
  /// The worst severity, `none` if nothing was flagged.
  let severity: String
  let paragraphs: [String]
  let facts: [(String, String)]

  init(_ report: Report) {
    let counts = report.hostCounts
    severity =
      ["critical", "high", "medium", "low"]
      .first { level in report.findings.contains { $0.severity == level } } ?? "none"
    facts = Self.facts(report)
    guard counts.flagged > 0 || !report.paths.isEmpty else {
      verdict = "No host stood out"
      paragraphs = [
        "No host stood out among the \(PlainWords.count(counts.evaluable, "host")) that could be judged, "
          + "of \(PlainWords.count(counts.assessed, "host")) seen\(Self.span(report)).",
        counts.notEvaluable == 0
          ? "That is a statement about these flows only: what they do not show is not covered."
          : "That is a statement about these flows only: what they do not show, and the "
            + "\(PlainWords.count(counts.notEvaluable, "host")) that could not be judged, is not covered.",
      ]
      return
    }
    let path = report.paths.first
    verdict =
      path.map {
        "\($0.certainty >= 0.5 ? "Lateral movement is likely" : "Possible lateral movement"): \(PlainWords.count($0.hostsReached, "host")) reached from \($0.entry.name ?? $0.entry.address)"
      }
      ?? "\(PlainWords.count(counts.flagged, "host")) \(counts.flagged == 1 ? "behaves" : "behave") unlike the rest"
    paragraphs = [
      Self.found(report), path.map { Self.course($0, of: report.paths.count) },
      Self.sureness(report),
    ]
    .compactMap { $0 }
  }

  private static func span(_ report: Report) -> String {
    guard let first = report.windows.first, let last = report.windows.last else { return "" }
    return " between \(PageModel.time(first.start)) and \(PageModel.time(last.end)) UTC"
  }

  private static func found(_ report: Report) -> String {
    let counts = report.hostCounts
    let names = report.findings.prefix(3).map(\.host.title)
    var seen: [String] = []
    for name in names where !seen.contains(name) { seen.append(name) }
    return "Of \(PlainWords.count(counts.evaluable, "host")) that could be judged\(span(report)), "
      + "\(PlainWords.count(counts.flagged)) \(counts.flagged == 1 ? "was" : "were") flagged"
      + (seen.isEmpty ? "." : ", most urgently \(PlainWords.list(seen)).")
  }

  private static func course(_ path: Report.Path, of paths: Int) -> String {
    let done = path.hops.filter { $0.kind != "failed" }
    let failed = path.hops.count - done.count
    var text = "It began at \(path.entry.title)"
    if let first = path.hops.first { text += " at \(PageModel.time(first.edge.firstSeen)) UTC" }
    text += " and went on in \(PlainWords.count(done.count, "hop")) to "
    text += PlainWords.count(path.hostsReached, "other host")
    text +=
      path.subnetsTouched > 1
      ? " across \(PlainWords.count(path.subnetsTouched, "subnet"))" : " in the same subnet"
    if let last = done.last {
      text +=
        "; the last hop, at \(PageModel.time(last.edge.firstSeen)) UTC, reached \(last.edge.target.title) over \(last.edge.service)"
    }
    text += "."
    if failed > 0 { text += " \(PlainWords.count(failed, "further attempt")) failed." }
    if paths > 1 {
      text +=
        " \(PlainWords.count(paths - 1, "other path")) \(paths == 2 ? "is" : "are") listed below."
    }
    return text
  }

  private static func sureness(_ report: Report) -> String {
    guard let path = report.paths.first else {
      return "No path from host to host could be put together; each host is judged on its own. "
        + "Severity, counted reasons and innocent explanations stand on its card."
    }
    let inferred = path.hops.count { $0.kind == "inferred" }
    let basis =
      inferred == 0
      ? "every hop that came about had only one possible cause in the flows"
      : "\(PlainWords.count(inferred)) of \(PlainWords.count(path.hops.count, "hop")) \(inferred == 1 ? "is" : "are") inferred, as other causes were possible"
    return "The path as a whole is \(PlainWords.percent(path.certainty)) certain: \(basis). "
      + "Flows show who connected to whom, not what was done there; confirm on the hosts before acting."
  }

  private static func facts(_ report: Report) -> [(String, String)] {
    let counts = report.hostCounts
    var facts = [
      ("flagged", "\(PlainWords.count(counts.flagged)) of \(PlainWords.count(counts.evaluable))")
    ]
    if let path = report.paths.first {
      facts.append(("hops", PlainWords.count(path.hopsDone)))
      facts.append(("subnets touched", PlainWords.count(path.subnetsTouched)))
      facts.append(("certainty", PlainWords.percent(path.certainty)))
      if let first = path.hops.first.flatMap({ Timestamp($0.edge.firstSeen) }),
        let last = path.hops.last.flatMap({ Timestamp($0.edge.lastSeen) })
      {
        facts.append(
          (
            "from first to last hop",
            PlainWords.duration(microseconds: last.microseconds &- first.microseconds)
          ))
      }
    }
    facts.append(("not evaluable", PlainWords.count(counts.notEvaluable)))
    facts.append(("flows read", PlainWords.count(report.provenance.flows.read)))
    return facts
  }
}
