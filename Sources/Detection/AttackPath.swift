// SPDX-License-Identifier: Apache-2.0

public import Flows
public import Topology

/// One edge of an attack path.
public struct Hop: Hashable, Sendable {
  /// How the hop is known to belong to the path.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// The only way the path can have gone on: its source had one possible cause.
    case observed
    /// One of several possible causes; see ``Hop/certainty``.
    case inferred
    /// Tried and not come about.
    case failed
  }

  /// 1, 2, 3 … in order of time over the whole path.
  public let number: Int
  /// What was seen.
  public let edge: Edge
  /// How the hop is known.
  public let kind: Kind
  /// How sure it is that this hop follows from the one before, 0...1; 1 for the first hop.
  ///
  /// It is the share of that link in the evidence for all rival causes and for none.
  public let certainty: Double
  /// Why the hop stands out, as counted evidence.
  public let reason: Evidence
  /// What it is consistent with.
  public let technique: Technique?

  /// The hop with these values.
  public init(
    number: Int, edge: Edge, kind: Kind, certainty: Double, reason: Evidence, technique: Technique?
  ) {
    self.number = number
    self.edge = edge
    self.kind = kind
    self.certainty = certainty
    self.reason = reason
    self.technique = technique
  }
}

/// Hops in order of time, each starting where an earlier one arrived: how an intruder may
/// have gone from host to host.
public struct AttackPath: Hashable, Sendable {
  /// Derived from the hops, so that a verdict survives a second run.
  public let id: String
  /// Where the path starts.
  public let entry: IPAddress
  /// The hops in order of time, never none; they form a tree rooted at `entry`.
  public let hops: [Hop]
  /// The product of the hops' certainties on the longest branch, 0...1.
  public let certainty: Double

  /// The path of these hops; its id follows from them and the network they are of.
  ///
  /// - Precondition: `hops` is not empty.
  public init(site: String = "", entry: IPAddress, hops: [Hop], certainty: Double) {
    precondition(!hops.isEmpty, "a path has a hop")
    let parts = hops.map { "\($0.edge.source) \($0.edge.target) \($0.edge.service)" }
    let start = hops.map(\.edge.firstSeen).min()?.description ?? ""
    id = StableID.make("path", StableID.site(site) + [entry.description, start] + parts)
    self.entry = entry
    self.hops = hops
    self.certainty = certainty
  }
}
