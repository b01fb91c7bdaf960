// SPDX-License-Identifier: Apache-2.0

import Flows
public import Topology

/// An analysis beside the same one of hosts under other addresses.
public struct ShuffleTrial: Sendable {
  /// What changed, and nothing else.
  public enum Change: Hashable, Sendable {
    /// The seed of the analysis: how far results move by chance alone.
    case seed
    /// The addresses.
    case addresses(AddressShuffle.Reach)

    /// As a column is named.
    public var title: String {
      switch self {
      case .seed: "other_seed"
      case .addresses(let reach): reach.rawValue
      }
    }
  }

  /// What changed.
  public let change: Change
  /// The figures of the analysis after it.
  public let figures: HostFigures
  /// Its paths held against the truth.
  public let paths: PathFigures
  /// Host-windows that are flagged in one of both analyses alone, of those flagged in any.
  public let flagsChanged: HostFigures.Share
  /// The largest difference of a host-window's score, 0...1.
  public let largestScoreChange: Double

  /// Analyses again after a change, and compares.
  ///
  /// - Parameters:
  ///   - change: What to change; names of an assets file move with their hosts.
  ///   - result: The analysis as it is.
  ///   - truth: What really happened, inside the network.
  ///   - edges: What `result` was made of.
  ///   - options: What it was made with.
  /// - Throws: `DetectionError`, as ``Analysis/run(_:options:)`` does.
  public init(
    _ change: Change, of result: AnalysisResult, truth: GroundTruth, edges: EdgeTable,
    options: AnalysisOptions
  ) async throws(DetectionError) {
    var options = options
    var edges = edges
    var truth = truth
    var names: [IPAddress: IPAddress] = [:]
    switch change {
    case .seed: options.seed &+= 1
    case .addresses(let reach):
      let shuffle = AddressShuffle(
        edges, subnets: options.subnets, reach: reach, seed: options.seed)
      names = shuffle.names
      edges = edges.relabelled(names)
      truth = shuffle.relabelled(truth)
      options.assets = options.assets.relabelled(names)
    }
    let other = try await Analysis.run(edges, options: options)
    let evaluation = await Evaluation(other, truth: truth, edges: nil, options: options)
    self.change = change
    figures = evaluation.parts[0].figures
    paths = evaluation.paths
    let after = Dictionary(
      uniqueKeysWithValues: other.verdicts.map {
        (HostAndWindow(host: $0.host, window: $0.window), $0)
      })
    var changed = 0
    var flagged = 0
    var largest = 0.0
    for before in result.verdicts {
      let key = HostAndWindow(host: names[before.host] ?? before.host, window: before.window)
      guard let after = after[key] else { continue }
      flagged += before.isFlagged || after.isFlagged ? 1 : 0
      changed += before.isFlagged != after.isFlagged ? 1 : 0
      largest = max(largest, abs(before.score - after.score))
    }
    flagsChanged = HostFigures.Share(Double(changed), of: Double(flagged))
    largestScoreChange = largest
  }

  /// Whether no figure moves, against `figures`, by more than ``tolerance`` or by more than it
  /// does in `yardstick`, which another seed made.
  public func isSteady(against figures: HostFigures, yardstick: HostFigures) -> Bool {
    zip(zip(self.figures.main, figures.main), yardstick.main).allSatisfy { pair, chance in
      guard let now = pair.0, let before = pair.1 else { return pair.0 == pair.1 }
      let byChance = chance.map { abs($0 - before) } ?? 0
      return abs(now - before) <= max(Self.tolerance, byChance)
    }
  }

  /// How much a figure may move and still count as the same.
  public static let tolerance = 0.05
}

extension HostFigures {
  /// What a judgement stands and falls with, each 0...1.
  fileprivate var main: [Double?] {
    [ranking.averagePrecision, ranking.rocArea, recall.value, precision.value]
  }
}
