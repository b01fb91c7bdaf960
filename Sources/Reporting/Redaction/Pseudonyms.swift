// SPDX-License-Identifier: Apache-2.0

internal import Flows
private import Topology

/// Other addresses, subnets and names for those of a report, each always the same.
///
/// Addresses of one subnet stay together. IPv4 ones come from 240.0.0.0/4, which nobody has, the
/// rest from the documentation block 2001:db8::/32, so that no redacted address can be taken for a
/// real one (RFC 1112, RFC 3849). Numbers are given in order of use, so they tell nothing.
struct Pseudonyms {
  private let subnets: SubnetMap
  private var blocks: [Subnet: UInt64] = [:]
  private var hosts: [IPAddress: IPAddress] = [:]
  private var hostsIn: [Subnet: UInt64] = [:]
  private var names: [String: String] = [:]
  private var counts: [String: Int] = [:]

  /// Subnets of IPv4 addresses that fit, each with 65,536 hosts; more become IPv6.
  private static let v4Blocks: UInt64 = 4_096
  private static let v4Hosts: UInt64 = 65_535
  /// How much of a name every output shows.
  private static let namesShown = 40

  /// Pseudonyms that keep hosts of the same one of these blocks together.
  init(_ blocks: [Subnet]) {
    subnets = SubnetMap(blocks.map { NamedSubnet(block: $0, name: "", zone: "") })
  }

  private mutating func number(of block: Subnet) -> UInt64 {
    if let known = blocks[block] { return known }
    let number = UInt64(blocks.count)
    blocks[block] = number
    return number
  }

  /// The address instead of `address`.
  mutating func address(_ address: IPAddress) -> IPAddress {
    if address == .internet { return address }
    if let known = hosts[address] { return known }
    let block = subnets.subnet(of: address).block
    let number = number(of: block)
    let host = (hostsIn[block] ?? 0) + 1
    hostsIn[block] = host
    let isV4 = address.isV4 && number < Self.v4Blocks && host < Self.v4Hosts
    let result =
      isV4
      ? IPAddress(v4: UInt32(truncatingIfNeeded: 0xf000_0000 | number << 16 | host))
      : IPAddress(high: 0x2001_0db8_0000_0000 | number, low: host)
    hosts[address] = result
    return result
  }

  /// The block instead of `block`.
  mutating func block(_ block: Subnet) -> Subnet {
    let number = number(of: block)
    return block.base.isV4 && number < Self.v4Blocks
      ? Subnet(
        around: IPAddress(v4: UInt32(truncatingIfNeeded: 0xf000_0000 | number << 16)),
        prefixLength: 16)
      : Subnet(
        around: IPAddress(high: 0x2001_0db8_0000_0000 | number, low: 0), prefixLength: 64)
  }

  /// The name instead of `name`: the kind and a number, `host-3`.
  ///
  /// Pages show long names cut: those that begin alike and are as shown are one.
  mutating func name(_ name: String, kind: String) -> String {
    if name.isEmpty { return name }
    let key = kind + "\u{1f}" + SafeText.clean(name, limit: Self.namesShown)
    if let known = names[key] { return known }
    let number = (counts[kind] ?? 0) + 1
    counts[kind] = number
    names[key] = "\(kind)-\(number)"
    return "\(kind)-\(number)"
  }
}
