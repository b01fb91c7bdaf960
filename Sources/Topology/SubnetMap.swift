// SPDX-License-Identifier: Apache-2.0

public import Flows

/// A named subnet, as a line of a subnets file gives it.
public struct NamedSubnet: Hashable, Sendable {
  /// The block of addresses.
  public var block: Subnet
  /// What people call it; empty if nobody said.
  public var name: String
  /// The trust zone it belongs to, such as `servers`; empty if nobody said.
  public var zone: String
  /// The VLAN, as written; empty if nobody said.
  public var vlan: String

  /// The subnet with these values.
  public init(block: Subnet, name: String = "", zone: String = "", vlan: String = "") {
    self.block = block
    self.name = name
    self.zone = zone
    self.vlan = vlan
  }
}

/// Which subnet an address belongs to: the longest matching block of a list, else its /24
/// (IPv4) or /64 (IPv6).
public struct SubnetMap: Sendable {
  private let byLength: [(length: Int, blocks: [Subnet: NamedSubnet])]

  /// The map that knows these subnets; of two lines for one block the later counts.
  public init(_ subnets: [NamedSubnet] = []) {
    let groups = Dictionary(grouping: subnets) { $0.block.prefixLength }
    byLength = groups.keys.sorted(by: >).map { length in
      let blocks = (groups[length] ?? []).map { ($0.block, $0) }
      return (length, Dictionary(blocks) { _, later in later })
    }
  }

  /// The blocks of the list, ascending.
  public var blocks: [Subnet] { byLength.flatMap(\.blocks.keys).sorted() }

  /// The subnets of the list, by block.
  public var subnets: [NamedSubnet] {
    byLength.flatMap(\.blocks.values).sorted { $0.block < $1.block }
  }

  /// The subnet of `address`.
  ///
  /// - Complexity: O(number of distinct prefix lengths in the list).
  public func subnet(of address: IPAddress) -> NamedSubnet {
    for (length, blocks) in byLength {
      let own = address.isV4 ? length - 96 : length
      guard own >= 0 else { continue }
      if let known = blocks[Subnet(around: address, prefixLength: own)] { return known }
    }
    return NamedSubnet(block: Subnet(around: address, prefixLength: address.isV4 ? 24 : 64))
  }
}
