// SPDX-License-Identifier: Apache-2.0

/// In how many triangles each host is: three hosts that all talk with one another.
///
/// Workstations that only talk to servers close none; hosts that start to talk among themselves,
/// as a worm's or a cluster's do, close many.
///
/// Source: T. Schank, D. Wagner, *Finding, Counting and Listing All Triangles in Large Graphs*,
/// WEA 2005 (algorithm "forward", hosts ordered by degree).
public struct Triangles: Sendable {
  /// Triangles by host.
  public let counts: [Int64]

  /// Counts them.
  ///
  /// - Complexity: O(*E*^1.5) time, O(*V* + *E*) space.
  public init(_ graph: UndirectedGraph) {
    let n = graph.hostCount
    var counts = [Int64](repeating: 0, count: n)
    let forward = Self.forward(graph)
    // One bit a host: the marks of large networks stay in the fastest cache.
    let ahead = 6  // rows; a row is too short to hide a slow read behind one
    var warmed: Int32 = 0
    var marks = [UInt64](repeating: 0, count: n / 64 + 1)
    for host in 0..<n {
      let row = Int(forward.offsets[host])..<Int(forward.offsets[host + 1])
      for place in row {
        let near = Int(forward.hosts[place])
        marks[near >> 6] |= 1 << UInt64(near & 63)
      }
      for place in row {
        // Rows lie all over memory: one is asked for well before it is read.
        if place + ahead < row.upperBound {
          let later = Int(forward.offsets[Int(forward.hosts[place + ahead])])
          if later < forward.hosts.count { warmed ^= forward.hosts[later] }
        }
        let second = Int(forward.hosts[place])
        var found: Int64 = 0
        for other in Int(forward.offsets[second])..<Int(forward.offsets[second + 1]) {
          let third = Int(forward.hosts[other])
          guard marks[third >> 6] >> UInt64(third & 63) & 1 == 1 else { continue }
          found &+= 1
          counts[third] &+= 1
        }
        counts[second] += found
        counts[host] += found
      }
      for place in row { marks[Int(forward.hosts[place]) >> 6] = 0 }
    }
    precondition(warmed >= 0, "hosts are numbered from 0")
    self.counts = counts
  }

  /// Each host's neighbours of higher degree, or of equal degree and higher number: no host has
  /// more than √(2 *E*) of them.
  private static func forward(_ graph: UndirectedGraph) -> (offsets: [Int32], hosts: [Int32]) {
    var offsets: [Int32] = [0]
    offsets.reserveCapacity(graph.hostCount + 1)
    let ranks = (0..<graph.hostCount).map { Int64(graph.degree(of: $0)) << 32 | Int64($0) }
    // Each edge goes one way; one place more takes what a host without any writes in vain.
    var hosts = [Int32](repeating: 0, count: graph.neighbours.count / 2 + 1)
    var count = 0
    for host in 0..<graph.hostCount {
      for place in graph.edges(of: host) {
        let other = graph.neighbours[place]
        hosts[count] = other
        count &+= ranks[Int(other)] > ranks[host] ? 1 : 0
      }
      offsets.append(Int32(count))
    }
    return (offsets, hosts)
  }
}

/// How many of a host's neighbours talk with one another, 0...1.
///
/// Low at servers, whose clients have no business among themselves; a workstation whose
/// neighbours are one another's neighbours sits in a mesh.
///
/// Source: D. J. Watts, S. H. Strogatz, *Collective Dynamics of 'Small-World' Networks*, Nature
/// 393, 1998.
public struct Clustering: Sendable {
  /// The coefficient.
  public init() {}

  /// One coefficient per host: the share of pairs of its neighbours that are neighbours, 0 for
  /// hosts with fewer than two.
  ///
  /// - Complexity: O(*E*^1.5).
  public func callAsFunction(_ graph: UndirectedGraph, _ triangles: Triangles) -> [Double] {
    (0..<graph.hostCount).map { host in
      let degree = Double(graph.degree(of: host))
      return degree < 2 ? 0 : Double(triangles.counts[host]) / (degree * (degree - 1) / 2)
    }
  }

  /// The same, counting triangles first.
  public func callAsFunction(_ graph: UndirectedGraph) -> [Double] {
    self(graph, Triangles(graph))
  }
}
