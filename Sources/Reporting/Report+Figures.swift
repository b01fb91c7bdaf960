// SPDX-License-Identifier: Apache-2.0

extension Report {
  /// Numbers behind the report's plots.
  public struct Figures: Codable, Hashable, Sendable {
    /// How many hosts in windows had which score, from 0 to 1 in steps of equal width.
    public var scores: [ScoreBin]
    /// The lowest score that is flagged; nil if none is.
    public var threshold: Double?
    /// The features that have moved farthest from the past, those first; none without a past.
    public var drift: [FeatureDrift]
    /// Edges into other subnets by service, the commonest.
    public var cells: [ServiceCell]
  }

  /// Hosts in windows with a score in one step.
  public struct ScoreBin: Codable, Hashable, Sendable {
    /// The lowest score of the step.
    public var from: Double
    /// Not flagged.
    public var quiet: Int
    /// Flagged.
    public var flagged: Int
  }

  /// How far one feature has moved from the past, in the window where it moved farthest.
  public struct FeatureDrift: Codable, Hashable, Sendable {
    /// The feature's name.
    public var feature: String
    /// Population stability index; above 0.25 it has shifted.
    public var stabilityIndex: Double
    /// Whether both that and a test of the distributions say so.
    public var isShift: Bool
  }

  /// Edges from other internal subnets into one, on one service.
  public struct ServiceCell: Codable, Hashable, Sendable {
    /// Where they lead, in CIDR form.
    public var subnet: String
    /// Its name; empty if nobody said.
    public var subnetName: String
    /// `SMB (tcp/445)`.
    public var service: String
    /// How many.
    public var edges: Int
    /// Of these, how many from a subnet that did not use the service there before.
    public var newEdges: Int
  }

  /// What a flagged host did in a day, or in a window of another length.
  public struct Day: Codable, Hashable, Sendable {
    /// When it began.
    public var start: String
    /// Hosts it opened connections to, the Internet as one.
    public var targets: Int
    /// Connections it opened.
    public var flows: Int64
    /// Whether it is in a window judged.
    public var isJudged: Bool
  }

  /// Steps of the scale of scores.
  static let scoreBins = 20
  /// Features shown that have moved.
  static let driftShown = 12
  /// Subnets and services of the matrix.
  static let matrixSubnets = 12
  static let matrixServices = 10
  /// Days a host's line shows at most: the last.
  static let daysShown = 62
}
