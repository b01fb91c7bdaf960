// SPDX-License-Identifier: Apache-2.0

public import Flows
public import Topology

/// How far the features of a judged window have moved from the past it is judged by.
public struct WindowDrift: Hashable, Sendable {
  /// The window judged.
  public let window: TimeRange
  /// By feature, in the order of ``Topology/Feature/all``.
  public let features: [Drift]

  /// Features that detectors see, and how far each has moved.
  public var seen: [(feature: Feature, drift: Drift)] {
    DetectorInput.withBaseline.columns.map { (Feature.all[$0], features[$0]) }
  }

  /// Features that detectors see and that have moved, the farthest first.
  public var shifts: [(feature: Feature, drift: Drift)] {
    seen.filter(\.1.isShift)
      .sorted { ($1.1.stabilityIndex, $0.0.name) < ($0.1.stabilityIndex, $1.0.name) }
  }

  /// A warning in a sentence; nil if no feature that detectors see has moved.
  public var warning: String? {
    let shifts = shifts
    guard !shifts.isEmpty else { return nil }
    let worst = shifts.prefix(3).map { feature, drift in
      "\(feature.name) (\((drift.stabilityIndex * 100).rounded() / 100))"
    }
    return "in the window from \(window.start), \(shifts.count) of "
      + "\(DetectorInput.withBaseline.columns.count) features that detectors see have moved away "
      + "from the past, so scores may mislead: " + worst.joined(separator: ", ")
      + (shifts.count > 3 ? " …" : "") + "; the number is the population stability index"
  }
}
