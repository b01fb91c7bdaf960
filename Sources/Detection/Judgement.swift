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

  /// Flagged hosts.
  var flagged: Set<IPAddress> {
    Set(assessments.filter { $0.score?.isFlagged ?? false }.map(\.host))
  }

  /// Judges a window.
  init(_ view: WindowView, past: Past, options: AnalysisOptions) async {
    let isAmongPeers = past.reference.isEmpty
    let reference = isAmongPeers ? view.hosts : past.reference
    let input =
      view.history == 0 ? DetectorInput.amongPeers : DetectorInput.withBaseline
    var scorers: [HostClass: HostScorer] = [:]
    for (number, hostClass) in HostClass.allCases.enumerated() {
      let rows = isAmongPeers ? reference : reference.filter { $0.hostClass == hostClass }
      guard rows.count >= options.minimumReference else { continue }
      let seed = SeededGenerator(seed: options.seed).childSeed(number)
      scorers[hostClass] = await HostScorer(
        reference: rows, input: input, seed: seed, threads: options.threads)
      if isAmongPeers {
        for other in HostClass.allCases { scorers[other] = scorers[hostClass] }
        break
      }
    }
    let known = scorers
    let scores = await Parallel.map(view.hosts.count, threads: options.threads) { row in
      known[view.hosts[row].hostClass].map { scorer in
        let score = scorer.score(view.hosts[row].features)
        return ScoredHost(
          score: score, conformal: scorer.null.conformal(score),
          extrapolated: scorer.null.extrapolated(score))
      }
    }
    let calibration = Calibration(
      scores: scores.compactMap(\.self), scorers: scorers.values.map(\.null.count),
      isAmongPeers: isAmongPeers, referenceCount: reference.count,
      referenceWindows: past.referenceWindows, window: view.window, policy: options.policy)
    self.view = view
    self.calibration = calibration
    assessments = view.hosts.enumerated().map { row, host in
      Self.assess(
        host, scores[row], scorers[host.hostClass], calibration, view, past, options,
        peers: isAmongPeers, reference: reference)
    }
  }

  private static func assess(
    _ host: HostWindow, _ scored: ScoredHost?, _ scorer: HostScorer?,
    _ calibration: Calibration, _ view: WindowView, _ past: Past, _ options: AnalysisOptions,
    peers: Bool, reference: [HostWindow]
  ) -> HostAssessment {
    var outcome: HostAssessment.Outcome
    var reasons: [Evidence] = []
    if let scored, let scorer {
      let p = calibration.pValue(scored)
      outcome = .scored(
        HostAssessment.Score(
          score: scored.score, pValue: p, severity: .none,
          isFlagged: calibration.isFlagged(scored)))
      let title =
        peers
        ? "\(reference.count) hosts of this window"
        : "\(scorer.null.count) \(host.hostClass.title) host-windows"
      reasons = FeatureEvidence.reasons(
        host, scorer: scorer, profiles: view.history > 0 ? past.profiles : nil, reference: title)
    } else {
      outcome = .notEvaluable(thin(host, peers, reference, options))
      reasons = [plainFacts(host)]
    }
    let asset = options.assets.asset(host.host, at: view.window.start)
    return HostAssessment(
      host: host.host, name: asset.flatMap { $0.name.isEmpty ? nil : $0.name },
      window: view.window, subnet: options.subnets.subnet(of: host.host), role: host.role.role,
      outcome: outcome, reasons: reasons, features: host.features)
  }

  private static func thin(
    _ host: HostWindow, _ peers: Bool, _ reference: [HostWindow], _ options: AnalysisOptions
  ) -> String {
    let least = options.minimumReference
    if peers {
      return "no baseline, and only \(reference.count) hosts in the window to compare with; "
        + "\(least) needed"
    }
    let alike = reference.count { $0.hostClass == host.hostClass }
    return host.hostClass == .new
      ? "not seen in the baseline; \(alike) first appearances to compare with, \(least) needed"
      : "\(alike) past windows of \(host.hostClass.title) hosts to compare with, \(least) needed"
  }

  /// What can be said of a host without comparing it.
  private static func plainFacts(_ host: HostWindow) -> Evidence {
    func value(_ name: String) -> Int {
      Int(Feature.index(of: name).map { host.features[$0] } ?? 0)
    }
    let failed = Feature.index(of: "failed_share").map { host.features[$0] } ?? 0
    return Evidence(
      .feature,
      "opened \(value("flows_out")) connections to \(value("unique_dst_ips")) targets on "
        + "\(value("unique_dst_ports")) services; \(Int((failed * 100).rounded())) % never came "
        + "about")
  }
}

/// A host's raw score and its p-values.
struct ScoredHost: Sendable {
  let score: Double
  let conformal: Double
  let extrapolated: Double
}
