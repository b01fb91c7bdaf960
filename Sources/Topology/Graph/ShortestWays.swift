// SPDX-License-Identifier: Apache-2.0

/// Follows all shortest ways from one source after the other and sums what each host carries.
///
/// Level by level, forward to count ways and backward to share them out. Between two levels either
/// the near one's arcs out or the far one's arcs in are read, whichever are fewer; hosts of other
/// levels have weight 0 then, so that the inner loops need no test.
struct ShortestWays {
  private let graph: HostGraph
  /// By host, over sources: the ways' ends that hang on it, and their squares.
  private(set) var sums: [Double]
  private(set) var squares: [Double]

  /// By host: 0 for the source, -1 for those not reached.
  private var level: [Int32]
  /// By host: number of shortest ways from the source, to a scale that is common to a level.
  private var ways: [Double]
  private var dependency: [Double]
  private var weight: [Double]
  /// Hosts in order of level, and where levels start.
  private var order: [Int32]
  private var starts: [Int] = []
  /// By level: what its ways were multiplied by on top of the level before's.
  private var scales: [Double] = []

  init(_ graph: HostGraph) {
    self.graph = graph
    let zeros = [Double](repeating: 0, count: graph.hostCount)
    (sums, squares, ways, dependency, weight) = (zeros, zeros, zeros, zeros, zeros)
    level = [Int32](repeating: -1, count: graph.hostCount)
    order = [Int32](repeating: 0, count: graph.hostCount)
  }

  /// Adds what every host carries of the ways from `source`.
  mutating func add(from source: Int) {
    order[0] = Int32(source)
    level[source] = 0
    ways[source] = 1
    starts = [0, 1]
    scales = [1]
    var unreachedArcs = graph.sources.count - graph.inEdges(of: source).count
    while starts[starts.count - 1] > starts[starts.count - 2] {
      let reached = nextLevel(unreachedArcs: unreachedArcs)
      for place in starts[starts.count - 1]..<reached {
        unreachedArcs -= graph.inEdges(of: Int(order[place])).count
      }
      starts.append(reached)
      rescale()
    }
    shareOut()
    for place in 1..<max(1, starts[starts.count - 1]) {
      let host = Int(order[place])
      sums[host] += dependency[host]
      squares[host] += dependency[host] * dependency[host]
    }
    for place in 0..<starts[starts.count - 1] {
      let host = Int(order[place])
      level[host] = -1
      ways[host] = 0
      dependency[host] = 0
    }
  }

  /// Fills in the level after the last one; returns where it ends.
  private mutating func nextLevel(unreachedArcs: Int) -> Int {
    let number = Int32(starts.count - 1)
    let last = starts[starts.count - 2]..<starts[starts.count - 1]
    var arcs = 0
    for place in last { arcs += graph.outEdges(of: Int(order[place])).count }
    var end = last.upperBound
    if arcs <= unreachedArcs + graph.hostCount {
      for place in last {
        let host = Int(order[place])
        let own = ways[host]
        for arc in graph.outEdges(of: host) {
          let target = Int(graph.targets[arc])
          if level[target] < 0 {
            level[target] = number
            order[end] = Int32(target)
            end += 1
          }
          if level[target] == number { ways[target] += own }
        }
      }
      return end
    }
    for place in last { weight[Int(order[place])] = ways[Int(order[place])] }
    for host in 0..<graph.hostCount where level[host] < 0 {
      var sum = 0.0
      for arc in graph.inEdges(of: host) { sum += weight[Int(graph.sources[arc])] }
      guard sum > 0 else { continue }
      ways[host] = sum
      level[host] = number
      order[end] = Int32(host)
      end += 1
    }
    for place in last { weight[Int(order[place])] = 0 }
    return end
  }

  /// Numbers of ways multiply from level to level; hostile graphs would overflow them.
  private mutating func rescale() {
    let last = starts[starts.count - 2]..<starts[starts.count - 1]
    var most = 0.0
    for place in last { most = max(most, ways[Int(order[place])]) }
    guard most > 1e200 else { return scales.append(1) }
    for place in last {
      let host = Int(order[place])
      ways[host] = max(ways[host] * 1e-200, 1e-300)
    }
    scales.append(1e-200)
  }

  /// From the farthest level back, what hangs on each host: its dependency.
  private mutating func shareOut() {
    var number = starts.count - 3
    while number >= 1 {
      defer { number -= 1 }
      let near = starts[number - 1]..<starts[number]
      let far = starts[number]..<starts[number + 1]
      guard number - 1 > 0 else { return }
      var arcsOut = 0
      var arcsIn = 0
      for place in near { arcsOut += graph.outEdges(of: Int(order[place])).count }
      for place in far { arcsIn += graph.inEdges(of: Int(order[place])).count }
      if arcsOut <= arcsIn {
        for place in far {
          let host = Int(order[place])
          weight[host] = (1 + dependency[host]) / ways[host] * scales[number]
        }
        for place in near {
          let host = Int(order[place])
          var sum = 0.0
          for arc in graph.outEdges(of: host) { sum += weight[Int(graph.targets[arc])] }
          dependency[host] = ways[host] * sum
        }
        for place in far { weight[Int(order[place])] = 0 }
      } else {
        for place in far {
          let host = Int(order[place])
          let own = (1 + dependency[host]) / ways[host] * scales[number]
          for arc in graph.inEdges(of: host) { weight[Int(graph.sources[arc])] += own }
        }
        for place in near {
          let host = Int(order[place])
          dependency[host] = ways[host] * weight[host]
        }
        for place in far {
          for arc in graph.inEdges(of: Int(order[place])) {
            weight[Int(graph.sources[arc])] = 0
          }
        }
      }
    }
  }
}
