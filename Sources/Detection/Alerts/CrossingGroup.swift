// SPDX-License-Identifier: Apache-2.0

public import Flows
import Topology

/// Crossings of one window that have one cause.
public struct CrossingGroup: Hashable, Sendable {
  /// What the crossings have in common.
  public enum Cause: Hashable, Sendable {
    /// One host opened one service into subnets.
    case sender(IPAddress, Service)
    /// One host opened many services: a scan, a tool.
    case busySender(IPAddress)
    /// Several subnets newly ask one host for one service.
    case receiver(IPAddress, Service)
    /// Several subnets ask for one service in a subnet.
    case served(Subnet, Service)
    /// Several hosts of a subnet ask for one service.
    case subnet(Subnet, Service)
  }

  /// What they have in common.
  public var cause: Cause
  /// The crossings, by cell.
  public var events: [CrossingEvent]

  /// Services a host must open to be one cause of all.
  static let manyServices = 4
  /// Subnets that must ask a host or a subnet for it to be the cause.
  static let manySubnets = 3

  /// Puts each event into one group.
  ///
  /// Reasons are kept apart, as another reason is another thing to look at. The order of `events`
  /// does not matter.
  ///
  /// - Complexity: O(*n* log *n*).
  public static func all(_ events: [CrossingEvent]) -> [CrossingGroup] {
    var groups: [CrossingGroup] = []
    for reason in CrossingEvent.Reason.allCases {
      groups += ofOneReason(events.filter { $0.reason == reason })
    }
    return groups
  }

  private static func ofOneReason(_ events: [CrossingEvent]) -> [CrossingGroup] {
    var groups: [CrossingGroup] = []
    var rest: [CrossingEvent] = []
    let received = Dictionary(grouping: events) { event in
      event.soleTarget.map { Cause.receiver($0, event.cell.service) }
    }
    for (cause, events) in received {
      if let cause, Set(events.map(\.cell.source)).count >= manySubnets {
        groups.append(CrossingGroup(cause: cause, events: events))
      } else {
        rest += events
      }
    }
    var many: [CrossingEvent] = []
    for (sender, events) in Dictionary(grouping: rest, by: \.soleSource) {
      guard let sender else {
        many = events
        continue
      }
      let byService = Dictionary(grouping: events, by: \.cell.service)
      if byService.count >= manyServices {
        groups.append(CrossingGroup(cause: .busySender(sender), events: events))
      } else {
        groups += byService.map { CrossingGroup(cause: .sender(sender, $0.key), events: $0.value) }
      }
    }
    var few: [CrossingEvent] = []
    for (cause, events) in Dictionary(
      grouping: many, by: { Cause.served($0.cell.target, $0.cell.service) })
    {
      if events.count >= manySubnets {
        groups.append(CrossingGroup(cause: cause, events: events))
      } else {
        few += events
      }
    }
    groups += Dictionary(grouping: few) { Cause.subnet($0.cell.source, $0.cell.service) }
      .map { CrossingGroup(cause: $0.key, events: $0.value) }
    return groups.map { group in
      CrossingGroup(cause: group.cause, events: group.events.sorted { $0.cell < $1.cell })
    }.sorted { ($0.events[0].cell, $0.cause.text) < ($1.events[0].cell, $1.cause.text) }
  }
}

extension CrossingGroup.Cause {
  /// The same for the same cause, in every run.
  public var text: String {
    switch self {
    case .sender(let host, let service): "from \(host) on \(service)"
    case .busySender(let host): "from \(host) on many services"
    case .receiver(let host, let service): "to \(host) on \(service)"
    case .served(let subnet, let service): "into \(subnet) on \(service)"
    case .subnet(let subnet, let service): "from \(subnet) on \(service)"
    }
  }
}

extension CrossingEvent {
  /// The host that made all of it, if there is but one.
  var soleSource: IPAddress? { Self.only(edges.map(\.source)) }
  /// The host that was asked all of it, if there is but one.
  var soleTarget: IPAddress? { Self.only(edges.map(\.target)) }

  private static func only(_ hosts: [IPAddress]) -> IPAddress? {
    guard let first = hosts.first, hosts.allSatisfy({ $0 == first }) else { return nil }
    return first
  }
}
