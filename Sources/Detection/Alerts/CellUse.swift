// SPDX-License-Identifier: Apache-2.0

import Flows
public import Topology

/// What went on in one cell of the subnet × port matrix in one window.
public struct CellUse: Hashable, Sendable {
  /// Source subnet, target subnet, service.
  public var cell: SubnetPortMatrix.Cell
  /// Flows, at least 1.
  public var flows: Int64
  /// Flows that never came about.
  public var failedFlows: Int64
  /// Bytes both ways.
  public var bytes: Int64
  /// Hosts that opened connections.
  public var sources: Int
  /// Hosts that were asked.
  public var targets: Int

  /// The use with these values.
  public init(
    cell: SubnetPortMatrix.Cell, flows: Int64, failedFlows: Int64, bytes: Int64, sources: Int,
    targets: Int
  ) {
    self.cell = cell
    self.flows = flows
    self.failedFlows = failedFlows
    self.bytes = bytes
    self.sources = sources
    self.targets = targets
  }

  /// The use these edges of one cell make.
  init(_ cell: SubnetPortMatrix.Cell, _ edges: [Edge]) {
    self.init(
      cell: cell, flows: edges.reduce(0) { $0.saturatingSum($1.flows) },
      failedFlows: edges.reduce(0) { $0.saturatingSum($1.failedFlows) },
      bytes: edges.reduce(0) { $0.saturatingSum($1.bytes) },
      sources: Set(edges.map(\.source)).count, targets: Set(edges.map(\.target)).count)
  }

  /// The uses of a window, by cell; traffic within a subnet or with the Internet is in none.
  ///
  /// - Parameters:
  ///   - edges: The window's edges, by tick or not.
  ///   - subnets: Which subnet each address belongs to.
  /// - Returns: One use a cell.
  /// - Complexity: O(*E* log *E*).
  public static func all(in edges: EdgeTable, subnets: SubnetMap) -> [CellUse] {
    let merged = edges.mergingTicks()
    let crossing = (0..<merged.count).lazy.map { merged.edge($0, isNew: nil, subnets: subnets) }
      .filter(\.crossesSubnet)
    return Dictionary(grouping: crossing) { SubnetPortMatrix.Cell($0, subnets) }
      .map { CellUse($0.key, $0.value) }
      .sorted { $0.cell < $1.cell }
  }
}

extension SubnetPortMatrix.Cell: Comparable {
  init(_ edge: Edge, _ subnets: SubnetMap) {
    self.init(
      source: subnets.subnet(of: edge.source).block, target: subnets.subnet(of: edge.target).block,
      service: edge.service)
  }

  /// By source, target, service.
  public static func < (a: Self, b: Self) -> Bool {
    (a.source, a.target, a.service) < (b.source, b.target, b.service)
  }
}

extension Int64 {
  /// The sum of two numbers that are at least 0, at most `Int64.max`.
  func saturatingSum(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
