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
  public internal(set) var flows = Column(.one)
  /// How many of them never came about.
  public internal(set) var failedFlows = Column(.one)
  /// Packets from source to target.
  public internal(set) var packetsOut = Column(.two)
  /// Packets from target to source.
  public internal(set) var packetsIn = Column(.two)
  /// Bytes from source to target.
  public internal(set) var bytesOut = Column(.four)
  /// Bytes from target to source.
  public internal(set) var bytesIn = Column(.four)
  /// Sum of the flows' durations in microseconds.
  public internal(set) var durations = Column(.five)
  /// Counts of durations by power of two, row by row.
  public internal(set) var histograms = DurationHistograms()
  /// Start of the first flow, microseconds since the tick began.
  var firstOffsets = Column(.five)
  /// Start of the last flow, microseconds since the tick began.
  var lastOffsets = Column(.five)

  /// A table without rows.
  public init(hosts: HostTable = HostTable([])) { self.hosts = hosts }

  /// How many rows there are.
  public var count: Int { ticks.count }

  /// Start of the first flow, microseconds since the epoch.
  public var firstSeen: Moments { Moments(ticks: ticks, offsets: firstOffsets) }

  /// Start of the last flow, microseconds since the epoch.
  public var lastSeen: Moments { Moments(ticks: ticks, offsets: lastOffsets) }

  /// When a tick begins, in microseconds since the epoch.
  static func start(ofTick tick: Int32) -> Int64 { Int64(tick) * tickLength }

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
    part.flows = flows.part(rows)
    part.failedFlows = failedFlows.part(rows)
    part.packetsOut = packetsOut.part(rows)
    part.packetsIn = packetsIn.part(rows)
    part.bytesOut = bytesOut.part(rows)
    part.bytesIn = bytesIn.part(rows)
    part.firstOffsets = firstOffsets.part(rows)
    part.lastOffsets = lastOffsets.part(rows)
    part.durations = durations.part(rows)
    part.histograms = histograms[rows]
    return part
  }

  /// The hourly rows before a moment, and those at or after it; all of them after if it is nil.
  public func split(at moment: Timestamp?) -> (before: EdgeTable, after: EdgeTable) {
    guard let moment else { return (EdgeTable(hosts: hosts), self) }
    let place = lowerBound(tick: Int64(moment.tick))
    return (self[0..<place], self[place..<count])
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
