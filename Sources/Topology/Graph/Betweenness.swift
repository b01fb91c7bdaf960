// SPDX-License-Identifier: Apache-2.0

import Flows

/// How many shortest ways between other hosts lead through each host.
///
/// High at jump hosts and gateways. A workstation whose betweenness rises has become a stepping
/// stone: others' ways now lead through it.
///
/// Source: U. Brandes, *A Faster Algorithm for Betweenness Centrality*, Journal of Mathematical
/// Sociology 25, 2001; from sampled sources: U. Brandes, C. Pich, *Centrality Estimation in Large
/// Networks*, International Journal of Bifurcation and Chaos 17, 2007.
public struct Betweenness: Sendable {
  /// Values and how sure they are.
  public struct Estimate: Sendable, Equatable {
    /// By host: the share of ordered pairs of other hosts whose shortest ways lead through it,
    /// each way with its share of the pair's; 0...1, and 0 for fewer than three hosts.
    public let values: [Double]
    /// By host: the standard error of the value; 0 if it is exact.
    public let standardErrors: [Double]
    /// From how many hosts ways were followed.
    public let sourceCount: Int
  }

  /// How many hosts ways are followed from; nil for all.
  public let sampleSize: Int?
  /// Fixes the sample.
  public let seed: UInt64
  private let chosen: [Int32]?

  /// Exact if `sampleSize` is nil or not below the number of hosts, else estimated.
  public init(sampleSize: Int? = nil, seed: UInt64 = 1) {
    self.sampleSize = sampleSize
    self.seed = seed
    chosen = nil
  }

  /// Estimated from ways that start at these hosts.
  public init(from sources: [Int32]) {
    sampleSize = sources.count
    seed = 0
    chosen = sources
  }

  /// Pieces of work: sums inside a piece and over pieces are always made in the same order.
  private static let pieces = 16

  /// The betweenness of every host.
  ///
  /// - Complexity: O(sources · (*V* + *E*)) time, O(*V* · threads) space.
  public func callAsFunction(_ graph: HostGraph, threads: Int) async -> Estimate {
    let sources = sources(graph)
    let parts = await Parallel.map(Self.pieces, threads: threads) { piece in
      Self.part(piece, sources, graph)
    }
    return estimate(parts, sources.count, graph.hostCount)
  }

  /// The same to the last bit, on this thread.
  public func callAsFunction(_ graph: HostGraph) -> Estimate {
    let sources = sources(graph)
    let parts = (0..<Self.pieces).map { Self.part($0, sources, graph) }
    return estimate(parts, sources.count, graph.hostCount)
  }

  private func sources(_ graph: HostGraph) -> [Int32] {
    if let chosen { return chosen }
    let hosts = (0..<Int32(graph.hostCount)).map(\.self)
    guard let sampleSize, sampleSize < hosts.count else { return hosts }
    // By a hash of the number, so that a graph and the same with a few hosts more are measured
    // from nearly the same hosts.
    let draw = hosts.map { host -> (UInt64, Int32) in
      var generator = SeededGenerator(seed: seed &+ UInt64(host) &* 0x9e37_79b9_7f4a_7c15)
      return (generator.next(), host)
    }
    return draw.sorted { $0 < $1 }.prefix(sampleSize).map(\.1).sorted()
  }

  private static func part(
    _ piece: Int, _ sources: [Int32], _ graph: HostGraph
  ) -> ShortestWays {
    var ways = ShortestWays(graph)
    let range = piece * sources.count / pieces..<(piece + 1) * sources.count / pieces
    for place in range { ways.add(from: Int(sources[place])) }
    return ways
  }

  private func estimate(_ parts: [ShortestWays], _ k: Int, _ n: Int) -> Estimate {
    var sums = [Double](repeating: 0, count: n)
    var squares = sums
    for part in parts {
      for host in 0..<n {
        sums[host] += part.sums[host]
        squares[host] += part.squares[host]
      }
    }
    let pairs = Double(n - 1) * Double(n - 2)
    guard n > 2, k > 0 else {
      return Estimate(
        values: sums.map { _ in 0 }, standardErrors: sums.map { _ in 0 }, sourceCount: k)
    }
    let scale = Double(n) / Double(k)
    let errors = zip(sums, squares).map { sum, square -> Double in
      guard k < n, k > 1 else { return 0 }
      let variance = max(0, square - sum * sum / Double(k)) / Double(k - 1)
      let finite = 1 - Double(k) / Double(n)
      return Double(n) * (variance / Double(k) * finite).squareRoot() / pairs
    }
    return Estimate(
      values: sums.map { $0 * scale / pairs }, standardErrors: errors, sourceCount: k)
  }
}
