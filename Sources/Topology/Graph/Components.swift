// SPDX-License-Identifier: Apache-2.0

/// Which hosts hang together.
///
/// Weakly: connections in any direction join them, so a worm's victims are one component of its
/// port's graph. Strongly: each can reach each along the direction of connections.
public enum Components {
  /// The number of each host's weakly connected component, numbered by their first hosts.
  ///
  /// Source: R. E. Tarjan, *Efficiency of a Good But Not Linear Set Union Algorithm*, Journal of
  /// the ACM 22, 1975 (path halving).
  ///
  /// - Complexity: O(*V* + *E* α(*V*)) time, O(*V*) space.
  public static func weak(_ graph: HostGraph) -> [Int32] {
    var sets = DisjointSets(count: graph.hostCount)
    for host in 0..<graph.hostCount {
      for edge in graph.outEdges(of: host) { sets.join(host, Int(graph.targets[edge])) }
    }
    return numbered((0..<graph.hostCount).map { Int32(sets.find($0)) })
  }

  /// The number of each host's strongly connected component, numbered by their first hosts.
  ///
  /// Source: R. E. Tarjan, *Depth-First Search and Linear Graph Algorithms*, SIAM Journal on
  /// Computing 1, 1972; with one array as in D. J. Pearce, *A Space-Efficient Algorithm for
  /// Finding Strongly Connected Components*, Information Processing Letters 116, 2016.
  ///
  /// - Complexity: O(*V* + *E*) time, O(*V*) space; no recursion.
  public static func strong(_ graph: HostGraph) -> [Int32] {
    let n = graph.hostCount
    // 0 is not visited; then the order of visit or the least one reachable; from the top down
    // the numbers of finished components.
    var low = [Int32](repeating: 0, count: n)
    var isRoot = [Bool](repeating: true, count: n)
    var next = (0..<n).map { graph.outOffsets[$0] }
    var path: [Int32] = []
    var open: [Int32] = []
    var visit: Int32 = 1
    var component = Int32(n)
    for start in 0..<n where low[start] == 0 {
      path.append(Int32(start))
      low[start] = visit
      visit += 1
      while let last = path.last {
        let host = Int(last)
        let edge = Int(next[host])
        if edge < Int(graph.outOffsets[host + 1]) {
          let target = Int(graph.targets[edge])
          if low[target] == 0 {
            low[target] = visit
            visit += 1
            path.append(Int32(target))
            continue
          }
          next[host] += 1
          if low[target] < low[host] {
            low[host] = low[target]
            isRoot[host] = false
          }
          continue
        }
        path.removeLast()
        guard isRoot[host] else {
          open.append(last)
          continue
        }
        visit -= 1
        while let other = open.last, low[Int(other)] >= low[host] {
          open.removeLast()
          low[Int(other)] = component
          visit -= 1
        }
        low[host] = component
        component -= 1
      }
    }
    return numbered(low)
  }

  /// The same classes, numbered from 0 in the order of their first members.
  private static func numbered(_ labels: [Int32]) -> [Int32] {
    var numbers = [Int32](repeating: -1, count: Int(labels.max() ?? 0) + 1)
    var count: Int32 = 0
    return labels.map { label in
      if numbers[Int(label)] < 0 {
        numbers[Int(label)] = count
        count += 1
      }
      return numbers[Int(label)]
    }
  }
}

/// Sets of hosts that grow together.
struct DisjointSets {
  private var parents: [Int32]
  private var sizes: [Int32]

  init(count: Int) {
    parents = (0..<Int32(count)).map(\.self)
    sizes = [Int32](repeating: 1, count: count)
  }

  /// The host that stands for `host`'s set.
  mutating func find(_ host: Int) -> Int {
    var host = host
    while Int(parents[host]) != host {
      parents[host] = parents[Int(parents[host])]
      host = Int(parents[host])
    }
    return host
  }

  /// Makes one set of two; the larger one's representative stays, of equals the lower.
  mutating func join(_ a: Int, _ b: Int) {
    var a = find(a)
    var b = find(b)
    guard a != b else { return }
    if (sizes[b], a) > (sizes[a], b) { swap(&a, &b) }
    parents[b] = Int32(a)
    sizes[a] += sizes[b]
  }

  /// How many hosts are in `host`'s set.
  mutating func size(of host: Int) -> Int { Int(sizes[find(host)]) }

  /// Makes each of `hosts` a set of its own; whole sets only.
  mutating func reset(_ hosts: [Int]) {
    for host in hosts {
      parents[host] = Int32(host)
      sizes[host] = 1
    }
  }
}
