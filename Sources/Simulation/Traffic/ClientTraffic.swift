// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// What a person at a computer does, each a few flows.
enum ClientAction: CaseIterable, Sendable {
  case browse, intranet, openFile, logOn, readMail, lookUp, printPage, setClock, update, callPeer

  /// Share of a workstation's flows; all add up to 1.
  var share: Double {
    switch self {
    case .browse: 0.43
    case .intranet: 0.12
    case .openFile: 0.12
    case .logOn: 0.12
    case .readMail: 0.08
    case .lookUp: 0.07
    case .printPage: 0.02
    case .setClock: 0.01
    case .update: 0.02
    case .callPeer: 0.01
    }
  }

  /// Flows one such action makes on average.
  var flows: Double {
    switch self {
    case .browse: 3.1
    case .intranet: 1.8
    case .openFile: 1.5
    case .logOn: 2.3
    default: 1
    }
  }

  /// Actions by cumulated frequency, and flows of an average action.
  static let mix: (steps: [(action: ClientAction, upTo: Double)], flows: Double) = {
    let total = allCases.reduce(0) { $0 + $1.share / $1.flows }
    var sum = 0.0
    let steps = allCases.map { action in
      sum += action.share / action.flows / total
      return (action: action, upTo: sum)
    }
    return (steps, 1 / total)
  }()

  static func draw(using generator: inout SeededGenerator) -> ClientAction {
    let wanted = generator.unit()
    for step in mix.steps where wanted < step.upTo { return step.action }
    return .browse
  }
}

extension Traffic {
  /// Flows of one action lie within this time.
  private static let actionLength = 40 * OfficeCalendar.second

  /// Adds what workstation `host` does in an hour.
  func addClient(_ host: Int, day: Int, hour: Int, to sheet: inout FlowSheet) {
    let attendance = attendance(of: host, day: day)
    let habits = office.habits[host]
    let start = calendar.midnight(day) + Int64(hour) * OfficeCalendar.hour
    var generator = generator(.clients, host, day: day).child(hour)
    if let minutes = attendance.minutes(ofHour: hour) {
      let mean =
        flowsPerWorkstation * habits.activity * attendance.activity
        * attendance.share(ofHour: hour) / ClientAction.mix.flows
      for _ in 0..<generator.poisson(mean) {
        let minute = generator.between(minutes.lowerBound, minutes.upperBound)
        let moment = calendar.midnight(day) + Int64(minute * Double(OfficeCalendar.minute))
        let latest = start + OfficeCalendar.hour - Self.actionLength - 1
        act(
          host, habits, at: min(moment, latest - Int64(generator.below(40_000_000))),
          to: &sheet, using: &generator)
      }
    } else if habits.staysOn, day >= office.hosts[host].firstDay {
      // Left alone, a computer looks for updates, names and the time.
      for _ in 0..<generator.poisson(flowsPerWorkstation * 0.004) {
        let moment = start + Int64(generator.unit() * 3_500_000_000)
        idle(host, habits, at: moment, to: &sheet, using: &generator)
      }
    }
  }

  private func idle(
    _ host: Int, _ habits: Habits, at moment: Int64, to sheet: inout FlowSheet,
    using generator: inout SeededGenerator
  ) {
    let talks: [(Conversation, Int)] = [
      (.dns, habits.domainController), (.clock, habits.domainController),
      (.kerberos, habits.domainController), (.update, office.hosts(.patchServer)[0]),
    ]
    let (talk, target) = generator.pick(talks)
    sheet.add(talk, at: moment, from: office.hosts[host], to: address(target), using: &generator)
  }

  private func act(
    _ host: Int, _ habits: Habits, at moment: Int64, to sheet: inout FlowSheet,
    using generator: inout SeededGenerator
  ) {
    let controller =
      generator.chance(0.85) ? habits.domainController : habits.otherDomainController
    var visit = Visit(
      source: office.hosts[host], moment: moment, failures: difficulty.failures,
      generator: generator)
    switch ClientAction.draw(using: &visit.generator) {
    case .browse: browse(habits, controller, &visit, &sheet)
    case .intranet:
      if visit.generator.chance(0.3) { visit.open(.dns, address(controller), &sheet) }
      let webs = office.hosts(.webServer)
      let web = visit.generator.chance(0.8) ? habits.webServer : visit.generator.pick(webs)
      for _ in 0...visit.generator.below(2) { visit.open(.intranet, address(web), &sheet) }
    case .openFile: openFile(habits, controller, &visit, &sheet)
    case .logOn:
      visit.open(.kerberos, address(controller), &sheet)
      if visit.generator.chance(0.6) { visit.open(.ldap, address(controller), &sheet) }
      if visit.generator.chance(0.3) { visit.open(.policyRead, address(controller), &sheet) }
      if visit.generator.chance(0.2) {
        visit.open(.endpointMapper, address(controller), &sheet)
        let port = UInt16(49_664 + controller % 8)
        visit.open(.remoteCall.on(.tcp(port)), address(controller), &sheet)
      }
    case .readMail:
      let talk: Conversation = visit.generator.chance(0.75) ? .mailbox : .submission
      visit.open(talk, address(habits.mailServer), &sheet)
    case .lookUp: visit.open(.dns, address(controller), &sheet)
    case .printPage:
      let talk: Conversation = visit.generator.chance(0.7) ? .printing : .printQueue
      visit.open(talk, address(habits.printer), &sheet)
    case .setClock: visit.open(.clock, address(controller), &sheet)
    case .update: visit.open(.update, address(office.hosts(.patchServer)[0]), &sheet)
    case .callPeer: callPeer(host, &visit, &sheet)
    }
    generator = visit.generator
  }

  private func browse(
    _ habits: Habits, _ controller: Int, _ visit: inout Visit, _ sheet: inout FlowSheet
  ) {
    if visit.generator.chance(0.6) { visit.open(.dns, address(controller), &sheet) }
    let favourite = visit.generator.chance(0.5)
    let rank =
      favourite
      ? Int(habits.favouriteSites[visit.generator.below(Habits.favouriteCount)])
      : office.sitePopularity.draw(using: &visit.generator)
    let kind = visit.generator.unit()
    let talk: Conversation = kind < 0.8 ? .web : kind < 0.92 ? .quic : .plainWeb
    for _ in 0...visit.generator.below(4) {
      visit.open(talk, office.sites[rank], &sheet)
    }
  }

  private func openFile(
    _ habits: Habits, _ controller: Int, _ visit: inout Visit, _ sheet: inout FlowSheet
  ) {
    if visit.generator.chance(0.2) { visit.open(.dns, address(controller), &sheet) }
    if habits.asksRetiredServer, visit.generator.chance(0.15) {
      visit.open(.shareSession, office.retiredServer, .unanswered, &sheet)
      return
    }
    if visit.generator.chance(0.3) { visit.open(.kerberos, address(controller), &sheet) }
    let server = visit.generator.chance(0.8) ? habits.fileServer : habits.otherFileServer
    let talk: Conversation = visit.generator.chance(0.08) ? .fileCopy : .shareSession
    visit.open(talk, address(server), &sheet)
  }

  /// A call to a colleague, mostly on the same floor; now and then a folder shared by hand.
  private func callPeer(_ host: Int, _ visit: inout Visit, _ sheet: inout FlowSheet) {
    let near = office.hosts(inSubnet: office.hosts[host].subnet)
    let peer =
      visit.generator.chance(0.6)
      ? visit.generator.pick(near) : visit.generator.pick(office.hosts(.workstation))
    let talk: Conversation =
      visit.generator.chance(0.96) || isSettled(host)
      ? .call.on(.udp(UInt16(50_000 + peer % 60))) : .shareSession
    visit.open(talk, address(peer), &sheet)
  }

  /// The address of a host of the office.
  func address(_ host: Int) -> IPAddress { office.hosts[host].address }
}

/// One action under way: its flows follow each other within seconds.
private struct Visit {
  let source: OfficeHost
  var moment: Int64
  let failures: Double
  var generator: SeededGenerator

  mutating func open(_ talk: Conversation, _ target: IPAddress, _ sheet: inout FlowSheet) {
    let fails = generator.chance(failures)
    let outcome: Outcome = !fails ? .completed : generator.chance(0.5) ? .refused : .unanswered
    open(talk, target, talk.service.transport == .tcp || !fails ? outcome : .unanswered, &sheet)
  }

  mutating func open(
    _ talk: Conversation, _ target: IPAddress, _ outcome: Outcome, _ sheet: inout FlowSheet
  ) {
    sheet.add(talk, at: moment, from: source, to: target, outcome, using: &generator)
    moment += 15_000 + Int64(generator.below(4_000_000))
  }
}
