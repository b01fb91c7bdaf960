// SPDX-License-Identifier: Apache-2.0

/// The report as Markdown for a ticket: verdict, attack paths, flagged hosts, what to check, and
/// where it comes from.
///
/// Source: GitHub Flavored Markdown, github.github.com/gfm.
enum MarkdownExport {
  private static let hopsShown = 40
  private static let findingsShown = 30

  static func bytes(_ report: Report) -> [UInt8] {
    let summary = ExecutiveSummary(report)
    var blocks = ["# \(text(summary.verdict))"]
    blocks += summary.paragraphs.map(text)
    blocks += report.paths.enumerated().flatMap { path($0.element, number: $0.offset + 1) }
    blocks += findings(report)
    if let seen = report.intelligence { blocks += intelligence(seen) }
    if let allowance = report.allowance {
      blocks += ["## Known to be good", text(PageModel.allowanceSummary(allowance))]
      blocks += allowance.rules.filter { $0.state != "used" }.prefix(findingsShown).map {
        "- Line \($0.line), \(code($0.source)) to \(code($0.target)): \($0.state)"
      }
    }
    blocks += limits(report) + source(report)
    return Array((blocks.joined(separator: "\n\n") + "\n").utf8)
  }

  private static func path(_ path: Report.Path, number: Int) -> [String] {
    let rows = path.hops.prefix(hopsShown).map { hop in
      let edge = hop.edge
      let sure = hop.kind == "failed" ? "failed" : PlainWords.percent(hop.certainty)
      return row([
        "\(hop.number)", PageModel.time(edge.firstSeen), code(edge.source.title),
        code(edge.target.title), text(edge.service), PlainWords.bytes(edge.bytesOut), sure,
        text(hop.technique.map { "\($0.id) \($0.name)" } ?? ""),
      ])
    }
    let header = [
      row(["Hop", "UTC", "Source", "Target", "Service", "Sent", "Follows", "Consistent with"]),
      row(["--:", "---", "---", "---", "---", "--:", "--:", "---"]),
    ]
    return [
      "## Attack path \(number), from \(code(path.entry.title))",
      (header + rows).joined(separator: "\n"),
    ] + more(path.hops.count - rows.count, "hop")
  }

  private static func intelligence(_ seen: Report.Intelligence) -> [String] {
    let shown = seen.listed.prefix(findingsShown)
    let rows = shown.map { sighting in
      row([
        PageModel.time(sighting.firstSeen), code(sighting.host.title), code(sighting.address),
        text(sighting.label), text(sighting.service), PlainWords.count(sighting.flows),
      ])
    }
    let header = [
      row(["UTC", "Host", "Listed address", "Listed as", "Service", "Flows"]),
      row(["---", "---", "---", "---", "---", "--:"]),
    ]
    return ["## Threat intelligence", text(PageModel.intelligenceSummary(seen, shown: rows.count))]
      + (rows.isEmpty ? [] : [(header + rows).joined(separator: "\n")])
  }

  private static func findings(_ report: Report) -> [String] {
    guard !report.findings.isEmpty else { return [] }
    let shown = report.findings.prefix(findingsShown)
    return ["## Flagged hosts"] + shown.flatMap(finding)
      + more(report.findings.count - shown.count, "finding")
  }

  private static func finding(_ finding: Report.Finding) -> [String] {
    let odds =
      "Score \(PlainWords.score(finding.score)); a benign host comes as far with probability "
      + "\(PlainWords.probability(finding.pValue)). First seen "
      + "\(PageModel.time(finding.firstSeen)) UTC. Id `\(plain(finding.id))`."
    let place = finding.host.subnet.isEmpty ? "" : ", \(code(finding.host.subnet))"
    let techniques = finding.techniques.map { "Consistent with \($0.id) \($0.name)" }
    let checks = finding.benignIf.map { "- [ ] " + text("Could be benign if \($0)") }
    let points = (finding.reasons.map(\.text) + techniques).map { "- " + text($0) }
    return [
      "### \(code(finding.host.title)): \(text(finding.severity))",
      "\(text(finding.host.role))\(place). \(odds)", (points + checks).joined(separator: "\n"),
    ]
  }

  private static func limits(_ report: Report) -> [String] {
    var lines = [report.calibration.referenceNote, report.calibration.note]
    lines += report.notEvaluable.map {
      "\(PlainWords.count($0.count, "host")) not evaluable: \($0.reason)"
    }
    let told = (lines + report.provenance.notes).filter { !$0.isEmpty }.map { "- " + text($0) }
    return told.isEmpty ? [] : ["## What to keep in mind", told.joined(separator: "\n")]
  }

  private static func source(_ report: Report) -> [String] {
    let provenance = report.provenance
    let inputs = provenance.inputs.map { input in
      "- \(code(input.name)), \(PlainWords.count(input.flowsRead, "flow")), "
        + code(input.hash)
    }
    return [
      "## Source",
      "Sidestep \(report.plainVersion), seed \(provenance.seed), options "
        + "\(code(provenance.optionsHash)). \(text(provenance.timeZone))",
    ] + (inputs.isEmpty ? [] : [inputs.joined(separator: "\n")])
  }

  private static func more(_ count: Int, _ noun: String) -> [String] {
    count > 0 ? ["And \(PlainWords.count(count, noun)) more."] : []
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |"
  }

  /// Data as it is, in a code span, where nothing is a link, an element or a mention.
  ///
  /// A bar ends a cell even there, and a backslash before it shows outside of tables: it becomes
  /// the broken bar.
  static func code(_ text: String) -> String {
    let plain = plain(text)
    return plain.isEmpty ? "" : "`\(plain)`"
  }

  private static func plain(_ text: String) -> String {
    let scalars = SafeText.clean(text, limit: 200).unicodeScalars.map { scalar -> Unicode.Scalar in
      switch scalar {
      case "`": "'"
      case "|": "\u{a6}"
      default: scalar
      }
    }
    return String(String.UnicodeScalarView(scalars))
  }

  private static let special = Set("\\`*_{}[]<>|~&#@!$".unicodeScalars)

  /// A sentence with data in it: a backslash before whatever starts an element, a link, a mention
  /// or a list.
  static func text(_ text: String) -> String {
    var result = ""
    var last: Unicode.Scalar = " "
    var isNumber = true
    for scalar in SafeText.clean(text, limit: 1_000).unicodeScalars {
      let startsList =
        result.isEmpty
        ? "-+=".unicodeScalars.contains(scalar) : isNumber && ".)".unicodeScalars.contains(scalar)
      let startsLink =
        (scalar == "/" && last == ":") || (scalar == "." && "wW".unicodeScalars.contains(last))
      if special.contains(scalar) || startsList || startsLink { result.append("\\") }
      result.unicodeScalars.append(scalar)
      isNumber = isNumber && ("0"..."9").contains(scalar)
      last = scalar
    }
    return result
  }
}
