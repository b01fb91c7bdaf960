// SPDX-License-Identifier: Apache-2.0

extension PageModel {
  struct SightingRow {
    let time: String, host: String, place: String, indicator: String, label: String
    let way: String, service: String, flows: String, bytes: String, isFlagged: Bool
    let flagged: String
  }

  struct RuleRow {
    let line: String, source: String, target: String, port: String, why: String
    let expires: String, did: String, isIdle: Bool
  }

  struct AllowedRow {
    let host: String, place: String, window: String, score: String, reason: String, lines: String
  }

  static let listedSightings = 30
  static let listedRules = 100

  static func sightingRow(_ sighting: Report.Sighting) -> SightingRow {
    let isBlock = !sighting.indicator.hasPrefix(sighting.address + "/")
    return SightingRow(
      time: time(sighting.firstSeen), host: sighting.host.title,
      place: sighting.host.shortPlace,
      indicator: isBlock ? "\(sighting.address), in \(sighting.indicator)" : sighting.address,
      label: sighting.label,
      way: sighting.isOutward ? "→ opened by the host" : "← opened to the host",
      service: sighting.service,
      flows: PlainWords.count(sighting.flows)
        + (sighting.failedFlows > 0
          ? ", \(PlainWords.count(sighting.failedFlows)) failed" : ""),
      bytes: "\(PlainWords.bytes(sighting.bytesOut)) out, \(PlainWords.bytes(sighting.bytesIn)) in",
      isFlagged: sighting.finding != nil, flagged: sighting.finding == nil ? "no" : "yes")
  }

  static func intelligenceSummary(_ seen: Report.Intelligence, shown: Int) -> String {
    let looked =
      "\(PlainWords.count(seen.indicators, "address")) or blocks of addresses were looked for"
    let refused =
      seen.rejected == 0
      ? "" : " (\(PlainWords.count(seen.rejected, "entry")) of the list could not be read)"
    let own =
      seen.ownHosts.isEmpty
      ? ""
      : " Of your own hosts \(PlainWords.list(seen.ownHosts.prefix(8).map(\.host.title))) "
        + "\(seen.ownHosts.count == 1 ? "is" : "are") on the list."
    guard seen.total > 0 else { return looked + refused + "; none was met." + own }
    return looked + refused + "; \(PlainWords.count(seen.hosts, "host")) met one or more." + own
      + " "
      + "Being listed changes no score: lists hold addresses that many share."
      + (shown < seen.total
        ? " Listed are \(PlainWords.count(shown)) of \(PlainWords.count(seen.total, "sighting"))."
        : "")
  }

  static func ruleRow(_ rule: Report.AllowRule) -> RuleRow {
    var did: [String] = []
    if rule.edges > 0 {
      did.append(
        "allowed \(PlainWords.count(rule.edges, "edge")), \(PlainWords.count(rule.flows, "flow"))")
    }
    if rule.hosts > 0 {
      did.append("kept \(PlainWords.count(rule.hosts, "host")) from being flagged")
    }
    if rule.expiredEdges > 0 {
      did.append("expired, \(PlainWords.count(rule.expiredEdges, "edge")) no longer allowed")
    } else if rule.state == "expired" {
      did.append("expired")
    }
    return RuleRow(
      line: "\(rule.line)", source: rule.source, target: rule.target, port: rule.port,
      why: rule.reason, expires: rule.expires.map(time) ?? "never",
      did: did.isEmpty ? "unused" : did.joined(separator: "; "), isIdle: rule.state != "used")
  }

  static func allowanceSummary(_ allowance: Report.Allowance) -> String {
    let rules = allowance.rules
    let count = { (state: String) in rules.count { $0.state == state } }
    let states = [("used", "in use"), ("unused", "unused"), ("expired", "expired")]
      .compactMap { state, words in
        count(state) > 0 ? "\(PlainWords.count(count(state))) \(words)" : nil
      }
    return "\(PlainWords.count(rules.count, "rule")) of an allow list: \(PlainWords.list(states)). "
      + "What a rule allows is no step of a path; scores stay as they are. "
      + (allowance.hostsTotal == 0
        ? "No host is left unflagged because of them."
        : "\(PlainWords.count(allowance.hostsTotal, "host-window")) would be flagged but for them.")
  }

  static func allowedRow(_ host: Report.AllowedHost) -> AllowedRow {
    AllowedRow(
      host: host.host.title, place: host.host.shortPlace,
      window: "\(time(host.window.start)) to \(time(host.window.end))",
      score: PlainWords.score(host.score), reason: host.reason ?? "–",
      lines: host.lines.map(String.init).joined(separator: ", "))
  }
}
