// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// What detectors say of the hosts of one window.
struct Judgement: Sendable {
  let view: WindowView
  /// In the order of the view's hosts.
  let assessments: [HostAssessment]
  /// How the p-values were made.
  let calibration: Calibration
  /// How far features have moved from the reference; nil among peers.
  let drift: WindowDrift?

  /// Flagged hosts.
  var flagged: Set<IPAddress> {
    Set(assessments.filter { $0.score?.isFlagged ?? false }.map(\.host))
  }

  /// Judges a window.
  init(_ view: WindowView, past: Past, reference: Reference, options: AnalysisOptions) async {
    let crowd = reference.crowd(view)
    let scores = await Parallel.map(view.hosts.count, threads: options.threads) { row in
      let parts = reference.parts(view.hosts[row], crowd)
      return parts.isEmpty ? nil : ScoredHost(parts, chainEntry: view.hosts[row].chainEntry)
    }
    let calibration = Calibration(
      scores: scores.compactMap(\.self), nullSizes: reference.nullSizes,
      isAmongPeers: reference.isAmongPeers, referenceCount: reference.count,
      referenceWindows: reference.windows, window: view.window, policy: options.policy)
    self.view = view
    self.calibration = calibration
    drift = reference.drift(view)
    let suspects = Suspects(options.suspects)
    let flagged = zip(view.hosts, scores).filter { host, scored in
      scored.map(calibration.isFlagged) ?? false && !suspects.isSuspect(host.host, in: view.window)
    }
    let allowed = AllowedHosts(Set(flagged.map(\.0.host)), in: view, options.allowed)
    assessments = zip(view.hosts, scores).map { host, scored in
      let asset = options.assets.asset(host.host, at: view.window.start)
      var assessment = HostAssessment(
        host: host.host, name: asset.flatMap { $0.name.isEmpty ? nil : $0.name },
        window: view.window, subnet: options.subnets.subnet(of: host.host),
        role: host.role.role, outcome: .notEvaluable(""), features: host.features)
      if let scored {
        let p = calibration.pValue(scored)
        assessment.outcome = .scored(
          HostAssessment.Score(
            score: ScoredHost.score(p), pValue: p, severity: .none,
            isFlagged: calibration.isFlagged(scored) && allowed.rules[host.host] == nil
              || suspects.isSuspect(host.host, in: view.window)))
        assessment.allowedBy = allowed.rules[host.host] ?? []
        assessment.reasons = FeatureEvidence(host, past.profiles, reference).reasons(scored)
        if options.explained.contains(host.host) {
          assessment.explanation = Explanation(host, scored, reference)
        }
      } else {
        assessment.outcome = .notEvaluable(Self.thin(host, view, reference, options))
        assessment.reasons = [FeatureEvidence.plainFacts(host)]
      }
      return assessment
    }
  }

  private static func thin(
    _ host: HostWindow, _ view: WindowView, _ reference: Reference, _ options: AnalysisOptions
  ) -> String {
    let needed = "\(options.minimumReference) needed"
    if reference.isAmongPeers {
      let hosts = reference.count == 1 ? "1 host" : "\(reference.count) hosts"
      let past =
        view.history == 0
        ? "no baseline"
        : "only \(view.history) windows of past, \(options.minimumHistory + 1) needed"
      return "\(past), and only \(hosts) in the window to compare with; \(needed)"
    }
    return host.hostClass == .new
      ? "not seen in the baseline, and too few first appearances to compare with; \(needed)"
      : "too few past windows of \(host.hostClass.title) hosts to compare with; \(needed)"
  }
}
