// SPDX-License-Identifier: Apache-2.0

public import Flows
import Topology

/// One way to tell which hosts are malicious.
public enum Method: String, CaseIterable, Hashable, Sendable {
  /// The analysis itself.
  case sidestep
  /// An Isolation Forest on four features of the host's own traffic, trained on the windows
  /// before those judged; flags what lies beyond 99 % of them.
  case isolationForest = "isolation_forest"
  /// The same with the features the analysis' own forest sees: what topology adds.
  case topologyForest = "isolation_forest_topology"
  /// Never-seen-before (target, service) of a host, counted; flags any.
  case newEdges = "new_edges"
  /// Never-seen-before sessions of remote administration, counted; flags any.
  case newControlEdges = "new_control_edges"
}

/// What a method says of one host in one window.
public struct Verdict: Hashable, Sendable {
  /// The host.
  public var host: IPAddress
  /// The number of the window among those judged.
  public var window: Int
  /// Higher is more anomalous, in the method's own unit; 0 for a host it could not judge.
  public var score: Double
  /// Whether the method raises an alarm.
  public var isFlagged: Bool

  /// The verdict with these values.
  public init(host: IPAddress, window: Int, score: Double, isFlagged: Bool) {
    self.host = host
    self.window = window
    self.score = score
    self.isFlagged = isFlagged
  }
}

/// What a method says of every host in every judged window.
struct Verdicts {
  /// By window, then host, each once.
  let rows: [Verdict]
  /// Alarms that belong together: rows of each.
  let alarms: [[Int]]

  /// - Parameters:
  ///   - rows: In any order.
  ///   - paths: Flagged hosts on one path, in windows in which it has hops of theirs, are one
  ///     alarm.
  ///   - windows: The judged windows.
  init(_ rows: [Verdict], paths: [AttackPath] = [], windows: [TimeRange]) {
    let rows = rows.sorted { ($0.window, $0.host) < ($1.window, $1.host) }
    let flagged = rows.indices.filter { rows[$0].isFlagged }
    var groups = Dictionary(uniqueKeysWithValues: flagged.map { ($0, $0) })
    func group(of row: Int) -> Int {
      var row = row
      while let next = groups[row], next != row { row = next }
      return row
    }
    for path in paths {
      var members: Set<HostAndWindow> = []
      for hop in path.hops {
        guard let window = windows.firstIndex(where: { $0.contains(hop.edge.firstSeen) })
        else { continue }
        members.insert(HostAndWindow(host: hop.edge.source, window: window))
        members.insert(HostAndWindow(host: hop.edge.target, window: window))
      }
      let own = flagged.filter {
        members.contains(HostAndWindow(host: rows[$0].host, window: rows[$0].window))
      }
      for row in own { groups[group(of: row)] = group(of: own[0]) }
    }
    let together = Dictionary(grouping: flagged, by: group)
    self.rows = rows
    alarms = together.keys.sorted().compactMap { together[$0] }
  }
}
