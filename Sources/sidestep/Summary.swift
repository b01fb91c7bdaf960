// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Foundation
import Topology

/// What was found, in a few lines for the terminal.
struct Summary {
  /// The lines, without line ends.
  let lines: [String]

  private static let pathsShown = 3
  private static let hopsShown = 12
  private static let hostsShown = 10

  init(_ result: AnalysisResult) {
    let hosts = Set(result.assessments.map(\.host)).count
    let judged = Set(result.assessments.filter { $0.score != nil }.map(\.host)).count
    var lines = [
      judged == 0
        ? "No host could be judged (\(hosts) seen); hosts.csv lists what each did."
        : result.findings.isEmpty
          ? "No host stood out among \(judged) judged (\(hosts) seen)."
          : "\(Self.count(result.findings.count, "finding")) among \(judged) hosts judged "
            + "(\(hosts) seen), \(Self.count(result.paths.count, "attack path"))."
    ]
    switch result.reference {
    case .baseline(let hostWindows, let windows):
      lines.append(
        "Judged \(result.windows.first?.start.description ?? "") to "
          + "\(result.windows.last?.end.description ?? ""), compared with \(hostWindows) "
          + "host-windows from \(Self.count(windows, "window")) of past.")
    case .peers where judged > 0:
      lines.append("There is no baseline long enough: hosts were compared with one another.")
    case .peers: break
    }
    for path in result.paths.prefix(Self.pathsShown) {
      lines.append(
        "Path from \(path.entry), \(Self.count(path.hops.count, "hop")), certainty "
          + String(format: "%.2f", path.certainty) + ":")
      for hop in path.hops.prefix(Self.hopsShown) {
        lines.append(
          "  \(hop.number). \(hop.edge.firstSeen)  \(hop.edge.source) → \(hop.edge.target)  "
            + hop.edge.service.title)
      }
      if path.hops.count > Self.hopsShown {
        lines.append("  and \(path.hops.count - Self.hopsShown) more")
      }
    }
    for finding in result.findings.prefix(Self.hostsShown) {
      lines.append(
        "\(finding.severity.rawValue)  \(finding.host)  \(finding.reasons.first?.text ?? "")")
    }
    if result.findings.count > Self.hostsShown {
      lines.append("and \(result.findings.count - Self.hostsShown) more findings")
    }
    if judged == 0, let first = result.assessments.first,
      case .notEvaluable(let reason) = first.outcome
    {
      lines.append("Reason: \(reason).")
    }
    self.lines = lines
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
