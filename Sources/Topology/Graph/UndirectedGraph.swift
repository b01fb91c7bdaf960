// SPDX-License-Identifier: Apache-2.0

/// Who talked with whom, whoever began: a host graph without directions.
public struct UndirectedGraph: Sendable, Equatable {
  /// Start of each host's neighbours; one longer than the number of hosts.
  public let offsets: [Int32]
  /// Neighbours of each host, ascending, each once, never the host itself.
  public let neighbours: [Int32]

  /// The graph without its directions.
  ///
  /// - Complexity: O(*V* + *E*) time and space.
  public init(_ graph: HostGraph) {
    var offsets: [Int32] = [0]
    offsets.reserveCapacity(graph.hostCount + 1)
    var neighbours: [Int32] = []
    neighbours.reserveCapacity(2 * graph.targets.count)
    for host in 0..<graph.hostCount {
      var out = graph.outEdges(of: host)
      var into = graph.inEdges(of: host)
      while !out.isEmpty || !into.isEmpty {
        let target = out.isEmpty ? Int32.max : graph.targets[out.lowerBound]
        let source = into.isEmpty ? Int32.max : graph.sources[into.lowerBound]
        if target <= source { out.removeFirst() }
        if source <= target { into.removeFirst() }
        let neighbour = min(target, source)
        if neighbour != host { neighbours.append(neighbour) }
      }
      offsets.append(Int32(neighbours.count))
    }
    self.offsets = offsets
    self.neighbours = neighbours
  }

  /// How many hosts there are.
  public var hostCount: Int { offsets.count - 1 }

  /// Places in ``neighbours`` of `host`'s.
  public func edges(of host: Int) -> Range<Int> {
    Int(offsets[host])..<Int(offsets[host + 1])
  }

  /// How many neighbours `host` has.
  public func degree(of host: Int) -> Int { Int(offsets[host + 1] - offsets[host]) }
}
