// SPDX-License-Identifier: Apache-2.0

/// The card of one flagged host, in the words of the page.
struct HostCard {
  let host: String
  let place: String
  let severity: String
  let score: String
  let pValue: String
  let firstSeen: String
  let window: String
  let reasons: [String]
  let moreReasons: String?
  let consistentWith: String?
  let benignIf: [String]
  let hasBenign: Bool
  let id: String
  let spark: String?
  let sparkWords: String?

  init(_ finding: Report.Finding) {
    let role = finding.host.role == "unknown" ? "role unknown" : finding.host.role
    host = finding.host.title
    place = "\(role), \(finding.host.place)"
    severity = finding.severity
    score = PlainWords.score(finding.score)
    pValue = PlainWords.probability(finding.pValue)
    firstSeen = PageModel.time(finding.firstSeen) + " UTC"
    window = "\(PageModel.time(finding.window.start)) to \(PageModel.time(finding.window.end))"
    reasons = finding.reasons.prefix(6).map(\.text)
    moreReasons = PageModel.more(finding.reasons.count - 6, "reason", "findings.json")
    consistentWith =
      finding.techniques.isEmpty
      ? nil : PlainWords.list(finding.techniques.map { "\($0.id) \($0.name)" })
    benignIf = finding.benignIf
    hasBenign = !benignIf.isEmpty
    id = finding.id
    let line = Sparkline(days: finding.days ?? [])
    spark = line.svg.isEmpty ? nil : line.svg
    sparkWords = spark == nil ? nil : line.caption
  }
}
