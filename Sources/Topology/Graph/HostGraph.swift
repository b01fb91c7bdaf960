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
  /// - Complexity: O(*V* + *E*) time and space.
  public init(hostCount: Int, sources: [Int32], targets: [Int32]) {
    precondition(sources.count == targets.count, "an arc has a source and a target")
    self.hostCount = hostCount
    var byTarget = Self.grouped(sources, by: targets, hostCount)
    // Targets come in ascending order now, so each row fills in order and repeats are neighbours.
    var outOffsets = Self.offsets(of: sources, hostCount)
    var next = outOffsets
    var out = [Int32](repeating: 0, count: sources.count)
    for target in 0..<hostCount {
      for place in Int(byTarget.offsets[target])..<Int(byTarget.offsets[target + 1]) {
        let source = Int(byTarget.values[place])
        let end = next[source]
        out[Int(end)] = Int32(truncatingIfNeeded: target)
        next[source] = end &+ 1
      }
    }
    var kept = 0
    var repeats = [Int32](repeating: 0, count: hostCount)
    for source in 0..<hostCount {
      let row = Int(outOffsets[source])..<Int(next[source])
      outOffsets[source] = Int32(kept)
      var last: Int32 = -1
      for place in row {
        let target = out[place]
        guard target != last else {
          repeats[Int(target)] += 1
          continue
        }
        last = target
        out[kept] = target
        kept &+= 1
      }
    }
    outOffsets[hostCount] = Int32(kept)
    out.removeLast(out.count - kept)
    self.outOffsets = outOffsets
    self.targets = out
    var repeated: Int32 = 0
    for target in 0..<hostCount {
      repeated += repeats[target]
      byTarget.offsets[target + 1] -= repeated
    }
    inOffsets = byTarget.offsets
    byTarget.values.removeLast(byTarget.values.count - kept)
    Self.transpose(outOffsets, out, inOffsets, into: &byTarget.values)
    self.sources = byTarget.values
  }

  /// Values in groups, inside a group in the order given.
  private static func grouped(
    _ values: [Int32], by groups: [Int32], _ hostCount: Int
  ) -> (offsets: [Int32], values: [Int32]) {
    let offsets = offsets(of: groups, hostCount)
    var next = offsets
    var grouped = [Int32](repeating: 0, count: values.count)
    for arc in values.indices {
      let group = Int(groups[arc])
      let end = next[group]
      grouped[Int(end)] = values[arc]
      next[group] = end &+ 1
    }
    return (offsets, grouped)
  }

  /// Fills in who each row's targets are targets of, in ascending order.
  private static func transpose(
    _ offsets: [Int32], _ targets: [Int32], _ inOffsets: [Int32], into sources: inout [Int32]
  ) {
    var next = inOffsets
    for source in 0..<offsets.count - 1 {
      for place in Int(offsets[source])..<Int(offsets[source + 1]) {
        let target = Int(targets[place])
        let end = next[target]
        sources[Int(end)] = Int32(truncatingIfNeeded: source)
        next[target] = end &+ 1
      }
    }
  }

  /// The graph of a window's edges.
  public init(_ edges: EdgeTable) {
    self.init(hostCount: edges.hosts.count, sources: edges.sources, targets: edges.targets)
  }

  private static func offsets(of hosts: [Int32], _ hostCount: Int) -> [Int32] {
    var offsets = [Int32](repeating: 0, count: hostCount + 1)
    for host in hosts { offsets[Int(host) &+ 1] &+= 1 }
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
