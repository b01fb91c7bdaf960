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

  /// How many windows were folded in.
  public private(set) var windows = 0
  /// How many (host, window) had traffic, internal hosts only.
  public private(set) var hostWindows = 0

  /// Every host, the Internet included, in order of first appearance.
  private(set) var numbers = KeyNumbers()
  /// By host number: windows with traffic; 0 for the Internet.
  private(set) var activity: [Int32] = []
  /// By host number: the sum over its edges of the windows they occurred in.
  private(set) var asked: [Int64] = []
  /// By host number: whether anybody opened a connection to it.
  private(set) var isTarget: [Bool] = []
  /// By host number, then feature: the largest value; no row before the first window.
  private(set) var maxima: [[Double]] = []

  /// Edges, with how many windows had them and whether a flow of them ever came about.
  private(set) var edges = KeyNumbers()
  private(set) var edgeWindows: [Int32] = []
  private(set) var isCompleted: [Bool] = []
  /// Host pairs that ever had an edge.
  private(set) var pairs = KeyNumbers()
  /// By source and service: targets that accepted.
  private(set) var uses = KeyCounts()
  /// By target and service: sources that were accepted.
  private(set) var offers = KeyCounts()
  /// By target and service: sources that asked, answered or not.
  private(set) var askers = KeyCounts()

  /// How large the graph of each service was.
  private(set) var ports = PortGraphHistory()
  /// Who talks into which subnet on what.
  public private(set) var matrix = SubnetPortMatrix()

  /// Profiles of nothing.
  public init() {}

  /// Takes in a window.
  ///
  /// - Parameters:
  ///   - window: The window's edges, ticks merged.
  ///   - features: The window's feature matrix; nil keeps maxima as they are.
  ///   - subnets: Which subnet each address belongs to.
  /// - Complexity: O(*E*) expected.
  public mutating func fold(_ window: EdgeTable, features: FeatureMatrix?, subnets: SubnetMap) {
    windows += 1
    let hosts = window.hosts.addresses.map { Int32(number(of: $0)) }
    var isActive = [Bool](repeating: false, count: hosts.count)
    for row in 0..<window.count {
      let source = hosts[Int(window.sources[row])]
      let target = hosts[Int(window.targets[row])]
      isActive[Int(window.sources[row])] = true
      isActive[Int(window.targets[row])] = true
      learn(
        source, target, window.services[row],
        completed: window.failedFlows[row] < window.flows[row])
    }
    for (place, host) in hosts.enumerated()
    where isActive[place] && window.hosts.addresses[place] != .internet {
      hostWindows += 1
      activity[Int(host)] += 1
    }
    matrix.fold(window, subnets: subnets)
    ports.fold(PortGraphs(window))
    if let features { learnMaxima(features) }
  }

  private mutating func number(of host: IPAddress) -> Int {
    let number = numbers.number(of: KeyNumbers.Key(host))
    if number == activity.count {
      activity.append(0)
      asked.append(0)
      isTarget.append(false)
      maxima.append([])
    }
    return number
  }

  private mutating func learn(
    _ source: Int32, _ target: Int32, _ service: Service, completed: Bool
  ) {
    let edge = edges.number(of: KeyNumbers.Key(source, target, service))
    if edge == edgeWindows.count {
      edgeWindows.append(0)
      isCompleted.append(false)
      _ = pairs.number(of: KeyNumbers.Key((source, target)))
      askers.add(KeyNumbers.Key(target, service))
      isTarget[Int(target)] = true
    }
    edgeWindows[edge] += 1
    asked[Int(source)] += 1
    guard completed, !isCompleted[edge] else { return }
    isCompleted[edge] = true
    uses.add(KeyNumbers.Key(source, service))
    offers.add(KeyNumbers.Key(target, service))
  }

  private mutating func learnMaxima(_ features: FeatureMatrix) {
    let isSettled = windows > 2
    for (row, host) in features.hosts.enumerated() {
      let values = zip(features.row(row), Feature.all).map { value, feature in
        isSettled || !feature.needsBaseline ? value : 0
      }
      let number = number(of: host)
      maxima[number] =
        maxima[number].isEmpty ? values : zip(maxima[number], values).map { max($0, $1) }
    }
  }
}

extension HostProfiles {
  /// What a model keeps of profiles; all the rest follows from it.
  struct Kept {
    var windows = 0
    var numbers = KeyNumbers()
    var activity: [Int32] = []
    var maxima: [[Double]] = []
    var edges = KeyNumbers()
    var edgeWindows: [Int32] = []
    var isCompleted: [Bool] = []
    var ports = PortGraphHistory()
    var matrix = SubnetPortMatrix()
  }

  /// The profiles that kept this; nil if its keys were chosen to make hash tables slow.
  ///
  /// - Complexity: O(*E*).
  init?(_ kept: Kept) {
    windows = kept.windows
    hostWindows = kept.activity.reduce(0) { $0 + Int($1) }
    numbers = kept.numbers
    activity = kept.activity
    asked = kept.activity.map { _ in 0 }
    isTarget = kept.activity.map { _ in false }
    maxima = kept.maxima
    edges = kept.edges
    edgeWindows = kept.edgeWindows
    isCompleted = kept.isCompleted
    ports = kept.ports
    matrix = kept.matrix
    var steps = KeyNumbers.steps(for: 4 * edges.count)
    for (edge, key) in edges.keys.enumerated() {
      let (source, target) = key.pair
      asked[Int(source)] += Int64(edgeWindows[edge])
      isTarget[Int(target)] = true
      guard pairs.number(of: KeyNumbers.Key((source, target)), steps: &steps) != nil,
        askers.add(KeyNumbers.Key(target, key.service), steps: &steps)
      else { return nil }
      guard isCompleted[edge] else { continue }
      guard uses.add(KeyNumbers.Key(source, key.service), steps: &steps),
        offers.add(KeyNumbers.Key(target, key.service), steps: &steps)
      else { return nil }
    }
  }
}
