// SPDX-License-Identifier: Apache-2.0

private import Glibc

/// How far the number of connections among a host's neighbours is from what is usual for so many
/// neighbours.
///
/// High for stars far larger than the others' and for cliques: a host that suddenly talks to
/// many who do not talk among themselves, or to few who all do.
///
/// Source: L. Akoglu, M. McGlohon, C. Faloutsos, *OddBall: Spotting Anomalies in Weighted Graphs*,
/// PAKDD 2010 (egonet density power law), with the line fitted to all hosts instead of to medians
/// of bins.
public struct EgonetResidual: Sendable {
  /// The residual.
  public init() {}

  /// One value per host, at least 0: (larger / smaller of edges and expected edges) · ln(their
  /// difference + 1); 0 for hosts without neighbours.
  ///
  /// - Complexity: O(*V*) once triangles are counted.
  public func callAsFunction(_ graph: UndirectedGraph, _ triangles: Triangles) -> [Double] {
    let n = graph.hostCount
    let degrees = (0..<n).map { Double(graph.degree(of: $0)) }
    let edges = (0..<n).map { degrees[$0] + Double(triangles.counts[$0]) }
    let (a, b) = Self.line(
      zip(degrees, edges).filter { $0.0 > 0 }.map { (log($0), log($1)) })
    return zip(degrees, edges).map { degree, edges in
      guard degree > 0 else { return 0 }
      let expected = exp(a) * pow(degree, b)
      return max(edges, expected) / min(edges, expected) * log(abs(edges - expected) + 1)
    }
  }

  /// Least squares; a level line where all x are equal.
  private static func line(_ points: [(x: Double, y: Double)]) -> (a: Double, b: Double) {
    guard !points.isEmpty else { return (0, 0) }
    let n = Double(points.count)
    let meanX = points.reduce(0) { $0 + $1.x } / n
    let meanY = points.reduce(0) { $0 + $1.y } / n
    let spread = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
    let common = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
    let isLevel = points.allSatisfy { $0.x == points[0].x }
    let b = isLevel ? 0 : common / spread
    return (meanY - b * meanX, b)
  }
}
