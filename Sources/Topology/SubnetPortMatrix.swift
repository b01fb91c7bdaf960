// SPDX-License-Identifier: Apache-2.0

public import Flows

/// Who may talk into which subnet on what, as learned from the past: host-windows by (source
/// subnet, target subnet, service).
///
/// A cell nobody used is the raw material of a subnet-crossing alert.
public struct SubnetPortMatrix: Sendable {
  /// A cell of the matrix.
  public struct Cell: Hashable, Sendable {
    /// Where connections come from.
    public let source: Subnet
    /// Where they go.
    public let target: Subnet
    /// What they ask for; port 49152 for all ports from there on.
    public let service: Service

    /// The cell of these.
    ///
    /// Ports from 49152 on are assigned for a session and mean nothing by themselves (RFC 6335
    /// section 6), so they share a cell: else every remote procedure call would be something new.
    public init(source: Subnet, target: Subnet, service: Service) {
      self.source = source
      self.target = target
      self.service = service.withoutDynamicPort
    }
  }

  private var numbers: [Subnet: Int32] = [:]
  /// By number, in order of first appearance.
  private(set) var blocks: [Subnet] = []
  private(set) var cells = KeyNumbers()
  /// By cell.
  private(set) var hostWindows: [Int32] = []

  /// A matrix of nothing.
  public init() {}

  /// The matrix of these columns; nil if a subnet is there twice.
  init?(blocks: [Subnet], cells: KeyNumbers, hostWindows: [Int32]) {
    self.blocks = blocks
    self.cells = cells
    self.hostWindows = hostWindows
    for (number, block) in blocks.enumerated() {
      guard numbers.updateValue(Int32(number), forKey: block) == nil else { return nil }
    }
  }

  /// How many (host, window) used `cell`.
  public func hostWindows(of cell: Cell) -> Int {
    guard let source = numbers[cell.source], let target = numbers[cell.target] else { return 0 }
    return hostWindows(source, target, cell.service)
  }

  /// Every cell used, by subnets and service, with how many (host, window) used it.
  ///
  /// - Complexity: O(cells · log cells).
  public var rows: [(cell: Cell, hostWindows: Int)] {
    zip(cells.keys, hostWindows).map { key, count in
      let (source, target) = key.pair
      return (
        Cell(source: blocks[Int(source)], target: blocks[Int(target)], service: key.service),
        Int(count)
      )
    }.sorted {
      ($0.cell.source, $0.cell.target, $0.cell.service)
        < ($1.cell.source, $1.cell.target, $1.cell.service)
    }
  }

  /// The number of each of these subnets; nil for those never seen.
  func numbers(of blocks: [Subnet]) -> [Int32?] { blocks.map { numbers[$0] } }

  func hostWindows(_ source: Int32?, _ target: Int32?, _ service: Service) -> Int {
    guard let source, let target else { return 0 }
    return cells.index(of: KeyNumbers.Key(source, target, service.withoutDynamicPort)).map {
      Int(hostWindows[$0])
    }
      ?? 0
  }

  mutating func fold(_ window: EdgeTable, subnets: SubnetMap) {
    let places = window.hosts.addresses.map { address -> Int32? in
      guard address != .internet else { return nil }
      let block = subnets.subnet(of: address).block
      if let number = numbers[block] { return number }
      let number = Int32(blocks.count)
      numbers[block] = number
      blocks.append(block)
      return number
    }
    // Rows are sorted by source, so the last source that used a cell tells whether this one did.
    var lastSource = [Int32](repeating: -1, count: hostWindows.count)
    for row in 0..<window.count {
      guard let source = places[Int(window.sources[row])],
        let target = places[Int(window.targets[row])]
      else { continue }
      let service = window.services[row].withoutDynamicPort
      let cell = cells.number(of: KeyNumbers.Key(source, target, service))
      if cell == hostWindows.count {
        hostWindows.append(0)
        lastSource.append(-1)
      }
      guard lastSource[cell] != window.sources[row] else { continue }
      lastSource[cell] = window.sources[row]
      hostWindows[cell] += 1
    }
  }
}

extension Service {
  /// The service, with any port of the dynamic range as the first of them.
  fileprivate var withoutDynamicPort: Service {
    port > 49_152 && transport.hasPorts ? Service(transport, 49_152) : self
  }
}
