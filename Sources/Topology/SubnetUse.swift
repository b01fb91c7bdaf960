// SPDX-License-Identifier: Apache-2.0

public import Flows

/// How many host-windows used each cell of the subnet × port matrix: who talks into which subnet
/// on what.
public struct SubnetUse: Sendable {
  /// A cell of the matrix.
  public struct Cell: Hashable, Sendable {
    /// Where connections come from.
    public let source: Subnet
    /// Where they go.
    public let target: Subnet
    /// What they ask for.
    public let service: Service

    /// The cell of these.
    public init(source: Subnet, target: Subnet, service: Service) {
      self.source = source
      self.target = target
      self.service = service
    }
  }

  private var numbers: [Subnet: Int32] = [:]
  private var cells = KeyNumbers()
  private var hostWindows: [Int32] = []

  /// How many (host, window) used `cell`.
  public func hostWindows(of cell: Cell) -> Int {
    guard let source = numbers[cell.source], let target = numbers[cell.target] else { return 0 }
    return hostWindows(source, target, cell.service)
  }

  /// The number of each of these subnets; nil for those never seen.
  func numbers(of blocks: [Subnet]) -> [Int32?] { blocks.map { numbers[$0] } }

  func hostWindows(_ source: Int32?, _ target: Int32?, _ service: Service) -> Int {
    guard let source, let target else { return 0 }
    return cells.index(of: KeyNumbers.Key(source, target, service)).map { Int(hostWindows[$0]) }
      ?? 0
  }

  mutating func fold(_ window: EdgeTable, subnets: SubnetMap) {
    let blocks = window.hosts.addresses.map { address -> Int32? in
      guard address != .internet else { return nil }
      let block = subnets.subnet(of: address).block
      let number = numbers[block] ?? Int32(numbers.count)
      numbers[block] = number
      return number
    }
    // Rows are sorted by source, so the last source that used a cell tells whether this one did.
    var lastSource = [Int32](repeating: -1, count: hostWindows.count)
    for row in 0..<window.count {
      guard let source = blocks[Int(window.sources[row])],
        let target = blocks[Int(window.targets[row])]
      else { continue }
      let cell = cells.number(of: KeyNumbers.Key(source, target, window.services[row]))
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
