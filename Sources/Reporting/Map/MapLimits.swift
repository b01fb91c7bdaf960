// SPDX-License-Identifier: Apache-2.0

/// How much a map shows before it counts instead of drawing.
public struct MapLimits: Hashable, Sendable {
  /// Hosts and counts together, at least 4.
  public var nodes: Int
  /// Arrows that are not hops.
  public var contextArrows: Int
  /// A host's neighbours that nobody else on the map talks to are drawn one by one up to this
  /// many.
  public var leaves: Int
  /// Where there are more, this many are still drawn, the most telling ones.
  public var leavesKept: Int
  /// Unflagged hosts drawn because several hosts on the map talk to them.
  public var shared: Int

  /// For attack paths: the context stays in the background.
  public static let attackPaths = MapLimits(
    nodes: 150, contextArrows: 120, leaves: 3, leavesKept: 0, shared: 8)
  /// For a neighbourhood: the context is the subject.
  public static let neighbourhood = MapLimits(
    nodes: 150, contextArrows: 250, leaves: 14, leavesKept: 10, shared: 120)

  /// For a blast radius: every way on is drawn, hosts at the end of one are counted.
  public static let blastRadius = MapLimits(
    nodes: 150, contextArrows: 0, leaves: 6, leavesKept: 3, shared: 140)
  /// For changes: those of services that give control come first.
  public static let changes = MapLimits(
    nodes: 40, contextArrows: 45, leaves: 4, leavesKept: 1, shared: 24)

  /// The limits with these values.
  public init(nodes: Int, contextArrows: Int, leaves: Int, leavesKept: Int, shared: Int) {
    self.nodes = max(4, nodes)
    self.contextArrows = contextArrows
    self.leaves = leaves
    self.leavesKept = leavesKept
    self.shared = shared
  }
}
