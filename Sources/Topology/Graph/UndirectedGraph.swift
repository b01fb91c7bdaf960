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
    var neighbours = [Int32](repeating: 0, count: 2 * graph.targets.count)
    var count = 0
    for host in 0..<graph.hostCount {
      let out = graph.outEdges(of: host)
      let into = graph.inEdges(of: host)
      var (a, b) = (out.lowerBound, into.lowerBound)
      while a < out.upperBound || b < into.upperBound {
        let target = a < out.upperBound ? graph.targets[a] : .max
        let source = b < into.upperBound ? graph.sources[b] : .max
        let neighbour = min(target, source)
        a &+= target == neighbour ? 1 : 0
        b &+= source == neighbour ? 1 : 0
        neighbours[count] = neighbour
        count &+= neighbour == host ? 0 : 1
      }
      offsets.append(Int32(count))
    }
    neighbours.removeLast(neighbours.count - count)
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
