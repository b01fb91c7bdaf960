// SPDX-License-Identifier: Apache-2.0

internal import Flows

extension Traffic {
  /// Adds a weekday's large copies: projects fetched and put away, images passed on, archives
  /// between servers, and what is sent out of the house.
  func addCopies(day: Int, to sheet: inout FlowSheet) {
    guard difficulty.copies > 0, calendar.isWorkday(day) else { return }
    var generator = generator(.copies, -1, day: day)
    for _ in 0..<generator.poisson(difficulty.copies) {
      let moment = officeMoment(day, using: &generator)
      let person = worker(day: day, using: &generator)
      let habits = office.habits[person]
      let share = generator.chance(0.7) ? habits.fileServer : habits.otherFileServer
      let large = generator.lognormal(median: 500_000_000, spread: 1)
      let back = large / generator.between(80, 400)
      let seconds = generator.lognormal(median: 200, spread: 0.7)
      let outward = Conversation(.tcp(445), large, back, seconds, 0.2)
      let inward = Conversation(.tcp(445), back, large, seconds, 0.2)
      switch generator.below(10) {
      case 0...2: copy(inward, person, share, moment, &sheet, &generator)
      case 3...4: copy(outward, person, share, moment, &sheet, &generator)
      case 5:
        let server = generator.pick(office.hosts(.applicationServer) + office.hosts(.webServer))
        copy(outward, server, share, moment, &sheet, &generator)
      case 6:
        let colleague = worker(day: day, using: &generator)
        copy(outward, person, colleague, moment, &sheet, &generator)
      default:
        for part in 0...generator.below(3) {
          sheet.add(
            outward.on(.tcp(443)), at: moment + Int64(part) * 47_000_000,
            from: office.hosts[person], to: generator.pick(office.sites), using: &generator)
        }
      }
    }
  }

  private func copy(
    _ talk: Conversation, _ source: Int, _ target: Int, _ moment: Int64,
    _ sheet: inout FlowSheet, _ generator: inout SeededGenerator
  ) {
    sheet.add(
      talk, at: moment, from: office.hosts[source], to: address(target), using: &generator)
  }
}
