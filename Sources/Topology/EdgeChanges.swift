// SPDX-License-Identifier: Apache-2.0

public import Flows

/// How the edges of one period differ from those of an earlier one.
///
/// An earlier period that is longer is cut, from its end back, into periods as long as the later
/// one: a day is compared with days, so that nights and the length of the past change nothing.
public struct EdgeChanges: Sendable, Equatable {
  /// How an edge differs.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// Not there before at all.
    case appeared
    /// Twice as many flows as in the busiest earlier period and ten more, or twice as many bytes
    /// and a megabyte more.
    case grown
    /// There in three of four earlier periods at least, and not in this one.
    case vanished
  }

  /// One edge that differs.
  public struct Change: Sendable, Hashable {
    /// The edge in the later period; if it vanished, all of the earlier one.
    public let edge: Edge
    /// How it differs.
    public let kind: Kind
    /// The most flows in any earlier period; 0 if it appeared.
    public let earlierFlows: Int64
    /// The most bytes in any earlier period, both ways; 0 if it appeared.
    public let earlierBytes: Int64
  }

  /// By source, target and service.
  public let changes: [Change]
  /// Edges of the later period that are neither new nor grown.
  public let unchanged: Int
  /// Into how many periods the earlier one was cut, at least 1.
  public let periods: Int

  private struct Key: Hashable {
    let source: IPAddress, target: IPAddress, service: Service
  }

  /// What is remembered of an edge of the earlier period.
  private struct Earlier {
    var all: Edge
    var period: Int32
    var flows: Int64 = 0, bytes: Int64 = 0
    var mostFlows: Int64 = 0, mostBytes: Int64 = 0
    var periods = 1

    mutating func add(_ edge: Edge, in period: Int32) {
      if period != self.period {
        self.period = period
        periods += 1
        (flows, bytes) = (0, 0)
      }
      flows = flows.saturatingSum(edge.flows)
      bytes = bytes.saturatingSum(edge.bytes)
      mostFlows = max(mostFlows, flows)
      mostBytes = max(mostBytes, bytes)
    }
  }

  /// Compares two periods of `table`, which start and end on whole hours.
  ///
  /// - Parameters:
  ///   - table: Edges by hour.
  ///   - now: The later period, longer than nothing.
  ///   - before: The earlier one; where it is shorter than `now`, its counts are scaled up.
  ///   - subnets: Tells which edges cross.
  /// - Complexity: O(*E* log *E*) in the edges of both.
  public init(_ table: EdgeTable, now: TimeRange, before: TimeRange, subnets: SubnetMap) {
    let hours = { (range: TimeRange) in
      max(1, (range.end.microseconds - range.start.microseconds) / EdgeTable.tickLength)
    }
    let length = hours(now)
    periods = Int(max(1, hours(before) / length))
    let scale = max(1, Double(length) / Double(hours(before)))
    var earlier: [Key: Earlier] = [:]
    let last = before.end.microseconds / EdgeTable.tickLength - 1
    for row in table.rows(in: before) {
      let edge = table.edge(row, isNew: false, subnets: subnets)
      let key = Key(source: edge.source, target: edge.target, service: edge.service)
      // What is left at the far end of the past belongs to its first period.
      let period = Int32(min(Int64(periods) - 1, (last - Int64(table.ticks[row])) / length))
      if earlier[key] == nil {
        earlier[key] = Earlier(all: edge, period: period)
      } else {
        earlier[key]?.all.add(edge)
      }
      earlier[key]?.add(edge, in: period)
    }
    let later = table.slice(now).mergingTicks()
    var changes: [Change] = []
    var unchanged = 0
    for row in 0..<later.count {
      var edge = later.edge(row, isNew: true, subnets: subnets)
      let key = Key(source: edge.source, target: edge.target, service: edge.service)
      guard let past = earlier.removeValue(forKey: key) else {
        changes.append(Change(edge: edge, kind: .appeared, earlierFlows: 0, earlierBytes: 0))
        continue
      }
      edge.isNew = false
      let flows = Self.scaled(past.mostFlows, by: scale)
      let bytes = Self.scaled(past.mostBytes, by: scale)
      guard
        Self.hasGrown(edge.flows, from: flows, by: 10)
          || Self.hasGrown(edge.bytes, from: bytes, by: 1_000_000)
      else {
        unchanged += 1
        continue
      }
      changes.append(Change(edge: edge, kind: .grown, earlierFlows: flows, earlierBytes: bytes))
    }
    for past in earlier.values where past.periods * 4 >= periods * 3 {
      changes.append(
        Change(
          edge: past.all, kind: .vanished, earlierFlows: past.mostFlows,
          earlierBytes: past.mostBytes))
    }
    self.unchanged = unchanged
    self.changes = changes.sorted { a, b in
      (a.edge.source, a.edge.target, a.edge.service)
        < (b.edge.source, b.edge.target, b.edge.service)
    }
  }

  private static func scaled(_ count: Int64, by scale: Double) -> Int64 {
    scale == 1 ? count : Int64(exactly: (Double(count) * scale).rounded()) ?? .max
  }

  private static func hasGrown(_ now: Int64, from before: Int64, by least: Int64) -> Bool {
    now / 2 >= before && now - before >= least
  }
}
