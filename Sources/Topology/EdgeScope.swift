// SPDX-License-Identifier: Apache-2.0

import Flows

/// Which flows become edges, and between which hosts.
public struct EdgeScope: Sendable {
  /// Why a flow became no edge; every such flow is counted.
  public enum Omission: String, CaseIterable, Sendable {
    /// Neither side is internal.
    case external = "both sides outside"
    /// The target is a multicast or broadcast address, which is no host.
    case multicast = "multicast or broadcast target"
    /// An unspecified or loopback address, or a host talking to itself.
    case noPair = "no pair of hosts"
    /// Another target port than the one asked for.
    case otherPort = "to other ports"
  }

  /// Which addresses are ours.
  public let internalScope: InternalScope
  /// Which subnet each address belongs to.
  public let subnets: SubnetMap
  /// The only target port looked at; nil for all.
  public let port: UInt16?

  /// The scope with these rules.
  public init(
    internalScope: InternalScope = .standard, subnets: SubnetMap = SubnetMap(),
    port: UInt16? = nil
  ) {
    self.internalScope = internalScope
    self.subnets = subnets
    self.port = port
  }

  /// The node that stands for `address`: itself, or the Internet.
  func node(of address: IPAddress) -> IPAddress {
    internalScope.contains(address) ? address : .internet
  }

  /// What `address` is.
  func kinds(of address: IPAddress) -> AddressKinds {
    var kinds: AddressKinds = []
    if address.isMulticastOrBroadcast { kinds.insert(.group) }
    if address.isUnspecified || address.isLoopback { kinds.insert(.noHost) }
    if internalScope.contains(address) { kinds.insert(.inside) }
    if isBroadcast(address) { kinds.insert(.broadcast) }
    return kinds
  }

  /// Why `flow` becomes no edge; nil if it becomes one.
  func omission(_ flow: Flow) -> Omission? {
    omission(flow, source: kinds(of: flow.source), target: kinds(of: flow.target))
  }

  /// Why `flow` becomes no edge, its addresses being what they are; nil if it becomes one.
  func omission(_ flow: Flow, source: AddressKinds, target: AddressKinds) -> Omission? {
    let either = source.union(target)
    if either.contains(.group) { return .multicast }
    if either.contains(.noHost) || flow.source == flow.target { return .noPair }
    if !either.contains(.inside) { return .external }
    if target.contains([.inside, .broadcast]), flow.packetsIn == 0, flow.bytesIn == 0 {
      return .multicast
    }
    if let port, flow.service.port != port { return .otherPort }
    return nil
  }

  /// Whether `address` is the broadcast address of its IPv4 subnet; hosts of a wider subnet
  /// than the map knows may have such an address, so callers also ask for silence.
  private func isBroadcast(_ address: IPAddress) -> Bool {
    guard address.isV4, address.low & 0xff == 0xff else { return false }
    let block = subnets.subnet(of: address).block
    return block.prefixLength <= 126 && address == block.last
  }
}
