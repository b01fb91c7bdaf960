// SPDX-License-Identifier: Apache-2.0

internal import Flows

extension Traffic {
  /// Adds what a server asks of others in an hour: databases, directory, mail, the Internet.
  func addServer(_ host: Int, day: Int, hour: Int, to sheet: inout FlowSheet) {
    var generator = generator(.servers, host, day: day).child(hour)
    let start = calendar.midnight(day) + Int64(hour) * OfficeCalendar.hour
    for _ in 0..<generator.poisson(flowsPerServerHour * load(day: day, hour: hour)) {
      let moment = start + Int64(generator.unit() * 3_599_000_000)
      serve(host, at: moment, to: &sheet, using: &generator)
    }
  }

  /// An hour's work of servers against the mean of a weekday.
  private func load(day: Int, hour: Int) -> Double {
    let atWork = (8..<18).contains(hour)
    guard calendar.isWorkday(day) else { return atWork ? 0.5 : 0.4 }
    return atWork ? 1.6 : 0.5714
  }

  private func serve(
    _ host: Int, at moment: Int64, to sheet: inout FlowSheet,
    using generator: inout SeededGenerator
  ) {
    let source = office.hosts[host]
    let habits = office.habits[host]
    let kind = generator.unit()
    switch source.role {
    case .webServer where kind < 0.45:
      let applications = office.hosts(.applicationServer)
      let target = applications[host % applications.count]
      sheet.add(.backend, at: moment, from: source, to: address(target), using: &generator)
    case .webServer where kind < 0.7, .applicationServer where kind < 0.7:
      sheet.add(
        databaseTalk(habits.database), at: moment, from: source, to: address(habits.database),
        using: &generator)
    case .mailServer where kind < 0.35:
      let site = office.sites[office.sitePopularity.draw(using: &generator)]
      sheet.add(.mailRelay, at: moment, from: source, to: site, using: &generator)
    case .mailServer where kind < 0.7:
      let site = office.sites[office.sitePopularity.draw(using: &generator)]
      sheet.add(
        .mailRelay, at: moment, from: .outsider(site), to: source.address, using: &generator)
    default:
      let talks: [Conversation] = [.dns, .dns, .dns, .kerberos, .ldap, .clock]
      let controller =
        generator.chance(0.9) ? habits.domainController : habits.otherDomainController
      sheet.add(
        generator.pick(talks), at: moment, from: source, to: address(controller),
        using: &generator)
    }
  }

  /// The protocol a database speaks.
  func databaseTalk(_ host: Int) -> Conversation {
    office.hosts[host].isUnix ? .postgres : .sqlServer
  }

  /// Adds monitoring's questions of an hour: each target in turn, at even intervals.
  func addPolls(day: Int, hour: Int, to sheet: inout FlowSheet) {
    guard pollsPerDay > 0 else { return }
    let source = office.hosts[office.hosts(.monitoring)[0]]
    let interval = OfficeCalendar.day / Int64(pollsPerDay)
    let from = Int64(hour) * OfficeCalendar.hour
    for (place, target) in polled.enumerated() {
      var generator = generator(.polling, target, day: day).child(hour)
      let offset = interval * Int64(place) / Int64(polled.count)
      var number = max(0, (from - offset + interval - 1) / interval)
      let end = from + OfficeCalendar.hour
      while number < Int64(pollsPerDay), number * interval + offset < end {
        let moment = number * interval + offset
        if moment >= from {
          let talk: Conversation = generator.chance(0.75) ? .poll : .ping
          sheet.add(
            talk, at: calendar.midnight(day) + moment, from: source, to: address(target),
            using: &generator)
        }
        number += 1
      }
    }
  }
}
