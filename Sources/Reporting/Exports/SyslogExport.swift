// SPDX-License-Identifier: Apache-2.0

/// Findings as syslog messages with structured data, one a line.
///
/// No message has a line end in it, so that lines frame them (RFC 6587 section 3.4.2).
///
/// Source: RFC 5424; the enterprise number is the one RFC 5612 gives for examples.
enum SyslogExport {
  private static let structuredID = "sidestep@32473"
  /// `local0`, RFC 5424 section 6.2.1.
  private static let facility = 16
  /// Characters of a value, so that a message stays within what receivers take.
  private static let limit = 1_000

  static func bytes(_ report: Report) -> [UInt8] {
    ExportedFinding.all(report).flatMap { Array("\(line($0))\n".utf8) }
  }

  private static func line(_ item: ExportedFinding) -> String {
    // Notice, warning, error, critical.
    let priority = facility * 8 + [5, 4, 3, 2][item.rank - 1]
    let fields = fields(item).map { " \($0.key)=\"\(escaped($0.value))\"" }.joined()
    let text = SafeText.clean("\(item.title). \(item.why)", limit: limit)
    return
      "<\(priority)>1 \(item.firstSeen) - sidestep - finding [\(structuredID)\(fields)] \(text)"
  }

  private static func fields(_ item: ExportedFinding) -> [(key: String, value: String)] {
    let finding = item.finding
    var fields = [
      ("id", item.uuid), ("host", finding.host.address), ("name", finding.host.name ?? ""),
      ("severity", finding.severity), ("score", "\(finding.score)"),
      ("pValue", "\(finding.pValue)"), ("windowStart", finding.window.start),
      ("windowEnd", finding.window.end),
      ("techniques", finding.techniques.map(\.id).joined(separator: " ")),
    ]
    if let lead = item.lead {
      fields += [
        ("src", lead.source.address), ("dst", lead.target.address), ("service", lead.service),
      ]
    }
    return fields.filter { !$0.1.isEmpty }
  }

  /// A parameter's value: RFC 5424 section 6.3.3 escapes quotes, backslashes and closing brackets.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in SafeText.clean(text, limit: limit).unicodeScalars {
      if scalar == "\"" || scalar == "\\" || scalar == "]" { result.append("\\") }
      result.unicodeScalars.append(scalar)
    }
    return result
  }
}
