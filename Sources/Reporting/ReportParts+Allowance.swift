// SPDX-License-Identifier: Apache-2.0

internal import Detection
internal import Flows

extension ReportParts {
  /// What an allow list did; nil without one.
  func allowance(_ result: AnalysisResult) -> Report.Allowance? {
    guard !result.allowed.isEmpty else { return nil }
    let end = result.windows.last?.end
    let rules = result.allowed.map { rule, use in
      Report.AllowRule(
        line: rule.line, source: SafeText.clean(rule.source.text, limit: 60),
        target: SafeText.clean(rule.target.text, limit: 60), port: rule.serviceText,
        reason: SafeText.clean(rule.reason, limit: 200), expires: rule.expires?.description,
        state: Self.state(rule, use, end: end), edges: use.edges, flows: use.flows,
        expiredEdges: use.expiredEdges, hosts: use.hosts)
    }
    let covered = result.assessments.filter { !$0.allowedBy.isEmpty }
    let hosts = covered.prefix(Report.listedAllowed).map { assessment in
      Report.AllowedHost(
        host: host(assessment.host), window: Report.Window(assessment.window),
        score: assessment.score?.score ?? 0, pValue: assessment.score?.pValue ?? 1,
        reason: assessment.reasons.first { $0.kind != .context }
          .map { SafeText.clean($0.text, limit: 600) },
        lines: assessment.allowedBy.map { result.allowed[$0].rule.line })
    }
    return Report.Allowance(rules: rules, hosts: hosts, hostsTotal: covered.count)
  }

  private static func state(
    _ rule: AllowList.Rule, _ use: AllowList.Use, end: Timestamp?
  ) -> String {
    if let expires = rule.expires, let end, expires < end { return "expired" }
    return use.edges > 0 ? "used" : "unused"
  }
}

extension AllowList.Rule {
  /// As it was written: `445`, `tcp/445` or `*`.
  fileprivate var serviceText: String {
    switch (transport, port) {
    case (nil, nil): "*"
    case (nil, let port?): "\(port)"
    case (let transport?, nil): transport.description
    case (let transport?, let port?): "\(transport)/\(port)"
    }
  }
}
