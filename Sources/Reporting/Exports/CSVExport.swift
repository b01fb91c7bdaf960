// SPDX-License-Identifier: Apache-2.0

/// Findings as a table, one a row, for spreadsheets and tickets.
enum CSVExport {
  static func bytes(_ report: Report) -> [UInt8] {
    var table = Table(columns: [
      "id", "host", "name", "role", "subnet", "zone", "window_start", "window_end", "severity",
      "score", "p_value", "first_seen", "techniques", "reasons", "benign_if", "hops", "uuid",
    ])
    for item in ExportedFinding.all(report) {
      let finding = item.finding
      table.append([
        .text(finding.id), .text(finding.host.address), .text(finding.host.name ?? ""),
        .text(finding.host.role), .text(finding.host.subnet), .text(finding.host.zone),
        .text(finding.window.start), .text(finding.window.end), .text(finding.severity),
        .number(finding.score), .number(finding.pValue), .text(finding.firstSeen),
        .text(finding.techniques.map(\.id).joined(separator: " ")), .text(item.why),
        .text(finding.benignIf.joined(separator: "; ")),
        .text(item.hops.map(hop).joined(separator: "; ")), .text(item.uuid),
      ])
    }
    return table.csv()
  }

  private static func hop(_ hop: Report.Hop) -> String {
    "\(hop.number) \(hop.edge.source.address) → \(hop.edge.target.address) \(hop.edge.service)"
  }
}
