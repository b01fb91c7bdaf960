// SPDX-License-Identifier: Apache-2.0

public import Flows
public import Topology

/// New addresses for the hosts of a network, to see whether a judgement depends on them.
///
/// Hosts of one subnet stay together: who shares a subnet with whom is behaviour, what the
/// addresses are is not.
public struct AddressShuffle: Sendable {
  /// How far hosts move.
  public enum Reach: String, CaseIterable, Hashable, Sendable {
    /// Hosts of a subnet swap their addresses.
    case withinSubnets = "within_subnets"
    /// Subnets of one size swap their blocks as well.
    case acrossSubnets = "across_subnets"
  }

  /// The new address of each internal host, no two the same.
  public let names: [IPAddress: IPAddress]

  /// New addresses for the hosts of `edges`.
  ///
  /// Subnets that are lists of odd addresses inside wider ones keep their block.
  ///
  /// - Parameters:
  ///   - edges: Who there is; the Internet stays what it is.
  ///   - subnets: Which subnet each address belongs to.
  ///   - reach: How far hosts move.
  ///   - seed: Fixes who gets which address.
  /// - Complexity: O(*V* log *V*).
  public init(_ edges: EdgeTable, subnets: SubnetMap, reach: Reach, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let hosts = edges.hosts.addresses.filter { $0 != .internet }
    let bySubnet = Dictionary(grouping: hosts) { subnets.subnet(of: $0).block }
    let blocks = bySubnet.keys.sorted()
    let homes =
      reach == .acrossSubnets
      ? Self.swapped(blocks, hosts: bySubnet, subnets: subnets, using: &generator) : [:]
    var names: [IPAddress: IPAddress] = [:]
    for block in blocks {
      let own = bySubnet[block] ?? []
      let home = homes[block] ?? block
      let places = own.map { Self.moved($0, from: block, to: home) }.shuffled(using: &generator)
      for (host, place) in zip(own, places) { names[host] = place }
    }
    self.names = names
  }

  /// The new block of each block that can have one.
  private static func swapped(
    _ blocks: [Subnet], hosts: [Subnet: [IPAddress]], subnets: SubnetMap,
    using generator: inout SeededGenerator
  ) -> [Subnet: Subnet] {
    var homes: [Subnet: Subnet] = [:]
    for length in Set(blocks.map(\.prefixLength)).sorted() {
      for isV4 in [true, false] {
        let alike = blocks.filter { $0.prefixLength == length && $0.base.isV4 == isV4 }
        let shuffled = alike.shuffled(using: &generator)
        let fits = zip(alike, shuffled).allSatisfy { block, home in
          (hosts[block] ?? []).allSatisfy { host in
            subnets.subnet(of: moved(host, from: block, to: home)).block == home
          }
        }
        guard fits else { continue }
        for (block, home) in zip(alike, shuffled) { homes[block] = home }
      }
    }
    return homes
  }

  /// The address with the host's own bits in another block of the same size.
  private static func moved(_ host: IPAddress, from block: Subnet, to home: Subnet) -> IPAddress {
    IPAddress(
      high: host.high ^ block.base.high | home.base.high,
      low: host.low ^ block.base.low | home.base.low)
  }

  /// The same truth of the hosts under their new addresses.
  public func relabelled(_ truth: GroundTruth) -> GroundTruth {
    GroundTruth(
      truth.intrusions.map { intrusion in
        GroundTruth.Intrusion(
          scenario: intrusion.scenario,
          acts: intrusion.acts.map { act in
            var act = act
            act.host = names[act.host] ?? act.host
            act.target = act.target.map { names[$0] ?? $0 }
            return act
          })
      })
  }
}
