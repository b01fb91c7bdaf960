// SPDX-License-Identifier: Apache-2.0

internal import Flows

extension Traffic {
  /// Flows of a morning.
  static let morningFlows = 6.0

  /// Whether someone is set in their ways, the same on every day.
  func isSettled(_ host: Int) -> Bool {
    guard difficulty.settledPeople > 0 else { return false }
    var lot = root.child(Kind.mornings.rawValue).child(-1).child(host)
    return lot.chance(difficulty.settledPeople)
  }

  /// What computers of people who are set in their ways do when these come in: policies and names
  /// of both controllers, and drives of both file servers.
  func addMornings(day: Int, hour: Int, to sheet: inout FlowSheet) {
    guard difficulty.settledPeople > 0, flowsPerWorkstation > 0 else { return }
    let start = calendar.midnight(day) + Int64(hour) * OfficeCalendar.hour
    for host in office.hosts(.workstation) + office.hosts(.administrator) where isSettled(host) {
      guard let coming = attendance(of: host, day: day).presence?.lowerBound,
        Int(coming) / 60 == hour
      else { continue }
      var generator = generator(.mornings, host, day: day)
      let habits = office.habits[host]
      let second = min(3_580, (coming - Double(hour) * 60) * 60)
      var moment = start + Int64(second * 1_000_000)
      let talks: [(Conversation, Int)] = [
        (.policyRead, habits.domainController), (.endpointMapper, habits.domainController),
        (.policyRead, habits.otherDomainController),
        (.endpointMapper, habits.otherDomainController),
        (.shareSession, habits.fileServer), (.shareSession, habits.otherFileServer),
      ]
      for (talk, target) in talks {
        sheet.add(
          talk, at: moment, from: office.hosts[host], to: address(target), using: &generator)
        moment += 200_000 + Int64(generator.below(2_000_000))
      }
    }
  }
}
