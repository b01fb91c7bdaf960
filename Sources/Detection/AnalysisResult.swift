// SPDX-License-Identifier: Apache-2.0

public import Flows
public import Topology

/// Everything an analysis found, as plain values; every output is made from it.
public struct AnalysisResult: Sendable {
  /// What the p-values were measured against.
  public enum Reference: Hashable, Sendable {
    /// Benign host-windows of the past.
    case baseline(hostWindows: Int, windows: Int)
    /// The other hosts of the same window, because there is no baseline.
    case peers(hosts: Int)
  }

  /// The windows judged, in order of time.
  public var windows: [TimeRange]
  /// One per host and window, the most anomalous first, not evaluable ones last.
  public var assessments: [HostAssessment]
  /// Names of the columns of every assessment's features.
  public var featureNames: [String]
  /// Flagged hosts, the most urgent first, those on paths in order of time.
  public var findings: [Finding]
  /// Attack paths, the most certain and longest first.
  public var paths: [AttackPath]
  /// Edges between internal subnets in the judged windows, by time.
  public var crossings: [SubnetCrossing]
  /// Every edge of the judged windows that touches a flagged host or a path, path hops
  /// included, by time: the raw material of the map's context.
  public var surroundings: [Edge]
  /// What the p-values were measured against.
  public var reference: Reference
  /// How far features have moved from the past, for each window that was judged by it.
  public var drift: [WindowDrift]
  /// The rules of the allow list and what each did.
  public var allowed: [(rule: AllowList.Rule, use: AllowList.Use)] = []
  /// How false alarms are held down, in a sentence for the report.
  public var calibrationNote: String

  /// The result with these values.
  public init(
    windows: [TimeRange], assessments: [HostAssessment], featureNames: [String],
    findings: [Finding], paths: [AttackPath], crossings: [SubnetCrossing],
    surroundings: [Edge], reference: Reference, drift: [WindowDrift] = [], calibrationNote: String
  ) {
    self.windows = windows
    self.assessments = assessments
    self.featureNames = featureNames
    self.findings = findings
    self.paths = paths
    self.crossings = crossings
    self.surroundings = surroundings
    self.reference = reference
    self.drift = drift
    self.calibrationNote = calibrationNote
  }
}
