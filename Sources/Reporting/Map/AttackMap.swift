// SPDX-License-Identifier: Apache-2.0

public import Detection
public import Flows
public import Topology

/// What is to be drawn: hosts in subnets, edges between them, and how much is hidden.
///
/// A plain value; ``DOTWriter`` and ``MapSheet`` turn it into a picture.
///
/// Text in it may still be hostile; the writers make it safe.
public struct AttackMap: Hashable, Sendable {
  /// A subnet as a labelled box.
  public struct Cluster: Hashable, Sendable {
    /// Its id in the drawing, `c1`.
    public var id: String
    /// In CIDR form.
    public var block: String
    /// What people call it; empty if nobody said.
    public var name: String
    /// Its zone; empty if nobody said.
    public var zone: String
  }

  /// A host, or a count that stands for many.
  public struct Node: Hashable, Sendable {
    /// Its id in the drawing, `n1` for hosts and `s1` for counts.
    public var id: String
    /// The cluster it is in, as a position in ``AttackMap/clusters``; nil for none.
    public var cluster: Int?
    /// Name or address, or `+412 hosts`.
    public var title: String
    /// Lines below the title.
    public var details: [String]
    /// For the pointer resting on it.
    public var tooltip: String
    /// Gives the shape; nil for a count.
    public var role: Role?
    /// Gives the fill.
    public var severity: Severity
    /// Whether a path starts here: thick ring.
    public var isEntry: Bool
    /// Whether a path passes through: double ring.
    public var isPivot: Bool
    /// The host itself; nil for a count.
    public var host: IPAddress? = nil
    /// Whether it is an address somebody has warned of, drawn for it alone: two outlines.
    public var isIndicator = false
    /// Whether it met such an address, or is one of ours: a mark in its words.
    public var isListed = false
    /// Whether it is a subnet, drawn as the frame of one.
    public var isSubnet = false
  }

  /// How an edge is drawn.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// A hop that must be: solid.
    case observed
    /// A hop that may be: dashed, with its certainty.
    case inferred
    /// Tried and not come about: red, dashed, ending in a bar.
    case failed
    /// No hop, but a session that gives control of the target: thin and dark.
    case control
    /// Anything else: grey.
    case context
    /// The first session by which a host can have been reached.
    case reach
    /// Not there before.
    case appeared
    /// There before, now much more.
    case grown
    /// There before, no more.
    case vanished
  }

  /// One edge of an arrow that stands for a few.
  public struct Step: Hashable, Sendable {
    /// `3`, or `B3` where there are several paths; `new` of what is; else empty.
    public var number: String
    /// `SMB (tcp/445)`.
    public var service: String
    /// Time and count.
    public var detail: String
  }

  /// An arrow, standing for one or more edges between the same two hosts.
  public struct Arrow: Hashable, Sendable {
    /// Its id in the drawing, `e1`.
    public var id: String
    /// The id of the node it starts at.
    public var source: String
    /// The id of the node it ends at.
    public var target: String
    /// How it is drawn.
    public var kind: Kind
    /// Whether it goes from one internal subnet to another: double line.
    public var crossesSubnet: Bool
    /// `1–3`; empty unless it is made of hops, or of numbered sessions where there are none.
    public var numbers: String
    /// What was asked for: `SMB (tcp/445), +3 more`.
    public var services: String
    /// One a line where the arrow stands for a few numbered edges; else empty.
    public var steps: [Step]
    /// Time, count, certainty, in that order.
    public var details: [String]
    /// For the pointer resting on it.
    public var tooltip: String
    /// How many edges it stands for.
    public var edges: Int
    /// Whether the path went on from its target, or the target is flagged: drawn thick.
    public var leadsOn: Bool
    /// Whether it may pull its target below its source.
    public var shapesLayout: Bool
    /// When the first flow started, `2026-03-02 09:15:00 UTC`; empty if not told.
    public var moment = ""
  }

  /// What is shown and what is not.
  public struct Counts: Hashable, Sendable {
    /// Hosts drawn one by one.
    public var hostsShown = 0
    /// Hosts behind counts or left out.
    public var hostsHidden = 0
    /// Of the hidden, how many are flagged.
    public var flaggedHidden = 0
    /// Edges between hosts shown, or merged into an arrow between them.
    public var edgesShown = 0
    /// Edges to or from a count.
    public var edgesCounted = 0
    /// Edges not drawn at all.
    public var edgesHidden = 0
    /// Hosts that have nothing but usual traffic, not among the hidden.
    public var hostsUsual = 0
    /// Edges seen in the baseline too, counted at their hosts and not drawn.
    public var edgesUsual = 0
    /// Failed edges into hosts of a path or flagged ones, counted at those and not drawn.
    public var edgesProbing = 0
    /// New edges that say nothing about movement, not drawn.
    public var edgesAside = 0
  }

  /// Which way time flows on the sheet.
  public enum Direction: String, Hashable, Sendable {
    /// From top to bottom: long paths.
    case down = "TB"
    /// From left to right: wide fans.
    case right = "LR"
  }

  /// What the map is of.
  public var view = MapView.path
  /// The heading.
  public var title: String
  /// What the map shows, in a sentence.
  public var subtitle: String
  /// Window, source, counts, settings: one line each, below the map.
  public var footer: [String]
  /// The map in words, for those who cannot see it.
  public var summary: String
  /// Subnets, by address.
  public var clusters: [Cluster]
  /// Hosts and counts.
  public var nodes: [Node]
  /// Arrows.
  public var arrows: [Arrow]
  /// What is shown and what is not.
  public var counts: Counts
  /// Which way time flows.
  public var direction: Direction
}
