// SPDX-License-Identifier: Apache-2.0

public import Flows
public import Topology

/// An analysis and plainer methods, held against the truth.
public struct Evaluation: Sendable {
  /// One method's verdicts and figures.
  public struct Part: Sendable {
    /// The method.
    public let method: Method
    /// What it says, in the order of ``Evaluation/hosts``.
    public let verdicts: [Verdict]
    /// How well it tells malicious hosts from others.
    public let figures: HostFigures
  }

  /// What was true of a host in a judged window.
  public struct LabelledHost: Hashable, Sendable {
    /// The host.
    public let host: IPAddress
    /// The judged window.
    public let window: TimeRange
    /// What was true of it.
    public let truth: HostTruth
    /// In which intrusion; nil for benign hosts.
    public let scenario: String?
  }

  /// Every host of every judged window, and every host that acted, by window, then host.
  public let hosts: [LabelledHost]
  /// The methods, the analysis first; those that could not work are missing.
  public let parts: [Part]
  /// How well the analysis' paths retrace the intrusions.
  public let paths: PathFigures
  /// How many intrusions there are, of those of the truth, of which something happened in judged
  /// windows.
  public let intrusions: HostFigures.Share

  /// Holds a result against the truth.
  ///
  /// - Parameters:
  ///   - result: What an analysis found.
  ///   - truth: What really happened, inside the network; see ``GroundTruth/inside(_:)``.
  ///   - edges: What the analysis was made of, to train the plain forests on its past; nil leaves them
  ///     out.
  ///   - options: The options of the analysis.
  /// - Complexity: O(rows · intrusions), and the features of the past.
  public init(
    _ result: AnalysisResult, truth: GroundTruth, edges: EdgeTable?, options: AnalysisOptions
  ) async {
    let grid = TruthGrid(truth, windows: result.windows)
    var said: [(Method, [Verdict], [AttackPath])] = [(.sidestep, result.verdicts, result.paths)]
    if let edges, let first = result.windows.first {
      for (method, forest) in [
        (
          Method.isolationForest,
          await ProfileForest.ofProfiles(past: edges, before: first, options: options)
        ),
        (
          .topologyForest,
          await ProfileForest.withTopology(past: edges, before: first, options: options)
        ),
      ] {
        if let forest { said.append((method, forest.verdicts(result), [])) }
      }
    }
    for (method, feature) in [
      (Method.newEdges, "new_edges"), (.newControlEdges, "new_control_edges"),
    ] where result.hasPast {
      if let verdicts = result.verdicts(counting: feature) { said.append((method, verdicts, [])) }
    }
    let seen = Set(result.verdicts.map { HostAndWindow(host: $0.host, window: $0.window) })
    let unseen = grid.acting.subtracting(seen).map {
      Verdict(host: $0.host, window: $0.window, score: 0, isFlagged: false)
    }
    parts = said.map { method, rows, paths in
      let verdicts = Verdicts(rows + unseen, paths: paths, windows: result.windows)
      return Part(
        method: method, verdicts: verdicts.rows, figures: HostFigures(verdicts, grid))
    }
    hosts = parts[0].verdicts.map { row in
      let (truth, intrusion) = grid.truth(of: row.host, row.window)
      return LabelledHost(
        host: row.host, window: result.windows[row.window], truth: truth,
        scenario: intrusion.map { grid.intrusions[$0].scenario })
    }
    paths = PathFigures(result.paths, grid)
    intrusions = HostFigures.Share(
      Double(grid.intrusions.count), of: Double(truth.intrusions.count))
  }
}

extension AnalysisResult {
  /// Whether anything is known of the time before the judged windows.
  var hasPast: Bool {
    if case .baseline = reference { true } else { false }
  }
}
