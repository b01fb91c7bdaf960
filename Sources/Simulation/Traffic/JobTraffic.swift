// SPDX-License-Identifier: Apache-2.0

internal import Flows

extension Traffic {
  /// Ports the vulnerability scanner tries on every host.
  private static let scannedPorts: [UInt16] = [22, 80, 135, 139, 443, 445, 3_389, 5_985, 8_443]

  /// Adds what runs by the calendar: backup every night, patches on Tuesday evening, the
  /// vulnerability scan once a week.
  func addJobs(day: Int, to sheet: inout FlowSheet) {
    guard flowsPerWorkstation > 0 else { return }
    addBackup(day: day, to: &sheet)
    if calendar.weekday(day) == 1 { addPatches(day: day, to: &sheet) }
    if calendar.weekday(day) == scanWeekday { addScan(day: day, to: &sheet) }
  }

  private func addBackup(day: Int, to sheet: inout FlowSheet) {
    let source = office.hosts[office.hosts(.backupServer)[0]]
    for host in office.hosts.indices where office.hosts[host].role.isServer {
      var generator = generator(.jobs, host, day: day)
      let minute = generator.between(60, 270)
      let moment = calendar.midnight(day) + Int64(minute * Double(OfficeCalendar.minute))
      let outcome: Outcome = generator.chance(0.01) ? .unanswered : .completed
      sheet.add(
        .backup, at: moment, from: source, to: address(host), outcome, using: &generator)
    }
  }

  private func addPatches(day: Int, to sheet: inout FlowSheet) {
    let source = office.hosts[office.hosts(.patchServer)[0]]
    for host in office.hosts.indices {
      let target = office.hosts[host]
      guard !target.isUnix, target.role != .printer, target.firstDay <= day else { continue }
      guard target.role != .workstation || office.habits[host].staysOn else { continue }
      var generator = generator(.jobs, host, day: day).child(1)
      var moment = calendar.midnight(day) + Int64(generator.between(1_200, 1_370) * 60_000_000)
      if generator.chance(0.05) {
        sheet.add(
          .patchPush, at: moment, from: source, to: target.address, .unanswered,
          using: &generator)
        continue
      }
      sheet.add(.patchPush, at: moment, from: source, to: target.address, using: &generator)
      moment += Int64(generator.between(60, 600) * 1_000_000)
      sheet.add(.remoteShell, at: moment, from: source, to: target.address, using: &generator)
    }
  }

  /// Every address in use and some that are not, host after host in two and a half hours.
  private func addScan(day: Int, to sheet: inout FlowSheet) {
    let source = office.hosts[office.hosts(.scanner)[0]]
    let window = 150 * OfficeCalendar.minute
    let start = calendar.midnight(day) + 2 * OfficeCalendar.hour
    for host in office.hosts.indices where office.hosts[host].firstDay <= day {
      let target = office.hosts[host]
      var generator = generator(.jobs, host, day: day).child(2)
      let isOn = target.role != .workstation || office.habits[host].staysOn
      var moment = start + window * Int64(host) / Int64(office.hosts.count)
      for port in Self.scannedPorts {
        let answer: Outcome =
          !isOn ? .unanswered : target.offers(port) ? .completed : .refused
        sheet.add(
          .probe.on(.tcp(port)), at: moment, from: source, to: target.address, answer,
          using: &generator)
        moment += 20_000 + Int64(generator.below(900_000))
        // A scanner that hears nothing gives a host up.
        if !isOn, generator.chance(0.4) { break }
      }
    }
  }
}

extension OfficeHost {
  /// Whether a connection to a port from inside the office is accepted.
  func offers(_ port: UInt16) -> Bool {
    switch role {
    case .printer: [80, 443, 631, 9_100].contains(port)
    case .workstation, .administrator: [135, 445, 3_389, 5_985].contains(port)
    case .domainController: [53, 88, 135, 139, 389, 445, 464, 3_389, 5_985].contains(port)
    default:
      if isUnix {
        [22, 443].contains(port) || role == .databaseServer && port == 5_432
      } else {
        [135, 139, 445, 3_389, 5_985].contains(port) || role == .webServer && port == 443
          || role == .databaseServer && port == 1_433
      }
    }
  }
}
