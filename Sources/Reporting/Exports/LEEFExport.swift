// SPDX-License-Identifier: Apache-2.0

/// Findings in the Log Event Extended Format 2.0, one a line.
///
/// The format has no escape for its delimiter: fields are split by tabs, and no value has one.
///
/// Source: IBM, *QRadar Log Event Extended Format (LEEF)*.
enum LEEFExport {
  static func bytes(_ report: Report) -> [UInt8] {
    ExportedFinding.all(report).flatMap { Array("\(line($0, report))\n".utf8) }
  }

  private static func line(_ item: ExportedFinding, _ report: Report) -> String {
    let header = [
      "LEEF:2.0", "Sidestep", "Sidestep", report.plainVersion,
      "sidestep-host", "x09",
    ]
    let fields = fields(item).map { "\($0.key)=\(escaped(value: $0.value))" }
    return header.joined(separator: "|") + "|" + fields.joined(separator: "\t")
  }

  private static func fields(_ item: ExportedFinding) -> [(key: String, value: String)] {
    let finding = item.finding
    let source = item.lead?.source ?? finding.host
    var fields = [
      ("cat", "lateral-movement"), ("devTime", "\(item.firstSeen.milliseconds)"),
      ("sev", "\([3, 6, 8, 10][item.rank - 1])"), ("externalId", item.uuid),
      ("identHostName", finding.host.name ?? ""), ("identSrc", finding.host.ip ?? ""),
      ("src", source.ip ?? ""), ("srcName", source.name ?? ""),
    ]
    if let lead = item.lead {
      fields += [
        ("dst", lead.target.ip ?? ""), ("dstName", lead.target.name ?? ""),
        ("dstPort", lead.hasPort ? "\(lead.port)" : ""), ("proto", lead.transport.uppercased()),
        ("srcBytes", "\(lead.bytesOut)"), ("dstBytes", "\(lead.bytesIn)"),
      ]
    }
    fields += [
      ("score", "\(finding.score)"), ("pValue", "\(finding.pValue)"),
      ("techniques", finding.techniques.map(\.id).joined(separator: " ")), ("reason", item.why),
    ]
    return fields.filter { !$0.1.isEmpty }
  }

  /// A value: no tabs, line ends or other control characters.
  static func escaped(value text: String) -> String { SafeText.clean(text, limit: 1_023) }
}
