// SPDX-License-Identifier: Apache-2.0

public import Flows
import Topology

/// What earlier windows say of the cells of the subnet × port matrix.
public struct CellHistory: Sendable {
  /// The most one cell ever had in a window, and in how many windows it was used.
  struct Record: Hashable, Sendable {
    var windows = 0
    var flows: Int64 = 0
    var bytes: Int64 = 0
    var sources = 0
    var targets = 0
    var first = Timestamp(microseconds: .max)
    var last = Timestamp(microseconds: .min)
  }

  private var records: [SubnetPortMatrix.Cell: Record] = [:]
  /// How many windows were folded in.
  public private(set) var windows = 0
  /// (Source subnet, window) with crossings after the first windows, and how many of those had a
  /// first use of a cell of each class of ports.
  private(set) var subnetWindows = 0
  private var firstUses: [PortClass: Int] = [:]
  /// Windows in which everything is new, so that novelty in them says nothing.
  private let settling: Int

  /// A history of nothing.
  ///
  /// - Parameter settling: Windows at the start in which first uses are not counted.
  public init(settling: Int = 2) { self.settling = settling }

  /// Takes in a window, later than those before.
  public mutating func fold(_ window: Timestamp, _ uses: [CellUse]) {
    var sources: Set<Subnet> = []
    var first: [PortClass: Set<Subnet>] = [:]
    for use in uses {
      sources.insert(use.cell.source)
      if records[use.cell] == nil {
        first[use.cell.service.portClass, default: []].insert(use.cell.source)
      }
      var record = records[use.cell] ?? Record()
      record.windows += 1
      record.flows = max(record.flows, use.flows)
      record.bytes = max(record.bytes, use.bytes)
      record.sources = max(record.sources, use.sources)
      record.targets = max(record.targets, use.targets)
      record.first = min(record.first, window)
      record.last = max(record.last, window)
      records[use.cell] = record
    }
    if windows >= settling {
      subnetWindows += sources.count
      for (portClass, subnets) in first { firstUses[portClass, default: 0] += subnets.count }
    }
    windows += 1
  }

  /// What is known of a cell; nil if it was never used.
  func record(_ cell: SubnetPortMatrix.Cell) -> Record? { records[cell] }

  /// In how many (source subnet, window) a cell of this class was used for the first time.
  func firstUses(_ portClass: PortClass) -> Int { firstUses[portClass] ?? 0 }
}
