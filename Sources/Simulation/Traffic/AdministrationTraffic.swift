// SPDX-License-Identifier: Apache-2.0

internal import Flows

extension Traffic {
  /// Adds a weekday's blameless work that looks like lateral movement.
  func addAdministration(day: Int, to sheet: inout FlowSheet) {
    guard calendar.isWorkday(day) else { return }
    for host in office.hosts(.administrator) {
      var generator = generator(.administration, host, day: day)
      for _ in 0..<generator.poisson(difficulty.sessionsPerAdministrator) {
        addAdministratorSession(host, day: day, to: &sheet, using: &generator)
      }
    }
    var generator = generator(.administration, -1, day: day)
    for _ in 0..<generator.poisson(difficulty.oneOffSessions) {
      let moment = officeMoment(day, using: &generator)
      let source = worker(day: day, using: &generator)
      let target = anyTarget(day: day, using: &generator)
      session(from: source, to: target, at: moment, to: &sheet, using: &generator)
    }
    for _ in 0..<generator.poisson(difficulty.nestedSessions) {
      addNestedSession(day: day, to: &sheet, using: &generator)
    }
    for _ in 0..<generator.poisson(difficulty.newEdges) {
      addFirstContact(day: day, to: &sheet, using: &generator)
    }
    for _ in 0..<generator.poisson(difficulty.uploads) {
      let source = worker(day: day, using: &generator)
      sheet.add(
        .upload, at: officeMoment(day, using: &generator), from: office.hosts[source],
        to: generator.pick(office.sites), using: &generator)
    }
  }

  private func addAdministratorSession(
    _ host: Int, day: Int, to sheet: inout FlowSheet, using generator: inout SeededGenerator
  ) {
    var moment = officeMoment(day, using: &generator)
    let target =
      generator.chance(difficulty.newTargets)
      ? anyTarget(day: day, using: &generator) : ownServer(of: host, using: &generator)
    var source = host
    if let jump = customaryJumpHost(of: host, for: target) {
      sheet.add(
        .remoteDesktop, at: moment, from: office.hosts[host], to: address(jump),
        using: &generator)
      moment += Int64(generator.between(40, 600) * 1_000_000)
      source = jump
    }
    session(from: source, to: target, at: moment, to: &sheet, using: &generator)
  }

  /// The jump host an administrator is used to take to a host; nil for none.
  func customaryJumpHost(of host: Int, for target: Int) -> Int? {
    let jumps = office.hosts(.jumpHost)
    let jump = jumps[host % jumps.count]
    var custom = custom(of: host, with: target)
    return custom.chance(difficulty.throughJumpHost) && target != jump ? jump : nil
  }

  /// One of the servers an administrator looks after; some are looked after far more often.
  private func ownServer(of host: Int, using generator: inout SeededGenerator) -> Int {
    let own = ownServers(of: host)
    return own[Int(Double(own.count) * generator.unit() * generator.unit())]
  }

  /// The servers an administrator looks after, the dearest first.
  func ownServers(of host: Int) -> [Int] {
    let servers = office.servers
    return (0..<max(1, min(isSettled(host) ? 5 : 15, servers.count / 2))).map { rank in
      servers[(host * 17 + rank * 7) % servers.count]
    }
  }

  private func addNestedSession(
    day: Int, to sheet: inout FlowSheet, using generator: inout SeededGenerator
  ) {
    let first = worker(day: day, using: &generator)
    let middle = anyTarget(day: day, using: &generator)
    let last = anyTarget(day: day, using: &generator)
    guard first != middle, middle != last, first != last else { return }
    let moment = officeMoment(day, using: &generator)
    session(from: first, to: middle, at: moment, to: &sheet, using: &generator)
    let pause = Int64(generator.lognormal(median: 1_500, spread: 0.8) * 1_000_000)
    let later = min(moment + 60_000_000 + pause, calendar.midnight(day + 1) - 1)
    session(from: middle, to: last, at: later, to: &sheet, using: &generator)
  }

  /// A workstation meets a server it never used, on what that server offers.
  private func addFirstContact(
    day: Int, to sheet: inout FlowSheet, using generator: inout SeededGenerator
  ) {
    let source = office.hosts[worker(day: day, using: &generator)]
    let kind = generator.unit()
    let role: HostRole =
      kind < 0.4 ? .fileServer : kind < 0.7 ? .webServer : kind < 0.9 ? .databaseServer : .printer
    let target = generator.pick(office.hosts(role))
    let talk: Conversation =
      switch role {
      case .fileServer: generator.chance(0.3) ? .fileCopy : .shareSession
      case .webServer: .intranet
      case .databaseServer: databaseTalk(target)
      default: .printing
      }
    sheet.add(
      talk, at: officeMoment(day, using: &generator), from: source, to: address(target),
      using: &generator)
  }

  /// One session of remote work, with the logon before it and sometimes a wrong try.
  private func session(
    from source: Int, to target: Int, at moment: Int64, to sheet: inout FlowSheet,
    using generator: inout SeededGenerator
  ) {
    guard source != target else { return }
    let host = office.hosts[source]
    let service =
      generator.chance(0.92)
      ? customaryService(of: source, with: target)
      : administrationService(of: target, using: &generator)
    let controller = address(office.habits[source].domainController)
    let before = max(calendar.midnight(calendar.day(of: moment)), moment - 4_000_000)
    sheet.add(.dns, at: before, from: host, to: controller, using: &generator)
    if generator.chance(difficulty.fumbledSessions) {
      let wrong = generator.pick([3_389, 5_985, 445, 22] as [UInt16])
      if wrong != service.port {
        sheet.add(
          .probe.on(.tcp(wrong)), at: before + 200_000, from: host, to: address(target),
          generator.chance(0.5) ? .refused : .unanswered, using: &generator)
      }
    }
    let looksUp = difficulty.lookUps > 0 && generator.chance(difficulty.lookUps)
    if looksUp {
      sheet.add(.ldap, at: before + 400_000, from: host, to: controller, using: &generator)
    }
    if service.port != 22 || looksUp {
      sheet.add(.kerberos, at: before + 1_000_000, from: host, to: controller, using: &generator)
    }
    sheet.add(
      .administration(service), at: moment, from: host, to: address(target), using: &generator)
  }

  /// What someone is used to work on a host with.
  func customaryService(of source: Int, with target: Int) -> Service {
    var custom = custom(of: source, with: target)
    return administrationService(of: target, using: &custom)
  }

  /// How someone is used to work on a host, the same on every day.
  private func custom(of source: Int, with target: Int) -> SeededGenerator {
    root.child(Kind.custom.rawValue).child(source).child(target)
  }

  /// What administrators use to work on a host.
  func administrationService(of host: Int, using generator: inout SeededGenerator) -> Service {
    if office.hosts[host].isUnix { return .tcp(22) }
    let kind = generator.unit()
    return kind < 0.45 ? .tcp(3_389) : kind < 0.8 ? .tcp(5_985) : .tcp(445)
  }

  /// Any server or workstation, half and half.
  private func anyTarget(day: Int, using generator: inout SeededGenerator) -> Int {
    guard generator.chance(0.5) else { return worker(day: day, using: &generator) }
    let roles: [HostRole] = [
      .fileServer, .webServer, .databaseServer, .applicationServer, .mailServer,
      .domainController,
    ]
    return generator.pick(office.hosts(generator.pick(roles)))
  }

  /// A workstation whose user is in; any if a few tries find none.
  func worker(day: Int, using generator: inout SeededGenerator) -> Int {
    let workstations = office.lastingWorkstations
    for _ in 0..<20 {
      let host = generator.pick(workstations)
      if attendance(of: host, day: day).presence != nil { return host }
    }
    return workstations[0]
  }

  /// A moment in office hours.
  func officeMoment(_ day: Int, using generator: inout SeededGenerator) -> Int64 {
    let minute =
      generator.chance(0.9) ? generator.between(510, 1_050) : generator.between(390, 1_260)
    return calendar.midnight(day) + Int64(minute * Double(OfficeCalendar.minute))
  }
}
