// SPDX-License-Identifier: Apache-2.0

public import Flows
public import Topology

/// What one window gives reason to put before an analyst: a finding, before anybody has asked
/// whether it is known already.
public struct AlertDraft: Hashable, Sendable {
  /// What it is about.
  public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
    /// A host that does not fit.
    case host
    /// An attack path.
    case path
    /// Traffic from one subnet into another.
    case crossing
  }

  /// One edge it rests on.
  public struct Member: Hashable, Sendable {
    /// What was seen.
    public var edge: Edge
    /// The number of the hop; nil unless it is one.
    public var hop: Int?
    /// How the hop is known; nil unless it is one.
    public var hopKind: Hop.Kind?
    /// How sure the hop is, 0...1; nil unless it is one.
    public var certainty: Double?

    /// A member of these.
    public init(
      edge: Edge, hop: Int? = nil, hopKind: Hop.Kind? = nil, certainty: Double? = nil
    ) {
      self.edge = edge
      self.hop = hop
      self.hopKind = hopKind
      self.certainty = certainty
    }
  }

  /// What it is about.
  public var kind: Kind
  /// Which detector says so: `host`, `path`, or the reason of a crossing.
  public var detector: String
  /// What makes alerts of two windows one: the host, the start of the path, the cause.
  public var subject: String
  /// The window.
  public var window: TimeRange
  /// A line for lists.
  public var title: String
  /// How urgent.
  public var severity: Severity
  /// The chance of it among blameless hosts or windows; nil where that is no question.
  public var pValue: Double?
  /// Start of the first flow.
  public var firstSeen: Timestamp
  /// Start of the last flow.
  public var lastSeen: Timestamp
  /// Counted sentences, strongest first.
  public var evidence: [Evidence]
  /// Flows it rests on.
  public var flows: Int64
  /// Bytes of these both ways.
  public var bytes: Int64
  /// The host to start looking at.
  public var host: IPAddress?
  /// Every host that took part, ascending.
  public var hosts: [IPAddress]
  /// Cells of the subnet × port matrix it is about, ascending.
  public var cells: [SubnetPortMatrix.Cell]
  /// Zones its hosts are in, ascending.
  public var zones: [String]
  /// The edges, by time or hop; of many the first ``mostMembers``.
  public var members: [Member]

  /// How many edges are kept.
  public static let mostMembers = 200

  /// The id of an alert that starts with this draft.
  public var id: String {
    StableID.make(kind.rawValue, [detector, subject, window.start.description])
  }
}
