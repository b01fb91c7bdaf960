// SPDX-License-Identifier: Apache-2.0

internal import Flows

extension Traffic {
  /// Remote procedure calls of an hour: a question to the endpoint mapper, then a port of the
  /// dynamic range, 49152–65535 (RFC 6335).
  func addRemoteCalls(day: Int, hour: Int, to sheet: inout FlowSheet) {
    guard difficulty.remoteCalls > 0, flowsPerWorkstation > 0 else { return }
    let start = calendar.midnight(day) + Int64(hour) * OfficeCalendar.hour
    // People are in for about nine hours.
    for host in office.hosts(.workstation) + office.hosts(.administrator) {
      guard let minutes = attendance(of: host, day: day).minutes(ofHour: hour) else { continue }
      var generator = generator(.remoteCalls, host, day: day).child(hour)
      for _ in 0..<generator.poisson(difficulty.remoteCalls / 9) {
        let minute = generator.between(minutes.lowerBound, minutes.upperBound) - Double(hour) * 60
        let second = min(3_595, minute * 60)
        call(
          from: host, day: day, at: start + Int64(second * 1_000_000), to: &sheet,
          using: &generator)
      }
    }
    for host in talkingServers where !office.hosts[host].isUnix {
      var generator = generator(.remoteCalls, host, day: day).child(hour)
      for _ in 0..<generator.poisson(difficulty.remoteCalls / 6) {
        let moment = start + Int64(generator.between(0, 3_595) * 1_000_000)
        call(from: host, day: day, at: moment, to: &sheet, using: &generator)
      }
    }
  }

  private func call(
    from host: Int, day: Int, at moment: Int64, to sheet: inout FlowSheet,
    using generator: inout SeededGenerator
  ) {
    let habits = office.habits[host]
    // Computers of those who are set in their ways call controllers only.
    let kind = generator.unit() * (isSettled(host) ? 0.6 : 1)
    let target =
      kind < 0.45
      ? habits.domainController
      : kind < 0.6
        ? habits.otherDomainController
        : kind < 0.8 ? habits.fileServer : kind < 0.95 ? habits.mailServer : habits.otherFileServer
    guard target != host, !office.hosts[target].isUnix else { return }
    let source = office.hosts[host]
    sheet.add(.endpointMapper, at: moment, from: source, to: address(target), using: &generator)
    let port = dynamicPort(of: target, day: day, using: &generator)
    let outcome: Outcome = generator.chance(difficulty.failures) ? .refused : .completed
    let later = moment + 40_000 + Int64(generator.below(2_000_000))
    sheet.add(
      .remoteCall.on(.tcp(port)), at: later, from: source, to: address(target), outcome,
      using: &generator)
  }

  /// One of the ports a host's services got when it last started, after Tuesday's patches; now
  /// and then that of a service started since.
  func dynamicPort(of host: Int, day: Int, using generator: inout SeededGenerator) -> UInt16 {
    let start = (day + calendar.weekday(0) + 5) / 7
    let services = root.child(Kind.remoteCalls.rawValue).child(-1).child(host).child(start)
    var drawing =
      generator.chance(0.95) ? services.child(generator.below(6)) : generator.child(0)
    return UInt16(49_152 + drawing.below(16_384))
  }
}
