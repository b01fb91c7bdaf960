// SPDX-License-Identifier: Apache-2.0

public import Flows
public import Topology

extension Analysis {
  /// Lets a model grow by edges, window by window, without judging anybody.
  ///
  /// Windows start at whole multiples of their length since 1970, days at midnight UTC, so it
  /// does not matter how many portions the days come in. A window is learned whole: what comes
  /// later of it cannot be added.
  ///
  /// - Parameters:
  ///   - edges: Edges by tick; those before the model's end are left out.
  ///   - options: Validated options, of the model's settings.
  ///   - model: What is known so far.
  /// - Returns: The model with the edges.
  /// - Throws: ``DetectionError/noInternalHosts`` if there are no edges,
  ///   ``DetectionError/alreadyLearned(until:lastFlow:)`` if the model knows them all.
  /// - Precondition: `model` has the settings of `options`.
  /// - Complexity: O(*E* log *E*).
  public static func learn(
    _ edges: EdgeTable, options: AnalysisOptions, into model: Model
  ) throws(DetectionError) -> Model {
    let edges = try unknown(edges, to: model, options)
    var model = model
    let anchor = model.end ?? Timestamp(microseconds: 0)
    for window in Windows.covering(edges, hours: options.windowHours, anchor: anchor) {
      model.learn(window, edges.slice(window), options)
    }
    return model
  }

  /// Lets a model grow by one window.
  ///
  /// - Parameters:
  ///   - window: Whole hours, at or after the model's end.
  ///   - edges: The edges of the window alone, by tick.
  ///   - options: Validated options, of the model's settings.
  ///   - flagged: Hosts that do not count as benign in it; a flood of them says that the
  ///     reference is wrong, and is not heeded.
  ///   - model: What is known so far.
  /// - Returns: The features of the window's hosts, seen with what the model knew before.
  /// - Precondition: `model` has the settings of `options`.
  /// - Complexity: O(*E* log *E*).
  public static func learn(
    _ window: TimeRange, _ edges: EdgeTable, options: AnalysisOptions,
    except flagged: Set<IPAddress>, into model: inout Model
  ) -> FeatureMatrix {
    model.learn(window, edges, options, except: flagged)
  }

  /// The edges a model has not learned.
  static func unknown(
    _ edges: EdgeTable, to model: Model, _ options: AnalysisOptions
  ) throws(DetectionError) -> EdgeTable {
    precondition(
      model.settings.windowHours == options.windowHours
        && model.settings.horizonHours == options.horizonHours,
      "a model goes with its settings")
    guard let lastFlow = edges.lastFlow else { throw .noInternalHosts }
    guard let end = model.end else { return edges }
    let unknown = edges.split(at: end).after
    guard unknown.count > 0 else { throw .alreadyLearned(until: end, lastFlow: lastFlow) }
    return unknown
  }
}
