// SPDX-License-Identifier: Apache-2.0

public import Flows
internal import GRDB
public import Topology

/// What went from one subnet into another in a time.
public struct SubnetPair: Hashable, Sendable {
  /// Who asked.
  public var source: Subnet
  /// Who was asked.
  public var target: Subnet
  /// How many services were asked for.
  public var cells: Int
  /// Of these, how many were never asked for in an earlier window.
  public var newCells: Int
  /// Flows.
  public var flows: Int64
  /// Bytes both ways.
  public var bytes: Int64
}

/// One service of a pair of subnets, over a time.
public struct SubnetPairCell: Hashable, Sendable {
  /// Who, whom and for what.
  public var cell: SubnetPortMatrix.Cell
  /// Flows.
  public var flows: Int64
  /// Flows that never came about.
  public var failedFlows: Int64
  /// Bytes both ways.
  public var bytes: Int64
  /// Hosts that opened connections, at most in a window.
  public var sources: Int
  /// Hosts that were asked, at most in a window.
  public var targets: Int
  /// In how many windows of the time.
  public var windows: Int
  /// Start of the first window that is kept with it, in the time or before.
  public var firstWindow: Timestamp
  /// Start of the last window of the time with it.
  public var lastWindow: Timestamp
  /// Alerts about it.
  public var alerts: [String]
}

extension Archive {
  /// From the first window there is to the end of the last, but for those of wrong clocks; nil
  /// without windows.
  ///
  /// - Throws: ``ArchiveError``.
  public func span() throws -> TimeRange? {
    try read { database in
      guard let end = try Self.dataTime(database),
        let first = try Int64.fetchOne(database, sql: "SELECT MIN(start) FROM window")
      else { return nil }
      return TimeRange(Timestamp(microseconds: min(first, end.microseconds)), end)
    }
  }

  /// The pairs of subnets with traffic in a time, by subnet.
  ///
  /// - Parameters:
  ///   - range: Windows that start in it count.
  ///   - port: This alone; nil for all.
  ///   - transport: This protocol alone; nil for all.
  /// - Returns: One a pair.
  /// - Throws: ``ArchiveError``.
  /// - Complexity: O(cells · windows).
  public func subnetPairs(
    in range: TimeRange, port: UInt16? = nil, transport: TransportProtocol? = nil
  ) throws -> [SubnetPair] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT source, target, COUNT(*) AS cells, SUM(first >= :start) AS new_cells,
            \(Self.sum("flows")), \(Self.sum("bytes"))
          FROM (SELECT source, target, MIN(window) AS first, MAX(window) AS last,
              TOTAL(CASE WHEN window >= :start AND window < :end THEN flows END) AS flows,
              TOTAL(CASE WHEN window >= :start AND window < :end THEN bytes END) AS bytes
            FROM cell WHERE window < :end AND (:port IS NULL OR port = :port)
              AND (:transport IS NULL OR transport = :transport)
            GROUP BY source, target, transport, port)
          WHERE last >= :start GROUP BY source, target
          """,
        arguments: [
          "start": range.start.microseconds, "end": range.end.microseconds,
          "port": port.map { Int($0) }, "transport": transport.map { Int($0.rawValue) },
        ]
      ).compactMap { row -> SubnetPair? in
        guard let source = Subnet(row["source"] as String),
          let target = Subnet(row["target"] as String)
        else { return nil }
        return SubnetPair(
          source: source, target: target, cells: row["cells"], newCells: row["new_cells"],
          flows: row["flows"], bytes: row["bytes"])
      }.sorted { ($0.source, $0.target) < ($1.source, $1.target) }
    }
  }

  /// The services one subnet asked another for in a time, by service.
  ///
  /// - Throws: ``ArchiveError``.
  public func cells(
    from source: Subnet, to target: Subnet, in range: TimeRange
  ) throws -> [SubnetPairCell] {
    let pair: StatementArguments = [source.description, target.description]
    return try read { database in
      let alerts = Dictionary(
        grouping: try Row.fetchAll(
          database,
          sql: """
            SELECT c.transport, c.port, a.id FROM alert_cell c JOIN alert a ON a.id = c.alert
            WHERE c.source = ? AND c.target = ? ORDER BY a.severity DESC, a.last_seen DESC, a.id
            """, arguments: pair)
      ) { (row: Row) in Service(row) }
      return try Row.fetchAll(
        database,
        sql: """
          SELECT source, target, transport, port, \(Self.sum("flows")), \(Self.sum("failed_flows")),
            \(Self.sum("bytes")), MAX(sources) AS sources, MAX(targets) AS targets,
            COUNT(*) AS windows, MAX(window) AS last,
            (SELECT MIN(e.window) FROM cell e WHERE e.source = cell.source
              AND e.target = cell.target AND e.transport = cell.transport
              AND e.port = cell.port) AS first
          FROM cell WHERE source = ? AND target = ? AND window >= ? AND window < ?
          GROUP BY transport, port
          """, arguments: pair + [range.start.microseconds, range.end.microseconds]
      ).compactMap { row -> SubnetPairCell? in
        guard let cell = SubnetPortMatrix.Cell(row) else { return nil }
        return SubnetPairCell(
          cell: cell, flows: row["flows"], failedFlows: row["failed_flows"], bytes: row["bytes"],
          sources: row["sources"], targets: row["targets"], windows: row["windows"],
          firstWindow: Timestamp(microseconds: row["first"]),
          lastWindow: Timestamp(microseconds: row["last"]),
          alerts: (alerts[cell.service] ?? []).map { $0["id"] })
      }.sorted { $0.cell < $1.cell }
    }
  }

  /// A sum that does not overflow.
  private static func sum(_ column: String) -> String {
    "CAST(MIN(TOTAL(\(column)), 9e18) AS INTEGER) AS \(column)"
  }
}
