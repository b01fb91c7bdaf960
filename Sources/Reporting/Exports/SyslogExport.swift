// SPDX-License-Identifier: Apache-2.0

/// Findings as syslog messages with structured data, one a line.
///
/// No message has a line end in it, so that lines frame them (RFC 6587 section 3.4.2), or each has its
/// length in front (section 3.4.1). None is longer than what every receiver should take, 2,048 bytes.
///
/// Source: RFC 5424, RFC 5426 section 3.2; the enterprise number is the one RFC 5612 gives for
/// examples.
enum SyslogExport {
  private static let structuredID = "sidestep@32473"
  /// `local0`, RFC 5424 section 6.2.1.
  private static let facility = 16
  /// Bytes of a message.
  static let longest = 2_048
  /// Bytes of a value before escaping: with all at their longest there is room for some text.
  private static let longestValue = 240

  static func bytes(_ report: Report, isCounted: Bool = false) -> [UInt8] {
    ExportedFinding.all(report).flatMap { item in
      let line = Array(line(item).utf8)
      return isCounted ? Array("\(line.count) ".utf8) + line : line + [UInt8(ascii: "\n")]
    }
  }

  private static func line(_ item: ExportedFinding) -> String {
    // Notice, warning, error, critical.
    let priority = facility * 8 + [5, 4, 3, 2][item.rank - 1]
    let fields = fields(item).map { " \($0.key)=\"\(escaped($0.value))\"" }.joined()
    let head = "<\(priority)>1 \(item.firstSeen) - sidestep - finding [\(structuredID)\(fields)] "
    return head + cut("\(item.title). \(item.why)", bytes: longest - head.utf8.count)
  }

  /// `text` in at most so many bytes, cut between scalars.
  private static func cut(_ text: String, bytes: Int) -> String {
    let clean = SafeText.clean(text, limit: longest)
    guard clean.utf8.count > bytes else { return clean }
    var result = String.UnicodeScalarView()
    var left = bytes - "…".utf8.count
    for scalar in clean.unicodeScalars {
      left -= Unicode.UTF8.width(scalar)
      guard left >= 0 else { break }
      result.append(scalar)
    }
    return String(result) + "…"
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
    for scalar in cut(text, bytes: longestValue).unicodeScalars {
      if scalar == "\"" || scalar == "\\" || scalar == "]" { result.append("\\") }
      result.unicodeScalars.append(scalar)
    }
    return result
  }
}
