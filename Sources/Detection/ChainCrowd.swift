// SPDX-License-Identifier: Apache-2.0

import Flows

/// How much more often than in the past hosts of a window have a part in chains.
///
/// Where the past is a weekend and the window a Monday, or a migration is on, sessions that
/// nobody expected meet by chance: of two, each as many times as frequent as said here, its
/// square. Chances of chains grow by that, or every Monday would find intruders. A host's own chain is
/// not counted against it, or the hosts of an intruder would hide each other; but of chains that
/// run through a whole network, as on days full of new sessions, no more than an intruder's length.
struct ChainCrowd {
  /// The share of past host-windows that had a part in chains, above 0.
  private let before: Double
  private let hosts: Int
  private let inChains: Int
  private let ofEntry: [IPAddress: Int]

  /// Hosts of a chain that are not counted against each other, at most.
  private static let ownAtMost = 8

  /// - Parameters:
  ///   - now: The hosts of the window.
  ///   - past: How many past host-windows had a part in chains, of how many.
  init(_ now: [HostWindow], past: (inChains: Int, all: Int)) {
    before = Double(past.inChains + 1) / Double(past.all + 1)
    hosts = now.count
    let chained = now.filter { $0.chain > 0 }
    inChains = chained.count
    ofEntry = chained.compactMap(\.chainEntry).reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// By what a chance of `host` having a part in a chain grows, 1 and more.
  func factor(for host: HostWindow) -> Double {
    let own = min(Self.ownAtMost, host.chainEntry.flatMap { ofEntry[$0] } ?? 0)
    let others = inChains - own
    let rate = Double(others) / Double(max(1, hosts)) / before
    return max(1, rate * rate)
  }
}
