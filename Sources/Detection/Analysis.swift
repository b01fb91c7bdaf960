// SPDX-License-Identifier: Apache-2.0

public import Flows
public import Topology

/// The straight line from edges to findings and paths.
public enum Analysis {
  /// Judges every host in every window that is not baseline, each by the windows before it.
  ///
  /// Without a baseline and with too few windows for one, hosts are compared with their peers
  /// in the same window, and the result says so.
  ///
  /// - Parameters:
  ///   - edges: All edges, baseline and judged, by tick.
  ///   - options: Validated options; with a model, without an end of the baseline.
  ///   - model: What was learned before, of the settings of `options`; edges it knows are left
  ///     out, and everything else is judged.
  /// - Returns: Judgements, findings and paths.
  /// - Throws: ``DetectionError/nothingToJudge(baselineUntil:lastFlow:)`` if all edges lie in
  ///   the baseline, ``DetectionError/alreadyLearned(until:lastFlow:)`` if the model knows them
  ///   all; ``DetectionError/noInternalHosts`` if there are no edges.
  /// - Complexity: O(*E* log *E*) for edges, O(hosts · windows) for scores.
  public static func run(
    _ edges: EdgeTable, options: AnalysisOptions, model: Model? = nil
  ) async throws(DetectionError) -> AnalysisResult {
    var edges = edges
    if let model { edges = try unknown(edges, to: model, options) }
    let baselineEnd =
      model?.end ?? options.baselineUntil?.floored(toMultipleOf: EdgeTable.tickLength)
    let windows = Windows.covering(edges, hours: options.windowHours, anchor: baselineEnd)
    guard let last = windows.last else { throw .noInternalHosts }
    let firstJudged = baselineEnd ?? firstJudged(of: windows, options)
    guard last.start >= firstJudged else {
      throw .nothingToJudge(baselineUntil: firstJudged, lastFlow: edges.lastFlow ?? last.start)
    }
    var past = model?.past ?? Past()
    var chains =
      model?.chains.suspecting(Suspects(options.suspects))
      ?? CausalChains(
        horizonHours: options.horizonHours, suspects: Suspects(options.suspects))
    var judgements: [Judgement] = []
    var reference = await Reference(past, options: options)
    for window in windows {
      let view = WindowView(
        window, hourly: edges.slice(window), past: past, chains: &chains, options: options)
      if window.start >= firstJudged {
        if reference.isOutgrown(by: past) {
          reference = await Reference(past, options: options)
        }
        let measure =
          past.reference.isEmpty ? await Reference(peersIn: view, options: options) : reference
        judgements.append(
          await Judgement(view, past: past, reference: measure, options: options))
        // Whoever says what the baseline is means that nothing else is known to be benign.
        let flagged = judgements.last?.flagged ?? []
        past.fold(view, except: baselineEnd == nil ? flagged : nil, options)
      } else {
        past.fold(view, except: [], options)
      }
    }
    return Conclusion(judgements, chains: chains, options: options).result
  }

  /// The start of the first window that is judged where no end of the baseline is given.
  ///
  /// The first week is baseline; of less than that, all but the last window, unless even that
  /// is too little history.
  private static func firstJudged(
    of windows: [TimeRange], _ options: AnalysisOptions
  ) -> Timestamp {
    let week = (168 + options.windowHours - 1) / options.windowHours
    let past = min(week, windows.count - 1)
    return past > options.minimumHistory ? windows[past].start : windows[0].start
  }
}

/// Why an analysis could not be made.
public enum DetectionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No flow has an internal host on either side.
  case noInternalHosts
  /// The baseline ends after the last flow.
  case nothingToJudge(baselineUntil: Timestamp, lastFlow: Timestamp)
  /// The model has learned everything until after the last flow.
  case alreadyLearned(until: Timestamp, lastFlow: Timestamp)

  /// What, where, and what to do.
  public var description: String {
    switch self {
    case .noInternalHosts:
      "no flow has an internal host: name your networks with --internal CIDR,…"
    case .nothingToJudge(let until, let last):
      "nothing to judge: the baseline lasts until \(until), the last flow is at \(last); "
        + "choose an earlier --baseline-until"
    case .alreadyLearned(let until, let last):
      "nothing new: the model has learned everything until \(until), the last flow is at \(last); "
        + "give later flows, or a model of fewer days"
    }
  }
}
