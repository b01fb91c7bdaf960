// SPDX-License-Identifier: Apache-2.0

/// The directed graph of host pairs of a window, ports left out, in compressed sparse rows.
///
/// Each ordered pair of hosts that talked is one arc, whatever the number of services.
public struct HostGraph: Sendable, Equatable {
  /// How many hosts there are.
  public let hostCount: Int
  /// Start of each host's arcs in `targets`; one longer than the number of hosts.
  public let outOffsets: [Int32]
  /// Targets of each host's arcs, ascending inside a host.
  public let targets: [Int32]
  /// Start of each host's arcs in `sources`; one longer than the number of hosts.
  public let inOffsets: [Int32]
  /// Sources of the arcs into each host, ascending inside a host.
  public let sources: [Int32]

  /// The graph of these arcs, in any order, repeats allowed.
  ///
  /// - Parameters:
  ///   - hostCount: How many hosts there are.
  ///   - sources: One source per arc, in 0..<`hostCount`.
  ///   - targets: One target per arc, in 0..<`hostCount`.
  /// - Precondition: `sources` and `targets` are equally long.
  /// - Complexity: O(*V* + *E* log *E*).
  public init(hostCount: Int, sources: [Int32], targets: [Int32]) {
    precondition(sources.count == targets.count, "an arc has a source and a target")
    var arcs = zip(sources, targets).map { UInt64($0) << 32 | UInt64($1) }
    arcs.sort()
    var kept: [UInt64] = []
    kept.reserveCapacity(arcs.count)
    for arc in arcs where arc != kept.last { kept.append(arc) }
    self.hostCount = hostCount
    outOffsets = Self.offsets(kept.lazy.map { Int($0 >> 32) }, hostCount)
    self.targets = kept.map { Int32($0 & 0xffff_ffff) }
    inOffsets = Self.offsets(kept.lazy.map { Int($0 & 0xffff_ffff) }, hostCount)
    var next = inOffsets
    var incoming = [Int32](repeating: 0, count: kept.count)
    for arc in kept {
      let target = Int(arc & 0xffff_ffff)
      incoming[Int(next[target])] = Int32(arc >> 32)
      next[target] += 1
    }
    self.sources = incoming
  }

  /// The graph of a window's edges.
  public init(_ edges: EdgeTable) {
    self.init(hostCount: edges.hosts.count, sources: edges.sources, targets: edges.targets)
  }

  private static func offsets(_ hosts: some Sequence<Int>, _ hostCount: Int) -> [Int32] {
    var offsets = [Int32](repeating: 0, count: hostCount + 1)
    for host in hosts { offsets[host + 1] += 1 }
    for host in 0..<hostCount { offsets[host + 1] += offsets[host] }
    return offsets
  }

  /// Places in ``targets`` of the arcs out of `host`.
  public func outEdges(of host: Int) -> Range<Int> {
    Int(outOffsets[host])..<Int(outOffsets[host + 1])
  }

  /// Places in ``sources`` of the arcs into `host`.
  public func inEdges(of host: Int) -> Range<Int> {
    Int(inOffsets[host])..<Int(inOffsets[host + 1])
  }

  /// Whether `source` opened a connection to `target`.
  ///
  /// - Complexity: O(log degree).
  public func hasArc(_ source: Int, _ target: Int) -> Bool {
    var range = outEdges(of: source)
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      if targets[middle] == target { return true }
      range =
        targets[middle] < target ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return false
  }
}
