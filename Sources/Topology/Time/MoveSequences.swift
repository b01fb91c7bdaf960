// SPDX-License-Identifier: Apache-2.0

import Flows

/// What hosts did after what was done to them, in one window; by host.
struct MoveSequences {
  /// Services on which the host was reached and then reached out for the first time ever, within
  /// a minute, an hour, a day.
  let reversals: (minute: [Int32], hour: [Int32], day: [Int32])
  /// Hops in the longest chain of first moves that ends at the host.
  let chainDepth: [Int32]
  /// Internal (target, service) the host got through to for the first time after having failed.
  let firstSuccesses: [Int32]
  /// Hosts that can have been reached from the host, and from which it can have been reached, over
  /// services that give control.
  let reach: (downstream: [Int32], upstream: [Int32])

  /// - Complexity: O(*E* log *E*), reach O(*E* · *V* / 64).
  init(hourly: EdgeTable, edges: EdgeTable, known: KnownEdges) {
    let internet = edges.hosts.index(of: .internet).map(Int32.init) ?? -1
    reversals = RoleReversals(hourly, edges, known, internet).counts
    chainDepth = Self.chainDepth(edges, known, internet)
    firstSuccesses = Self.firstSuccesses(hourly, edges, known, internet)
    reach = TimeRespectingReach(
      Self.contacts(hourly, internet), hostCount: edges.hosts.count
    ).counts()
  }

  private static func contacts(_ hourly: EdgeTable, _ internet: Int32) -> [Contact] {
    var contacts: [Contact] = []
    for row in 0..<hourly.count
    where hourly.services[row].givesControl && hourly.failedFlows[row] < hourly.flows[row] {
      let (source, target) = (hourly.sources[row], hourly.targets[row])
      guard source != internet, target != internet else { continue }
      contacts.append(Contact(time: hourly.firstSeen[row], source: source, target: target))
      if hourly.lastSeen[row] > hourly.firstSeen[row] {
        contacts.append(Contact(time: hourly.lastSeen[row], source: source, target: target))
      }
    }
    return contacts
  }

  /// First moves are internal, completed, on a service that gives control, and new as such.
  private static func chainDepth(
    _ edges: EdgeTable, _ known: KnownEdges, _ internet: Int32
  ) -> [Int32] {
    let moves = (0..<edges.count).filter { row in
      edges.services[row].givesControl && edges.failedFlows[row] < edges.flows[row]
        && !known.isCompleted[row] && edges.sources[row] != internet
        && edges.targets[row] != internet
    }.sorted { (edges.firstSeen[$0], $0) < (edges.firstSeen[$1], $1) }
    var depth = [Int32](repeating: 0, count: edges.hosts.count)
    var start = 0
    while start < moves.count {
      var end = start
      while end < moves.count, edges.firstSeen[moves[end]] == edges.firstSeen[moves[start]] {
        end += 1
      }
      let group = moves[start..<end]
      let reached = group.map { depth[Int(edges.sources[$0])] + 1 }
      for (row, hops) in zip(group, reached) {
        let target = Int(edges.targets[row])
        depth[target] = max(depth[target], hops)
      }
      start = end
    }
    return depth
  }

  private static func firstSuccesses(
    _ hourly: EdgeTable, _ edges: EdgeTable, _ known: KnownEdges, _ internet: Int32
  ) -> [Int32] {
    var candidates = KeyNumbers()
    var isSource = [Bool](repeating: false, count: edges.hosts.count)
    for row in 0..<edges.count
    where edges.failedFlows[row] > 0 && edges.failedFlows[row] < edges.flows[row]
      && !known.isCompleted[row] && edges.targets[row] != internet
      && edges.sources[row] != internet
    {
      isSource[Int(edges.sources[row])] = true
      _ = candidates.number(
        of: KeyNumbers.Key(edges.sources[row], edges.targets[row], edges.services[row]))
    }
    var hasFailed = [Bool](repeating: false, count: candidates.count)
    var isDone = hasFailed
    var counts = [Int32](repeating: 0, count: edges.hosts.count)
    for row in 0..<hourly.count where isSource[Int(hourly.sources[row])] {
      let key = KeyNumbers.Key(hourly.sources[row], hourly.targets[row], hourly.services[row])
      guard let edge = candidates.index(of: key), !isDone[edge] else { continue }
      if hourly.failedFlows[row] > 0 { hasFailed[edge] = true }
      if hourly.failedFlows[row] < hourly.flows[row] {
        isDone[edge] = true
        if hasFailed[edge] { counts[Int(hourly.sources[row])] += 1 }
      }
    }
    return counts
  }
}
