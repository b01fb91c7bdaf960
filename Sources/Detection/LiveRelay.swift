// SPDX-License-Identifier: Apache-2.0

public import Flows
public import Topology

/// Sessions through several hosts that were open at once, each passing on the one before.
///
/// An intruder at work through a jump host looks like this, and so does its administrator: the
/// priority says which to look at first, not which is malicious.
public struct LiveRelay: Hashable, Sendable {
  /// Every host, in the order of the traffic; three or more.
  public let hosts: [IPAddress]
  /// What each leg goes over; one fewer than hosts.
  public let services: [Service]
  /// How often it was seen.
  public internal(set) var times: Int
  /// When its first leg was opened first.
  public let firstSeen: Timestamp
  /// When its first leg was opened last.
  public internal(set) var lastSeen: Timestamp
  /// The most bytes that its smallest leg carried at one time, both ways.
  public internal(set) var bytes: Int64
  /// The highest it had at any time.
  public internal(set) var priority: RelayPriority
}

/// Finds live relays, and what each threatens, from what else is known of its hosts.
public struct LiveRelays {
  /// The most urgent first, of equal ones the earliest.
  public let relays: [LiveRelay]
  /// Sessions that did not fit into the table and were not looked at.
  public let dropped: Int

  /// Services that fewer hosts than one in this many use are uncommon.
  private static let commonShare = 20

  /// - Parameters:
  ///   - table: The input's sessions that give control.
  ///   - present: The edges of the time that is looked at, by tick.
  ///   - past: What was known before; without any, no leg counts as new.
  ///   - since: Where the baseline ends: relays opened before are left out.
  ///   - subnets: Zones, where a subnet has one; else each subnet is its own.
  /// - Complexity: That of ``Topology/RelaySequences``, and O(*E*).
  public init(
    _ table: RelayTable, present: EdgeTable, past: HostProfiles, since: Timestamp?,
    subnets: SubnetMap
  ) {
    let (hosts, flows, dropped) = table.flows()
    let addresses = hosts.addresses
    let scouts = Self.scouts(present, past)
    let common = Self.commonServices(present)
    let sizes = Dictionary(grouping: flows, by: \.service).mapValues {
      $0.map { Double($0.bytes) }.sorted()
    }
    func zone(_ host: IPAddress) -> String {
      let subnet = subnets.subnet(of: host)
      return subnet.zone.isEmpty ? subnet.block.description : subnet.zone
    }
    func leg(_ flow: RelayFlow) -> RelayPriority.Leg {
      let source = addresses[Int(flow.source)]
      let target = addresses[Int(flow.target)]
      let alike = sizes[flow.service] ?? []
      return RelayPriority.Leg(
        isNew: past.windows > 0 && !past.knowsCompletedEdge(source, target, flow.service),
        hasScouted: scouts[source].map { $0 <= flow.start } ?? false,
        crossesZones: zone(source) != zone(target), isUncommon: !common.contains(flow.service),
        byteRank: Double(alike.countBelow(Double(flow.bytes))) / Double(max(1, alike.count)))
    }
    var found: [Route: LiveRelay] = [:]
    for sequence in RelaySequences()(flows) {
      let legs = sequence.map { flows[$0] }
      guard let first = legs.first, first.start >= since?.microseconds ?? .min,
        legs.allSatisfy({ Move.carriesWork(bytes: $0.bytes) })
      else { continue }
      let route = Route(
        hosts: [first.source] + legs.map(\.target), services: legs.map(\.service))
      let seen = Timestamp(microseconds: first.start)
      let bytes = legs.map(\.bytes).min() ?? 0
      let priority = RelayPriority(legs.map(leg))
      guard var relay = found[route] else {
        found[route] = LiveRelay(
          hosts: route.hosts.map { addresses[Int($0)] }, services: route.services, times: 1,
          firstSeen: seen, lastSeen: seen, bytes: bytes, priority: priority)
        continue
      }
      relay.times += 1
      relay.lastSeen = max(relay.lastSeen, seen)
      relay.bytes = max(relay.bytes, bytes)
      if priority.total > relay.priority.total { relay.priority = priority }
      found[route] = relay
    }
    relays = found.values.sorted { a, b in
      if a.priority.total != b.priority.total { return a.priority.total > b.priority.total }
      if a.firstSeen != b.firstSeen { return a.firstSeen < b.firstSeen }
      return a.hosts == b.hosts
        ? a.services.lexicographicallyPrecedes(b.services)
        : a.hosts.lexicographicallyPrecedes(b.hosts)
    }
    self.dropped = dropped
  }

  private struct Route: Hashable {
    let hosts: [Int32]
    let services: [Service]
  }

  /// When each host first made a contact it never made before and that nobody answered.
  private static func scouts(_ present: EdgeTable, _ past: HostProfiles) -> [IPAddress: Int64] {
    var scouts: [IPAddress: Int64] = [:]
    let addresses = present.hosts.addresses
    for row in 0..<present.count where present.failedFlows[row] == present.flows[row] {
      let source = addresses[Int(present.sources[row])]
      let target = addresses[Int(present.targets[row])]
      guard !past.knowsEdge(source, target, present.services[row]) else { continue }
      scouts[source] = min(scouts[source] ?? .max, present.firstSeen[row])
    }
    return scouts
  }

  /// Services that enough hosts use to be everyday.
  private static func commonServices(_ present: EdgeTable) -> Set<Service> {
    var users: [Service: Set<Int32>] = [:]
    for row in 0..<present.count {
      users[present.services[row], default: []].insert(present.sources[row])
    }
    let hosts = present.hosts.count
    return Set(users.filter { commonShare * $0.value.count >= hosts }.keys)
  }
}
