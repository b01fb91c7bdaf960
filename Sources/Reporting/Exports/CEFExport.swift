// SPDX-License-Identifier: Apache-2.0

/// Findings in the Common Event Format, one a line.
///
/// The header holds nothing from data but a version made plain, as too many readers split it at every bar.
///
/// Source: ArcSight, *Common Event Format*, version 25.
enum CEFExport {
  static func bytes(_ report: Report) -> [UInt8] {
    ExportedFinding.all(report).flatMap { Array("\(line($0, report))\n".utf8) }
  }

  private static func line(_ item: ExportedFinding, _ report: Report) -> String {
    let header = [
      "CEF:0", "Sidestep", "Sidestep", report.plainVersion,
      "sidestep-host", "Possible lateral movement", "\([3, 6, 8, 10][item.rank - 1])",
    ]
    let fields = fields(item).map { "\($0.key)=\(escaped(value: $0.value))" }
    return header.joined(separator: "|") + "|" + fields.joined(separator: " ")
  }

  private static func fields(_ item: ExportedFinding) -> [(key: String, value: String)] {
    let finding = item.finding
    let source = item.lead?.source ?? finding.host
    var fields = [
      ("externalId", item.uuid), ("start", "\(item.firstSeen.milliseconds)"),
      ("end", "\(item.lastSeen.milliseconds)"),
      ("cs2", finding.host.title), ("cs2Label", "flagged_host"),
    ]
    fields += address(source, v4: "src", v6: ("c6a2", "Source IPv6 Address"), name: "shost")
    if let lead = item.lead {
      fields += address(
        lead.target, v4: "dst", v6: ("c6a3", "Destination IPv6 Address"), name: "dhost")
      if lead.hasPort { fields.append(("dpt", "\(lead.port)")) }
      // In CEF what flows from source to destination is inbound.
      fields += [
        ("proto", lead.transport.uppercased()), ("app", lead.service), ("cnt", "\(lead.flows)"),
        ("in", "\(lead.bytesOut)"), ("out", "\(lead.bytesIn)"),
      ]
    }
    fields += [("cfp1", "\(finding.score)"), ("cfp1Label", "score")]
    fields += [("cfp2", "\(finding.pValue)"), ("cfp2Label", "p_value")]
    if !finding.techniques.isEmpty {
      let techniques = finding.techniques.map(\.id).joined(separator: " ")
      fields += [("cs1", techniques), ("cs1Label", "attack_technique")]
    }
    return fields + [("cat", "lateral-movement"), ("msg", item.why)]
  }

  private static func address(
    _ host: Report.Host, v4: String, v6: (key: String, label: String), name: String
  ) -> [(String, String)] {
    let named = [(name, host.name ?? (host.isInternet ? host.address : ""))].filter { $0.1 != "" }
    guard let ip = host.ip else { return named }
    return (host.isV6 ? [(v6.key, ip), ("\(v6.key)Label", v6.label)] : [(v4, ip)]) + named
  }

  /// A value: a backslash before equal signs and backslashes; no line ends.
  static func escaped(value text: String) -> String {
    var result = ""
    for scalar in SafeText.clean(text, limit: 1_023).unicodeScalars {
      if scalar == "=" || scalar == "\\" { result.append("\\") }
      result.unicodeScalars.append(scalar)
    }
    return result
  }
}
