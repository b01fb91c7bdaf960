// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// What is not there any more and still asked for.
struct DeadService: Sendable {
  /// Where it was, as addresses were on the first day.
  let address: IPAddress
  let talk: Conversation
  /// What those who ask get: silence, or a refusal where the host lives on.
  let outcome: Outcome
  /// Since when it is dead.
  let firstDay: Int
  /// Workstations that keep asking, by place in ``Office/hosts``.
  let clients: [Int]
}

/// Draws dead services.
struct DeadServiceDrawing {
  let hosts: [OfficeHost]
  let subnets: [OfficeSubnet]
  let habits: [Habits]
  let renumbering: Renumbering

  private static let talks: [Conversation] = [
    .shareSession, .shareSession, .intranet, .sqlServer, .printing, .ldap, .update, .plainWeb,
  ]

  func services(_ count: Int, using root: SeededGenerator) -> [DeadService] {
    let workstations = hosts.indices.filter { hosts[$0].role == .workstation }
    return retired(count, workstations, using: root.child(0))
      + moved(workstations, using: root.child(1))
  }

  /// Services that were retired before anybody looked.
  private func retired(
    _ count: Int, _ workstations: [Int], using root: SeededGenerator
  ) -> [DeadService] {
    guard count > 0 else { return [] }
    var generator = root
    // Numbers that no host is ever given.
    var free = subnets.filter { $0.zone != "clients" }.flatMap { subnet in
      (FloorPlan.hostNumbers.upperBound + 1...254).map(subnet.address)
    }
    generator.shuffle(&free)
    let servers = hosts.filter(\.role.isServer)
    return (0..<count).map { number in
      let talk = generator.pick(Self.talks)
      let deaf = servers.filter { !$0.offers(talk.service.port) }
      let livesOn = generator.chance(0.3) && !deaf.isEmpty
      let share = 0.005 * generator.lognormal(median: 2, spread: 0.8)
      return DeadService(
        address: livesOn ? generator.pick(deaf).address : free[number % free.count], talk: talk,
        outcome: livesOn ? .refused : .unanswered, firstDay: 0,
        clients: workstations.filter { _ in generator.chance(share) })
    }
  }

  /// Users of a server that moved, who keep to its old address.
  private func moved(_ workstations: [Int], using root: SeededGenerator) -> [DeadService] {
    let servers = Dictionary(
      uniqueKeysWithValues: hosts.indices.filter { hosts[$0].role.isMovable }
        .map { (hosts[$0].address, $0) })
    return renumbering.exchanges.enumerated().compactMap { number, exchange in
      guard let server = servers[exchange.host] else { return nil }
      var generator = root.child(number)
      let users = workstations.filter { uses(server, habits[$0]) }
      // On the day of the move and after, the old address is that of who had the new one: nobody.
      return DeadService(
        address: exchange.address, talk: talk(to: server), outcome: .unanswered,
        firstDay: exchange.day, clients: users.filter { _ in generator.chance(0.06) })
    }
  }

  private func uses(_ server: Int, _ habits: Habits) -> Bool {
    [habits.fileServer, habits.webServer, habits.database].contains(server)
  }

  private func talk(to server: Int) -> Conversation {
    switch hosts[server].role {
    case .fileServer: .shareSession
    case .databaseServer: hosts[server].isUnix ? .postgres : .sqlServer
    default: .intranet
    }
  }
}

extension Traffic {
  /// Tries of an hour to reach what is dead.
  func addDeadTries(day: Int, hour: Int, to sheet: inout FlowSheet) {
    guard flowsPerWorkstation > 0 else { return }
    for (number, service) in office.deadServices.enumerated() where service.firstDay <= day {
      for host in service.clients {
        guard let minutes = attendance(of: host, day: day).minutes(ofHour: hour) else { continue }
        var generator = generator(.deadServices, host, day: day).child(number * 24 + hour)
        for _ in 0..<generator.poisson(0.5) {
          let minute = generator.between(minutes.lowerBound, minutes.upperBound)
          let moment = Int64(minute * Double(OfficeCalendar.minute))
          let latest = Int64(hour + 1) * OfficeCalendar.hour - 1
          sheet.add(
            service.talk, at: calendar.midnight(day) + min(moment, latest),
            from: office.hosts[host], to: service.address, service.outcome, using: &generator)
        }
      }
    }
  }
}
