// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// Which hosts there are and where they sit, before anybody works.
struct FloorPlan {
  private(set) var subnets: [OfficeSubnet] = []
  private(set) var hosts: [OfficeHost] = []

  /// Workstations a /24 holds on average; floors differ by up to 30 %.
  private static let perFloor = 170
  private static let perServerSubnet = 180
  /// Host numbers given out; below are gateways and the retired server.
  static let hostNumbers = 5...250

  init(_ headcount: Headcount, using generator: inout SeededGenerator) {
    let zones: [(name: String, octet: UInt32, roles: (HostRole) -> Bool)] = [
      ("servers", 1, \.isServer),
      ("administration", 2, { !$0.isServer && $0 != .printer }),
      ("printers", 3, { $0 == .printer }),
    ]
    for zone in zones {
      let roles = headcount.others.filter { zone.roles($0.role) }.flatMap { role, count in
        [HostRole](repeating: role, count: count)
      }
      addZone(zone.name, octet: zone.octet, roles, using: &generator)
    }
    addFloors(headcount.workstations, using: &generator)
    nameHosts()
  }

  private mutating func addZone(
    _ name: String, octet: UInt32, _ roles: [HostRole], using generator: inout SeededGenerator
  ) {
    var start = 0
    var part: UInt32 = 0
    while start < roles.count {
      let end = min(roles.count, start + Self.perServerSubnet)
      let base = 0x0a00_0000 | octet << 16 | part << 8
      let title = part == 0 ? name : "\(name)-\(part + 1)"
      fill(
        base, name: title, zone: name, vlan: Int(octet) * 100 + Int(part), roles[start..<end],
        using: &generator)
      start = end
      part += 1
    }
  }

  private mutating func addFloors(_ workstations: Int, using generator: inout SeededGenerator) {
    let count = max(3, (workstations + Self.perFloor - 1) / Self.perFloor)
    let weights = (0..<count).map { _ in generator.between(0.7, 1.3) }
    let total = weights.reduce(0, +)
    var sizes = weights.map { Int(Double(workstations) * $0 / total) }
    var left = workstations - sizes.reduce(0, +)
    var floor = 0
    while left > 0 {
      if sizes[floor] < Self.hostNumbers.count {
        sizes[floor] += 1
        left -= 1
      }
      floor = (floor + 1) % count
    }
    for (index, size) in sizes.enumerated() {
      let size = min(size, Self.hostNumbers.count)
      let (site, floor) = (index / 12 + 1, index % 12 + 1)
      let base = 0x0a00_0000 | UInt32(9 + site) << 16 | UInt32(floor) << 8
      fill(
        base, name: "site\(site)-floor\(floor)", zone: "clients", vlan: 1_000 + index,
        [HostRole](repeating: .workstation, count: size)[...], using: &generator)
    }
  }

  private mutating func fill(
    _ base: UInt32, name: String, zone: String, vlan: Int, _ roles: ArraySlice<HostRole>,
    using generator: inout SeededGenerator
  ) {
    let block = Subnet(around: IPAddress(v4: base), prefixLength: 24)
    let subnet = subnets.count
    subnets.append(OfficeSubnet(block: block, name: name, zone: zone, vlan: vlan))
    var numbers = Array(Self.hostNumbers)
    generator.shuffle(&numbers)
    // Servers and floors keep the role order of the draw, hosts the order of their addresses.
    let placed = zip(numbers, roles).map { number, role in
      OfficeHost(
        address: IPAddress(v4: base | UInt32(number)), name: "", role: role, subnet: subnet,
        firstDay: 0, isUnix: Self.isUnix(role, using: &generator))
    }
    hosts += placed.sorted { $0.address < $1.address }
  }

  private static func isUnix(_ role: HostRole, using generator: inout SeededGenerator) -> Bool {
    switch role {
    case .scanner, .monitoring, .backupServer: true
    case .webServer, .applicationServer: generator.chance(0.6)
    case .databaseServer: generator.chance(0.5)
    default: false
    }
  }

  /// Numbers the hosts of each role by address: `ws-0001`, `dc-01`.
  private mutating func nameHosts() {
    var counts: [HostRole: Int] = [:]
    for index in hosts.indices {
      let host = hosts[index]
      counts[host.role, default: 0] += 1
      let number = String(counts[host.role, default: 0])
      let width = host.role == .workstation ? 4 : 2
      let zeros = String(repeating: "0", count: max(0, width - number.count))
      hosts[index] = OfficeHost(
        address: host.address, name: "\(host.role.namePrefix)-\(zeros)\(number)", role: host.role,
        subnet: host.subnet, firstDay: 0, isUnix: host.isUnix)
    }
  }

  /// Decides which servers, at most half of a role's, only appear on a later weekday; tells
  /// whom each relieves.
  mutating func openServers(
    _ options: OfficeOptions, using generator: SeededGenerator
  ) -> [Renumbering.Opening] {
    guard options.difficulty.newServers > 0 else { return [] }
    var generator = generator
    let calendar = OfficeCalendar(options)
    let candidates = hosts.indices.filter { hosts[$0].role.isMovable }
    var openings: [Renumbering.Opening] = []
    for day in 1..<max(2, options.days) where calendar.isWorkday(day) {
      let wanted = generator.poisson(options.difficulty.newServers)
      for _ in 0..<min(candidates.count, wanted) {
        let index = generator.pick(candidates)
        let host = hosts[index]
        let peers = candidates.map { hosts[$0] }.filter {
          $0.role == host.role && $0.isUnix == host.isUnix
        }
        let lasting = peers.filter { $0.firstDay == 0 && $0.address != host.address }
        guard host.firstDay == 0, !lasting.isEmpty,
          !openings.contains(where: { $0.forerunner == host.address }),
          2 * (peers.count - lasting.count) <= peers.count
        else { continue }
        openings.append(
          Renumbering.Opening(
            day: day, server: host.address, forerunner: generator.pick(lasting).address))
        hosts[index] = OfficeHost(
          address: host.address, name: host.name, role: host.role, subnet: host.subnet,
          firstDay: day, isUnix: host.isUnix)
      }
    }
    return openings
  }

  /// Decides which workstations, at most a fifth, only appear on a later weekday.
  mutating func hireNewcomers(_ options: OfficeOptions, using generator: inout SeededGenerator) {
    let calendar = OfficeCalendar(options)
    var candidates = hosts.indices.filter { hosts[$0].role == .workstation }
    var left = candidates.count / 5
    generator.shuffle(&candidates)
    for day in 1..<max(2, options.days) where calendar.isWorkday(day) {
      for _ in 0..<min(left, generator.poisson(options.difficulty.newcomers)) {
        guard let index = candidates.popLast() else { return }
        left -= 1
        let host = hosts[index]
        hosts[index] = OfficeHost(
          address: host.address, name: host.name, role: host.role, subnet: host.subnet,
          firstDay: day, isUnix: host.isUnix)
      }
    }
  }
}
