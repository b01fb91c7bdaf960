// SPDX-License-Identifier: Apache-2.0

public import Flows

/// All flows of each (tick, source, target, service) as one row; columns are equally long.
///
/// A tick is an hour. Rows are sorted by tick, source, target, service, each combination once,
/// so tables of parts of the input merge into the table of the whole, exactly: everything kept
/// is a sum, minimum, maximum or histogram of integers.
public struct EdgeTable: Sendable, Equatable {
  /// Microseconds in a tick.
  public static let tickLength: Int64 = 3_600_000_000

  /// The hosts; sources and targets are numbers into it.
  public internal(set) var hosts: HostTable
  /// Whole hours since 1970-01-01T00:00:00Z.
  public internal(set) var ticks: [Int32] = []
  /// Who opened the connections.
  public internal(set) var sources: [Int32] = []
  /// Who was asked.
  public internal(set) var targets: [Int32] = []
  /// What was asked for.
  public internal(set) var services: [Service] = []
  /// How many flows, at least 1.
  public internal(set) var flows: [Int64] = []
  /// How many of them never came about.
  public internal(set) var failedFlows: [Int64] = []
  /// Packets from source to target.
  public internal(set) var packetsOut: [Int64] = []
  /// Packets from target to source.
  public internal(set) var packetsIn: [Int64] = []
  /// Bytes from source to target.
  public internal(set) var bytesOut: [Int64] = []
  /// Bytes from target to source.
  public internal(set) var bytesIn: [Int64] = []
  /// Start of the first flow, microseconds since the epoch.
  public internal(set) var firstSeen: [Int64] = []
  /// Start of the last flow, microseconds since the epoch.
  public internal(set) var lastSeen: [Int64] = []
  /// Sum of the flows' durations in microseconds.
  public internal(set) var durations: [Int64] = []
  /// Counts of durations by power of two, row by row.
  public internal(set) var histograms = DurationHistograms()

  /// A table without rows.
  public init(hosts: HostTable = HostTable([])) { self.hosts = hosts }

  /// How many rows there are.
  public var count: Int { ticks.count }

  /// Start of the first flow of all; nil without rows.
  public var firstFlow: Timestamp? { firstSeen.min().map { Timestamp(microseconds: $0) } }

  /// Start of the last flow of all; nil without rows.
  public var lastFlow: Timestamp? { lastSeen.max().map { Timestamp(microseconds: $0) } }

  /// The rows whose tick lies in `window`, which must start and end on whole hours.
  ///
  /// - Complexity: O(log *E*).
  public func rows(in window: TimeRange) -> Range<Int> {
    let first = window.start.microseconds / Self.tickLength
    let end = window.end.microseconds / Self.tickLength
    return lowerBound(tick: first)..<lowerBound(tick: end)
  }

  private func lowerBound(tick: Int64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if Int64(ticks[middle]) < tick { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The hourly rows in `window`, over the hosts that occur in them: what a window says must
  /// not depend on who appears before or after it.
  ///
  /// - Complexity: O(*E* log *E*) in the edges of the window.
  public func slice(_ window: TimeRange) -> EdgeTable {
    let rows = rows(in: window)
    var isSeen = [Bool](repeating: false, count: hosts.count)
    for row in rows {
      isSeen[Int(sources[row])] = true
      isSeen[Int(targets[row])] = true
    }
    let seen = isSeen.indices.filter { isSeen[$0] }
    var places = [Int32](repeating: 0, count: hosts.count)
    for (place, host) in seen.enumerated() { places[host] = Int32(place) }
    var part = self[rows]
    part.hosts = HostTable(seen.map { hosts.addresses[$0] })
    part.sources = part.sources.map { places[Int($0)] }
    part.targets = part.targets.map { places[Int($0)] }
    return part
  }

  /// These rows, over all hosts.
  private subscript(rows: Range<Int>) -> EdgeTable {
    var part = EdgeTable(hosts: hosts)
    part.ticks = Array(ticks[rows])
    part.sources = Array(sources[rows])
    part.targets = Array(targets[rows])
    part.services = Array(services[rows])
    part.flows = Array(flows[rows])
    part.failedFlows = Array(failedFlows[rows])
    part.packetsOut = Array(packetsOut[rows])
    part.packetsIn = Array(packetsIn[rows])
    part.bytesOut = Array(bytesOut[rows])
    part.bytesIn = Array(bytesIn[rows])
    part.firstSeen = Array(firstSeen[rows])
    part.lastSeen = Array(lastSeen[rows])
    part.durations = Array(durations[rows])
    part.histograms = histograms[rows]
    return part
  }

  /// The hourly rows before a moment, and those at or after it; all of them after if it is nil.
  public func split(at moment: Timestamp?) -> (before: EdgeTable, after: EdgeTable) {
    guard let moment else { return (EdgeTable(hosts: hosts), self) }
    let place = lowerBound(tick: Int64(moment.tick))
    return (self[0..<place], self[place..<count])
  }

  /// The rows with their ticks merged: one row per (source, target, service), with the first
  /// tick of the table.
  ///
  /// - Complexity: O(*E* log *E*).
  public func mergingTicks() -> EdgeTable {
    var merged = EdgeTable(hosts: hosts)
    guard let tick = ticks.first else { return merged }
    let order = orderByEdge()
    for row in order {
      if let last = merged.sources.indices.last, merged.sources[last] == sources[row],
        merged.targets[last] == targets[row], merged.services[last] == services[row]
      {
        merged.addToLast(rowOf: self, row)
      } else {
        merged.append(rowOf: self, row)
        merged.ticks[merged.count - 1] = tick
      }
    }
    return merged
  }

  /// Row numbers by source, target, service and tick.
  private func orderByEdge() -> [Int] {
    var starts = [Int](repeating: 0, count: hosts.count + 1)
    for source in sources { starts[Int(source) + 1] += 1 }
    for host in 0..<hosts.count { starts[host + 1] += starts[host] }
    var next = starts
    var order = [(edge: UInt64, row: Int)](repeating: (0, 0), count: count)
    for row in 0..<count {
      let source = Int(sources[row])
      order[next[source]] = (UInt64(targets[row]) << 24 | services[row].bits, row)
      next[source] += 1
    }
    for host in 0..<hosts.count {
      order[starts[host]..<starts[host + 1]].sort { ($0.edge, $0.row) < ($1.edge, $1.row) }
    }
    return order.map(\.row)
  }

  mutating func append(rowOf other: EdgeTable, _ row: Int) {
    ticks.append(other.ticks[row])
    sources.append(other.sources[row])
    targets.append(other.targets[row])
    services.append(other.services[row])
    flows.append(other.flows[row])
    failedFlows.append(other.failedFlows[row])
    packetsOut.append(other.packetsOut[row])
    packetsIn.append(other.packetsIn[row])
    bytesOut.append(other.bytesOut[row])
    bytesIn.append(other.bytesIn[row])
    firstSeen.append(other.firstSeen[row])
    lastSeen.append(other.lastSeen[row])
    durations.append(other.durations[row])
    histograms.append(rowOf: other.histograms, row)
  }

  mutating func addToLast(rowOf other: EdgeTable, _ row: Int) {
    let last = count - 1
    flows[last] = flows[last].saturatingSum(other.flows[row])
    failedFlows[last] = failedFlows[last].saturatingSum(other.failedFlows[row])
    packetsOut[last] = packetsOut[last].saturatingSum(other.packetsOut[row])
    packetsIn[last] = packetsIn[last].saturatingSum(other.packetsIn[row])
    bytesOut[last] = bytesOut[last].saturatingSum(other.bytesOut[row])
    bytesIn[last] = bytesIn[last].saturatingSum(other.bytesIn[row])
    firstSeen[last] = min(firstSeen[last], other.firstSeen[row])
    lastSeen[last] = max(lastSeen[last], other.lastSeen[row])
    durations[last] = durations[last].saturatingSum(other.durations[row])
    histograms.addToLast(rowOf: other.histograms, row)
  }

  /// Row `row` by address.
  ///
  /// - Parameters:
  ///   - row: A row of this table.
  ///   - isNew: What is known of its novelty.
  ///   - subnets: Tells whether it crosses.
  /// - Returns: The edge, fit to outlive the table.
  public func edge(_ row: Int, isNew: Bool?, subnets: SubnetMap) -> Edge {
    let source = hosts.addresses[Int(sources[row])]
    let target = hosts.addresses[Int(targets[row])]
    return Edge(
      source: source, target: target, service: services[row], flows: flows[row],
      failedFlows: failedFlows[row], bytesOut: bytesOut[row], bytesIn: bytesIn[row],
      firstSeen: Timestamp(microseconds: firstSeen[row]),
      lastSeen: Timestamp(microseconds: lastSeen[row]), isNew: isNew,
      crossesSubnet: source != .internet && target != .internet
        && subnets.subnet(of: source).block != subnets.subnet(of: target).block)
  }
}

extension Int64 {
  /// The sum of two numbers that are at least 0, at most `Int64.max`: hostile counters cannot
  /// overflow, and the order of additions does not matter.
  public func saturatingSum(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
