// SPDX-License-Identifier: Apache-2.0

import Flows

/// The graph of each service in a window: hosts that get through to one another on it.
///
/// A worm, or somebody with a list of targets, joins hosts on one port that had nothing to do with
/// one another: the port's graph gains hosts, or its components grow together.
///
/// Source: M. P. Collins, M. K. Reiter, *Hit-List Worm Detection and Bot Identification in Large
/// Networks Using Protocol Graphs*, RAID 2007.
struct PortGraphs {
  struct PortGraph: Equatable {
    let service: Service
    /// Hosts with a connection on it.
    let hosts: Int
    /// Hosts in its largest weakly connected component.
    let largestComponent: Int
  }

  /// In order of services.
  private(set) var graphs: [PortGraph] = []

  /// The graphs of a window's completed connections between internal hosts.
  ///
  /// - Parameter edges: The window's edges, ticks merged.
  /// - Complexity: O(*E* log *E*).
  init(_ edges: EdgeTable) {
    let internet = edges.hosts.index(of: .internet).map(Int32.init) ?? -1
    var rows: [UInt64] = []
    for row in 0..<edges.count
    where edges.failedFlows[row] < edges.flows[row] && edges.sources[row] != internet
      && edges.targets[row] != internet
    {
      rows.append(edges.services[row].bits << 32 | UInt64(row))
    }
    rows.sort()
    var sets = DisjointSets(count: edges.hosts.count)
    var isHere = [Bool](repeating: false, count: edges.hosts.count)
    var start = 0
    while start < rows.count {
      var end = start
      var hosts: [Int] = []
      while end < rows.count, rows[end] >> 32 == rows[start] >> 32 {
        let row = Int(rows[end] & 0xffff_ffff)
        for host in [Int(edges.sources[row]), Int(edges.targets[row])] where !isHere[host] {
          isHere[host] = true
          hosts.append(host)
        }
        sets.join(Int(edges.sources[row]), Int(edges.targets[row]))
        end += 1
      }
      graphs.append(
        PortGraph(
          service: Service(bits: rows[start] >> 32), hosts: hosts.count,
          largestComponent: hosts.reduce(0) { max($0, sets.size(of: $1)) }))
      for host in hosts { isHere[host] = false }
      sets.reset(hosts)
      start = end
    }
  }

  /// The place in ``graphs`` of `service`'s; nil if nobody got through on it.
  func place(of service: Service) -> Int? {
    var low = 0
    var high = graphs.count
    while low < high {
      let middle = (low + high) / 2
      if graphs[middle].service < service { low = middle + 1 } else { high = middle }
    }
    return low < graphs.count && graphs[low].service == service ? low : nil
  }
}

/// How large the graph of each service was in past windows.
struct PortGraphHistory: Sendable {
  struct Sums: Equatable {
    var hosts: Int64 = 0
    var hostSquares: Int64 = 0
    var component: Int64 = 0
    var componentSquares: Int64 = 0
  }

  private(set) var services = KeyNumbers()
  private(set) var sums: [Sums] = []
  private var windows = 0

  init() {}

  /// The history of these sums, one per service, over `windows` windows.
  init(services: KeyNumbers, sums: [Sums], windows: Int) {
    self.services = services
    self.sums = sums
    self.windows = windows
  }

  mutating func fold(_ ports: PortGraphs) {
    windows += 1
    for graph in ports.graphs {
      let place = services.number(of: KeyNumbers.Key(0, graph.service))
      if place == sums.count { sums.append(Sums()) }
      sums[place].hosts += Int64(graph.hosts)
      sums[place].hostSquares += Int64(graph.hosts) * Int64(graph.hosts)
      sums[place].component += Int64(graph.largestComponent)
      sums[place].componentSquares += Int64(graph.largestComponent) * Int64(graph.largestComponent)
    }
  }

  /// By how many standard deviations, of at least one host, a graph exceeds the mean over all past
  /// windows, in hosts and in its largest component; 0 with fewer than two windows.
  func excess(_ graph: PortGraphs.PortGraph) -> (hosts: Double, component: Double) {
    guard windows >= 2 else { return (0, 0) }
    let place = services.index(of: KeyNumbers.Key(0, graph.service))
    let known = place.map { sums[$0] } ?? Sums()
    return (
      excess(graph.hosts, known.hosts, known.hostSquares),
      excess(graph.largestComponent, known.component, known.componentSquares)
    )
  }

  private func excess(_ value: Int, _ sum: Int64, _ squares: Int64) -> Double {
    let n = Double(windows)
    let mean = Double(sum) / n
    let variance = max(0, n * Double(squares) - Double(sum) * Double(sum)) / (n * n)
    return max(0, (Double(value) - mean) / max(variance.squareRoot(), 1))
  }
}
