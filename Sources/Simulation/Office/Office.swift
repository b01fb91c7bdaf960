// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// A simulated office: its subnets, its hosts and what each of them is used to.
///
/// Hosts live in 10.0.0.0/8: servers in 10.1, administration in 10.2, printers in 10.3 and
/// workstations from 10.10 on. Everybody outside has an address of RFC 5737.
public struct Office: Sendable {
  /// Every /24, by address.
  public let subnets: [OfficeSubnet]
  /// Every host, by address.
  public let hosts: [OfficeHost]

  /// Sites of the Internet, the best liked first.
  let sites: [IPAddress]
  let sitePopularity: Zipf
  /// A file server that was switched off and that some still ask.
  let retiredServer: IPAddress
  /// Services that are gone and that some still ask.
  let deadServices: [DeadService]
  /// Who has which address later.
  let renumbering: Renumbering
  /// What each host is used to; in step with `hosts`.
  let habits: [Habits]
  /// Workstations there from the first day on, by address.
  let lastingWorkstations: [Int]
  /// Hosts that users and other servers depend on, by address.
  let servers: [Int]
  private let start: Timestamp
  /// Hosts of each role, by address.
  private let byRole: [HostRole: [Int]]
  /// Hosts of each subnet, by address.
  private let bySubnet: [[Int]]

  /// Draws the office that `options` describe.
  ///
  /// - Precondition: `options` are valid.
  init(_ options: OfficeOptions, using root: SeededGenerator) {
    var generator = root.child(1)
    var plan = FloorPlan(Headcount(hosts: options.hosts), using: &generator)
    plan.hireNewcomers(options, using: &generator)
    let openings = plan.openServers(options, using: root.child(3))
    subnets = plan.subnets
    hosts = plan.hosts
    byRole = Dictionary(grouping: plan.hosts.indices) { plan.hosts[$0].role }
    lastingWorkstations = plan.hosts.indices.filter {
      plan.hosts[$0].role == .workstation && plan.hosts[$0].firstDay == 0
    }
    servers = plan.hosts.indices.filter { plan.hosts[$0].role.isServer }
    var members = [[Int]](repeating: [], count: plan.subnets.count)
    for (index, host) in plan.hosts.enumerated() { members[host.subnet].append(index) }
    bySubnet = members
    retiredServer = IPAddress(v4: 0x0a01_0003)
    var outside = Self.outsideBlocks.flatMap { block in
      (1...254).map { IPAddress(v4: block | UInt32($0)) }
    }
    generator.shuffle(&outside)
    sites = outside
    sitePopularity = Zipf(count: outside.count, exponent: 1.05)
    habits = HabitDrawing(hosts: plan.hosts, byRole: byRole, sites: outside.count).habits(
      using: root.child(2))
    renumbering = Renumbering(
      options, hosts: plan.hosts, subnets: plan.subnets, openings: openings, using: root.child(4))
    deadServices = DeadServiceDrawing(
      hosts: plan.hosts, subnets: plan.subnets, habits: habits, renumbering: renumbering
    ).services(Int(options.difficulty.deadServices), using: root.child(5))
    start = options.start
  }

  /// The three documentation blocks of RFC 5737.
  private static let outsideBlocks: [UInt32] = [0xc000_0200, 0xc633_6400, 0xcb00_7100]

  /// Places in ``hosts`` of the hosts with a role, by address.
  public func hosts(_ role: HostRole) -> [Int] { byRole[role, default: []] }

  /// Places in ``hosts`` of the hosts of a subnet, by address.
  public func hosts(inSubnet subnet: Int) -> [Int] { bySubnet[subnet] }

  /// The office's subnets as a subnets file: `cidr,name,zone,vlan` and a line each.
  public var subnetsFile: String {
    subnets.reduce(into: "cidr,name,zone,vlan\n") { text, subnet in
      text += "\(subnet.block),\(subnet.name),\(subnet.zone),\(subnet.vlan)\n"
    }
  }

  /// The office's hosts as an assets file: `ip,name,role,from,to` and a line for each address of
  /// each; times are left empty for those who never move.
  public var assetsFile: String {
    let moves = renumbering.moves
    let openings = Dictionary(
      uniqueKeysWithValues: renumbering.openings.map { ($0.server, $0.day) })
    return hosts.reduce(into: "ip,name,role,from,to\n") { text, host in
      var address = host.address
      var since = openings[host.address].map(midnight) ?? ""
      for move in moves[host.address, default: []] {
        let until = midnight(move.day)
        text += "\(address),\(host.name),\(host.role.assetRole),\(since),\(until)\n"
        (address, since) = (move.address, until)
      }
      text += "\(address),\(host.name),\(host.role.assetRole),\(since),\n"
    }
  }

  private func midnight(_ day: Int) -> String {
    start.advanced(byMicroseconds: Int64(day) * OfficeCalendar.day).description
  }
}
