// SPDX-License-Identifier: Apache-2.0

import Topology

/// How detectors came to their judgement of one host in one window.
public struct Explanation: Hashable, Sendable {
  /// What one detector says.
  public struct Verdict: Hashable, Sendable {
    /// What it looks for, in plain words.
    public var title: String
    /// The chance of as much from a benign host, 0...1.
    public var pValue: Double
    /// Its share in the whole judgement, 0...1.
    public var weight: Double
  }

  /// What one feature adds to the score of a detector of features.
  public struct Contribution: Hashable, Sendable {
    /// The detector, as it is called in sentences.
    public var detector: String
    /// The feature's name.
    public var feature: String
    /// What it means.
    public var meaning: String
    /// Its value, with its unit.
    public var value: String
    /// Its part in all contributions, −1...1: below 0 where the value lies below what is usual.
    public var share: Double
  }

  /// Every detector's verdict, the most telling first.
  public var verdicts: [Verdict]
  /// Contributions, detector by detector, the largest first, whatever their sign.
  public var contributions: [Contribution]
  /// By what the role was recognised.
  public var roleEvidence: String
}

extension Explanation {
  init(_ host: HostWindow, _ scored: ScoredHost, _ reference: Reference) {
    verdicts = scored.verdicts.map { part, weight in
      Verdict(title: part.kind.title, pValue: part.extrapolated, weight: weight)
    }
    contributions = ProfileDetector.allCases.flatMap { detector in
      (reference.scorer(detector, for: host)?.signedContributions(host.features) ?? [])
        .map { (detector, $0.column, $0.share) }
    }.map { detector, column, share in
      let feature = Feature.all[column]
      return Contribution(
        detector: detector.title, feature: feature.name, meaning: feature.meaning,
        value: FeatureEvidence.number(host.features[column], feature), share: share)
    }
    roleEvidence = host.role.evidence
  }
}

extension ProfileDetector {
  fileprivate var title: String {
    switch self {
    case .forest: "the Isolation Forest"
    case .kmeans: "the k-means clusters"
    case .gmm: "the Gaussian mixture"
    case .vae: "the autoencoder"
    }
  }
}

extension ScoredHost.Kind {
  /// What the detector looks for, in plain words.
  fileprivate var title: String {
    switch self {
    case .profile(.forest): "an unusual mix of features (Isolation Forest)"
    case .profile(.kmeans): "distance to clusters of everyday hosts (k-means)"
    case .profile(.gmm): "a mix of features of little density (Gaussian mixture)"
    case .profile(.vae): "features that few causes do not explain (variational autoencoder)"
    case .component(.chain): "chains of surprising control sessions"
    case .component(.failures): "first contacts without answer, as scans make them"
    case .component(.fanOut): "first targets on one service, as sweeps and worms have them"
    case .component(.ports): "first services of one target, as port scans have them"
    case .component(.burst): "control connections an hour, as guessing passwords makes them"
    case .component(.upload): "bytes sent to the Internet"
    case .component(.midas): "hours that burst out of the hours before (MIDAS)"
    }
  }
}
