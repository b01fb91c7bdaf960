// SPDX-License-Identifier: Apache-2.0

import Flows

/// A way of looking for anomalies that can be chosen.
public enum DetectorChoice: String, CaseIterable, Hashable, Sendable {
  /// Chains of surprising control sessions.
  case chains
  /// Counts that outgrow the host's own past: scans, sweeps, guessed passwords, uploads.
  case growth
  /// Isolation Forest over features.
  case forest
  /// Distance to clusters of everyday hosts.
  case kmeans
  /// Density under a sum of normal distributions.
  case gmm
  /// How badly a variational autoencoder tells a host's features.
  case vae
  /// Hours that burst out of the hours before (MIDAS).
  case midas

  /// What measured best.
  public static let standard: [DetectorChoice] = [.chains, .growth, .forest]

  /// The detector of features it stands for, if it is one.
  var profileDetector: ProfileDetector? {
    switch self {
    case .chains, .growth, .midas: nil
    case .forest: .forest
    case .kmeans: .kmeans
    case .gmm: .gmm
    case .vae: .vae
    }
  }
}

/// A detector that is fitted to features of benign host-windows.
enum ProfileDetector: CaseIterable {
  case forest
  case kmeans
  case gmm
  case vae

  /// Fits it.
  ///
  /// - Parameters:
  ///   - rows: At least one, finite, all equally long.
  ///   - generator: Fixes every random choice.
  ///   - threads: How many threads may work; never changes the result.
  /// - Returns: What was learned.
  func fit(
    _ rows: [[Float]], using generator: SeededGenerator, threads: Int
  ) async -> any AnomalyModel {
    switch self {
    case .forest: await IsolationForest().fit(rows, using: generator, threads: threads)
    case .kmeans: await KMeansPipeline().fit(Rows(rows), using: generator, threads: threads)
    case .gmm: await GaussianMixture().fit(Rows(rows), using: generator, threads: threads)
    case .vae: await VariationalAutoencoder().fit(Rows(rows), using: generator, threads: threads)
    }
  }
}
