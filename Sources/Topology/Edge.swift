// SPDX-License-Identifier: Apache-2.0

public import Flows

/// All flows of one (source, target, service) in a window: a row of ``EdgeTable`` by address,
/// fit to outlive the window.
public struct Edge: Hashable, Sendable {
  /// Who opened the connections; ``Flows/IPAddress/internet`` for anyone outside.
  public var source: IPAddress
  /// Who was asked.
  public var target: IPAddress
  /// What was asked for.
  public var service: Service
  /// How many flows, at least 1.
  public var flows: Int64
  /// How many of them never came about.
  public var failedFlows: Int64
  /// Bytes from source to target.
  public var bytesOut: Int64
  /// Bytes from target to source.
  public var bytesIn: Int64
  /// Start of the first flow.
  public var firstSeen: Timestamp
  /// Start of the last flow.
  public var lastSeen: Timestamp
  /// Whether (source, target, service) is missing from the baseline; nil without a baseline.
  public var isNew: Bool?
  /// Whether source and target are internal and in different subnets.
  public var crossesSubnet: Bool

  /// The edge with these values.
  public init(
    source: IPAddress, target: IPAddress, service: Service, flows: Int64, failedFlows: Int64 = 0,
    bytesOut: Int64 = 0, bytesIn: Int64 = 0, firstSeen: Timestamp, lastSeen: Timestamp,
    isNew: Bool? = nil, crossesSubnet: Bool = false
  ) {
    self.source = source
    self.target = target
    self.service = service
    self.flows = flows
    self.failedFlows = failedFlows
    self.bytesOut = bytesOut
    self.bytesIn = bytesIn
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
    self.isNew = isNew
    self.crossesSubnet = crossesSubnet
  }

  /// Adds the flows of another edge between the same hosts.
  public mutating func add(_ other: Edge) {
    flows = flows.saturatingSum(other.flows)
    failedFlows = failedFlows.saturatingSum(other.failedFlows)
    bytesOut = bytesOut.saturatingSum(other.bytesOut)
    bytesIn = bytesIn.saturatingSum(other.bytesIn)
    firstSeen = min(firstSeen, other.firstSeen)
    lastSeen = max(lastSeen, other.lastSeen)
  }

  /// Bytes both ways.
  public var bytes: Int64 { bytesOut.saturatingSum(bytesIn) }

  /// Whether no flow of the edge came about.
  public var isFailure: Bool { failedFlows == flows }
}
