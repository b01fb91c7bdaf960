// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// Who has which address on which day.
///
/// An office is drawn with the addresses of its first day. Later a lease may change, or a server
/// move, and each change is an exchange of two addresses of a subnet: no two hosts ever share one,
/// and what nobody had before is what nobody has afterwards. Until a new server is there, the
/// server it is to relieve answers for it.
struct Renumbering: Sendable {
  /// A host gets another address, and who had that, if anybody, gets the host's.
  struct Exchange: Hashable, Sendable {
    let day: Int
    /// The host's address on the first day.
    let host: IPAddress
    /// The address it gets.
    let address: IPAddress
  }

  /// A server takes over part of the work of another.
  struct Opening: Hashable, Sendable {
    let day: Int
    let server: IPAddress
    let forerunner: IPAddress
  }

  /// In order of days.
  private(set) var exchanges: [Exchange] = []
  private(set) var openings: [Opening] = []

  init(exchanges: [Exchange] = [], openings: [Opening] = []) {
    self.exchanges = exchanges
    self.openings = openings
  }

  /// The address a day has for each address of the first day, where they differ.
  ///
  /// - Complexity: O(changes up to that day).
  func table(on day: Int) -> [IPAddress: IPAddress] {
    var ledger = Ledger()
    for exchange in exchanges.prefix(while: { $0.day <= day }) { _ = ledger.apply(exchange) }
    for opening in openings where opening.day > day {
      ledger.current[opening.server] = ledger.current[opening.forerunner] ?? opening.forerunner
    }
    return ledger.current.filter { $0.key != $0.value }
  }

  /// The addresses of each host that changes its own, and since which day it has them; by the
  /// address of the first day.
  var moves: [IPAddress: [(day: Int, address: IPAddress)]] {
    var ledger = Ledger()
    var moves: [IPAddress: [(day: Int, address: IPAddress)]] = [:]
    for exchange in exchanges {
      for host in ledger.apply(exchange) {
        let address = ledger.current[host] ?? host
        if let last = moves[host]?.last, last.day == exchange.day {
          moves[host]?.removeLast()
        }
        moves[host, default: []].append((exchange.day, address))
      }
    }
    return moves
  }

  /// Who has what while exchanges go on.
  private struct Ledger {
    var current: [IPAddress: IPAddress] = [:]
    /// Whose an address is, by the address of the first day.
    private var owners: [IPAddress: IPAddress] = [:]

    /// Makes an exchange; tells who moved.
    mutating func apply(_ exchange: Exchange) -> [IPAddress] {
      let old = current[exchange.host] ?? exchange.host
      let other = owners[exchange.address] ?? exchange.address
      guard old != exchange.address else { return [] }
      current[exchange.host] = exchange.address
      current[other] = old
      owners[exchange.address] = exchange.host
      owners[old] = other
      return [exchange.host, other]
    }
  }
}

extension Renumbering {
  /// Draws a simulation's changes of address.
  init(
    _ options: OfficeOptions, hosts: [OfficeHost], subnets: [OfficeSubnet], openings: [Opening],
    using root: SeededGenerator
  ) {
    self.openings = openings
    let rates = options.difficulty
    guard rates.leaseChanges > 0 || rates.migrations > 0 else { return }
    let calendar = OfficeCalendar(options)
    let workstations = hosts.filter { $0.role == .workstation }
    let servers = hosts.filter { $0.role.isMovable && $0.firstDay == 0 }
    var taken = Set(hosts.map(\.address))
    for day in 1..<max(2, options.days) {
      var generator = root.child(day)
      for _ in 0..<generator.poisson(rates.leaseChanges * Double(workstations.count)) {
        let host = generator.pick(workstations)
        let address = Self.draw(in: subnets[host.subnet], using: &generator)
        exchanges.append(Exchange(day: day, host: host.address, address: address))
      }
      guard calendar.isWorkday(day) else { continue }
      for _ in 0..<generator.poisson(rates.migrations) {
        let host = generator.pick(servers)
        let address = Self.draw(in: subnets[host.subnet], using: &generator)
        guard taken.insert(address).inserted else { continue }
        exchanges.append(Exchange(day: day, host: host.address, address: address))
      }
    }
  }

  private static func draw(
    in subnet: OfficeSubnet, using generator: inout SeededGenerator
  ) -> IPAddress {
    let numbers = FloorPlan.hostNumbers
    return subnet.address(numbers.lowerBound + generator.below(numbers.count))
  }
}

extension OfficeSubnet {
  /// The address with this number in the subnet.
  func address(_ number: Int) -> IPAddress {
    IPAddress(high: block.base.high, low: block.base.low + UInt64(number))
  }
}

extension HostRole {
  /// Whether such servers are at times moved or joined by others.
  var isMovable: Bool {
    switch self {
    case .fileServer, .webServer, .databaseServer, .applicationServer: true
    default: false
    }
  }
}
