// SPDX-License-Identifier: Apache-2.0

public import Flows

/// What past windows know of each edge of a window, row by row.
///
/// Everything that asks "was this seen before" reads these columns; the profiles are searched
/// once per edge.
public struct KnownEdges: Sendable {
  /// How many past windows had the edge, answered or not; 0 is new.
  public private(set) var windows: [Int32]
  /// Whether a flow of the edge ever came about.
  public private(set) var isCompleted: [Bool]
  /// Whether source and target had an edge before.
  public private(set) var isPair: [Bool]
  /// Whether the source ever got through to the service anywhere.
  public private(set) var isUsed: [Bool]
  /// Whether the target ever accepted the service from anybody.
  public private(set) var isOffered: [Bool]
  /// How many hosts ever asked the target for the service.
  public private(set) var askers: [Int32]
  /// How many past host-windows used the (source subnet, target subnet, service).
  public private(set) var cellHostWindows: [Int32]
  /// By host of the window: whether anybody ever opened a connection to it.
  public let isTarget: [Bool]
  /// Whether there is a past at all.
  public let hasPast: Bool
  /// By host of the window: over its past edges, the sum of windows that had them.
  public let asked: [Int64]
  /// How many (target, service) anybody ever asked for.
  public let distinctDestinations: Int
  /// How many internal hosts were ever active.
  public let hostCount: Int
  /// By host of the window: the number profiles know it by; -1 for none.
  let numbers: [Int32]

  /// Looks up every edge.
  ///
  /// - Parameters:
  ///   - edges: A window's edges, ticks merged.
  ///   - profiles: What the windows before knew.
  ///   - blocks: The subnet of each host.
  /// - Complexity: O(*V* + *E*) expected.
  public init(_ edges: EdgeTable, in profiles: HostProfiles, blocks: [Subnet]) {
    let count = edges.count
    windows = [Int32](repeating: 0, count: count)
    isCompleted = [Bool](repeating: false, count: count)
    isPair = isCompleted
    isUsed = isCompleted
    isOffered = isCompleted
    askers = windows
    cellHostWindows = windows
    let numbers = edges.hosts.addresses.map { host in
      profiles.numbers.index(of: KeyNumbers.Key(host)).map(Int32.init) ?? -1
    }
    self.numbers = numbers
    isTarget = numbers.map { $0 >= 0 && profiles.isTarget[Int($0)] }
    hasPast = profiles.windows > 0
    asked = numbers.map { $0 >= 0 ? profiles.asked[Int($0)] : 0 }
    distinctDestinations = profiles.askers.count
    hostCount = profiles.activity.count { $0 > 0 }
    guard profiles.windows > 0 else { return }
    let subnets = profiles.matrix.numbers(of: blocks)
    for row in 0..<count {
      let source = numbers[Int(edges.sources[row])]
      let target = numbers[Int(edges.targets[row])]
      let service = edges.services[row]
      cellHostWindows[row] = Int32(
        clamping: profiles.matrix.hostWindows(
          subnets[Int(edges.sources[row])], subnets[Int(edges.targets[row])], service))
      if source >= 0 {
        isUsed[row] = profiles.uses.count(of: KeyNumbers.Key(source, service)) > 0
      }
      guard target >= 0 else { continue }
      let asked = KeyNumbers.Key(target, service)
      askers[row] = Int32(clamping: profiles.askers.count(of: asked))
      guard askers[row] > 0 else {
        isPair[row] = isKnownPair(row, edges, profiles)
        continue
      }
      isOffered[row] = profiles.offers.count(of: asked) > 0
      if source >= 0, let edge = profiles.edges.index(of: KeyNumbers.Key(source, target, service)) {
        windows[row] = profiles.edgeWindows[edge]
        isCompleted[row] = profiles.isCompleted[edge]
        isPair[row] = true
      } else {
        isPair[row] = isKnownPair(row, edges, profiles)
      }
    }
  }

  private func isKnownPair(_ row: Int, _ edges: EdgeTable, _ profiles: HostProfiles) -> Bool {
    let pair = (numbers[Int(edges.sources[row])], numbers[Int(edges.targets[row])])
    return pair.0 >= 0 && pair.1 >= 0
      && profiles.pairs.index(of: KeyNumbers.Key(pair)) != nil
  }
}
