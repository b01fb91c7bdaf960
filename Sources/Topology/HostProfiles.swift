// SPDX-License-Identifier: Apache-2.0

public import Flows

/// What is usual: who talked to whom on what in past windows, by address.
///
/// A window is judged by the profiles of the windows before it, then folded in.
///
/// Memory is bounded by the number of distinct edges folded in.
public struct HostProfiles: Sendable {
  /// A host and a service it used or offered.
  public struct HostService: Hashable, Sendable {
    /// The host.
    public let host: IPAddress
    /// The service.
    public let service: Service

    /// The pair of these.
    public init(_ host: IPAddress, _ service: Service) {
      self.host = host
      self.service = service
    }
  }

  /// A cell of the subnet × port matrix: who talks into which subnet on what.
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

  struct Pair: Hashable {
    let source: IPAddress
    let target: IPAddress
  }

  struct EdgeKey: Hashable {
    let pair: Pair
    let service: Service
  }

  /// How many windows were folded in.
  public private(set) var windows = 0
  /// How many (host, window) had traffic, internal hosts only.
  public private(set) var hostWindows = 0
  /// How many (host, window) used a cell.
  public private(set) var cellUse: [Cell: Int] = [:]
  /// How many windows each internal host was active in.
  public private(set) var activeWindows: [IPAddress: Int] = [:]
  /// The largest value each feature had, per host, in the order of ``Feature/all``; features
  /// of novelty count from the third window on, as in the first ones all is new.
  public private(set) var maxima: [IPAddress: [Double]] = [:]
  /// How many hosts each host reached on a service without failure.
  public private(set) var targetCounts: [HostService: Int] = [:]
  /// How many hosts reached each host on a service without failure.
  public private(set) var sourceCounts: [HostService: Int] = [:]

  private var pairs: Set<Pair> = []
  /// Known edges; true if a flow of them ever came about.
  private var edges: [EdgeKey: Bool] = [:]
  private var knownTargets: Set<IPAddress> = []

  /// Profiles of nothing.
  public init() {}

  /// Whether `source` ever opened a connection to `target`.
  public func knowsPair(_ source: IPAddress, _ target: IPAddress) -> Bool {
    pairs.contains(Pair(source: source, target: target))
  }

  /// Whether `source` ever asked `target` for `service`, answered or not.
  public func knowsEdge(_ source: IPAddress, _ target: IPAddress, _ service: Service) -> Bool {
    edges[EdgeKey(pair: Pair(source: source, target: target), service: service)] != nil
  }

  /// Whether `source` ever got through to `service` of `target`.
  public func knowsCompletedEdge(
    _ source: IPAddress, _ target: IPAddress, _ service: Service
  ) -> Bool {
    edges[EdgeKey(pair: Pair(source: source, target: target), service: service)] ?? false
  }

  /// Whether `host` ever got through to `service` anywhere.
  public func usesService(_ host: IPAddress, _ service: Service) -> Bool {
    targetCounts[HostService(host, service)] != nil
  }

  /// Whether `host` ever accepted a connection on `service`.
  public func offersService(_ host: IPAddress, _ service: Service) -> Bool {
    sourceCounts[HostService(host, service)] != nil
  }

  /// Whether anybody ever opened a connection to `host`.
  public func knowsTarget(_ host: IPAddress) -> Bool { knownTargets.contains(host) }

  /// Takes in a window.
  ///
  /// - Parameters:
  ///   - edges: The window's edges, ticks merged.
  ///   - features: The window's feature matrix; nil keeps maxima as they are.
  ///   - subnets: Which subnet each address belongs to.
  /// - Complexity: O(*E*) expected.
  public mutating func fold(_ edges: EdgeTable, features: FeatureMatrix?, subnets: SubnetMap) {
    windows += 1
    var active: Set<Int32> = []
    var usedCells: Set<Cell> = []
    let addresses = edges.hosts.addresses
    let blocks = addresses.map { subnets.subnet(of: $0).block }
    for row in 0..<edges.count {
      let source = Int(edges.sources[row])
      let target = Int(edges.targets[row])
      active.formUnion([edges.sources[row], edges.targets[row]])
      let failed = edges.failedFlows[row] == edges.flows[row]
      learn(addresses[source], addresses[target], edges.services[row], completed: !failed)
      if row > 0, edges.sources[row] != edges.sources[row - 1] { count(&usedCells) }
      if addresses[source] != .internet, addresses[target] != .internet {
        usedCells.insert(
          Cell(source: blocks[source], target: blocks[target], service: edges.services[row]))
      }
    }
    count(&usedCells)
    for host in active where addresses[Int(host)] != .internet {
      hostWindows += 1
      activeWindows[addresses[Int(host)], default: 0] += 1
    }
    if let features { learnMaxima(features) }
  }

  private mutating func count(_ cells: inout Set<Cell>) {
    for cell in cells { cellUse[cell, default: 0] += 1 }
    cells.removeAll(keepingCapacity: true)
  }

  private mutating func learn(
    _ source: IPAddress, _ target: IPAddress, _ service: Service, completed: Bool
  ) {
    let pair = Pair(source: source, target: target)
    pairs.insert(pair)
    knownTargets.insert(target)
    let key = EdgeKey(pair: pair, service: service)
    let before = edges[key]
    guard before != true else { return }
    edges[key] = completed
    if completed {
      targetCounts[HostService(source, service), default: 0] += 1
      sourceCounts[HostService(target, service), default: 0] += 1
    }
  }

  private mutating func learnMaxima(_ features: FeatureMatrix) {
    let isSettled = windows > 2
    for (row, host) in features.hosts.enumerated() {
      let values = zip(features.row(row), Feature.all).map { value, feature in
        isSettled || !feature.needsBaseline ? value : 0
      }
      if let known = maxima[host] {
        maxima[host] = zip(known, values).map { max($0, $1) }
      } else {
        maxima[host] = values
      }
    }
  }
}
