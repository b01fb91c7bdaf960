// SPDX-License-Identifier: Apache-2.0

/// How deep in the well-connected middle of the network each host lies.
///
/// A host has core number *k* if it belongs to a part of the network where everybody has at least
/// *k* neighbours in that part. Workstations lie at the rim, shared servers in the core; a
/// workstation that moves inward talks like a server.
///
/// Source: S. B. Seidman, *Network Structure and Minimum Degree*, Social Networks 5, 1983;
/// V. Batagelj, M. Zaveršnik, *An O(m) Algorithm for Cores Decomposition of Networks*, 2003.
public struct CoreDecomposition: Sendable {
  /// The decomposition.
  public init() {}

  /// One core number per host, at least 0.
  ///
  /// - Complexity: O(*V* + *E*) time, O(*V*) space.
  public func callAsFunction(_ graph: UndirectedGraph) -> [Int32] {
    let n = graph.hostCount
    var degree = (0..<n).map { Int32(graph.degree(of: $0)) }
    // Hosts by degree; `starts[d]` is where those of degree d begin.
    var starts = [Int32](repeating: 0, count: Int(degree.max() ?? 0) + 2)
    for d in degree { starts[Int(d) + 1] += 1 }
    for d in 1..<starts.count { starts[d] += starts[d - 1] }
    var next = starts
    var place = [Int32](repeating: 0, count: n)
    var order = place
    for host in 0..<n {
      let d = Int(degree[host])
      place[host] = next[d]
      order[Int(next[d])] = Int32(host)
      next[d] += 1
    }
    for position in 0..<n {
      let host = Int(order[position])
      for edge in graph.edges(of: host) {
        let other = Int(graph.neighbours[edge])
        let d = Int(degree[other])
        guard d > Int(degree[host]) else { continue }
        // Swaps the neighbour with the first host of its degree, which then is of one less.
        let first = max(Int(starts[d]), position + 1)
        let swapped = order[first]
        order[first] = Int32(other)
        order[Int(place[other])] = swapped
        place[Int(swapped)] = place[other]
        place[other] = Int32(first)
        starts[d] = Int32(first + 1)
        degree[other] -= 1
      }
    }
    return degree
  }
}
