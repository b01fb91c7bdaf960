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

  /// Why the flow in `row` becomes no edge; nil if it becomes one.
  func omission(_ flows: FlowBatch, _ row: Int) -> Omission? {
    let source = flows.sources[row]
    let target = flows.targets[row]
    if target.isMulticastOrBroadcast || source.isMulticastOrBroadcast { return .multicast }
    if source == target || source.isUnspecified || target.isUnspecified || source.isLoopback
      || target.isLoopback
    {
      return .noPair
    }
    let sourceInside = internalScope.contains(source)
    let targetInside = internalScope.contains(target)
    if !sourceInside, !targetInside { return .external }
    if targetInside, flows.packetsIn[row] == 0, flows.bytesIn[row] == 0, isBroadcast(target) {
      return .multicast
    }
    if let port, flows.services[row].port != port { return .otherPort }
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
