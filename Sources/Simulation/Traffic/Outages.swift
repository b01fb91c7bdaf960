// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// Hours in which the directory of a domain controller does not answer.
struct Outage: Hashable, Sendable {
  let controller: IPAddress
  /// The controller asked instead.
  let substitute: IPAddress
  let from: Int64
  let to: Int64

  /// Whether a flow asks for what is out.
  func concerns(_ flow: Flow) -> Bool {
    guard flow.target == controller, flow.start.microseconds >= from,
      flow.start.microseconds < to
    else { return false }
    return [53, 88, 123, 135, 389].contains(flow.service.port) || flow.service.port >= 49_152
  }
}

extension Traffic {
  /// The outages of a day: half of them last all of it, the others some hours.
  func outages(on day: Int) -> [Outage] {
    guard difficulty.outages > 0, calendar.isWorkday(day) else { return [] }
    var generator = generator(.outages, -1, day: day)
    let controllers = office.hosts(.domainController)
    return (0..<generator.poisson(difficulty.outages)).map { _ in
      let place = generator.below(controllers.count)
      let other = place ^ 1
      let isLong = generator.chance(0.5)
      let minute = isLong ? 0 : generator.between(420, 960)
      let length = isLong ? 1_440 : generator.between(40, 360)
      let from = calendar.midnight(day) + Int64(minute * Double(OfficeCalendar.minute))
      return Outage(
        controller: address(controllers[place]),
        substitute: address(controllers[other < controllers.count ? other : 0]),
        from: from, to: from + Int64(length * Double(OfficeCalendar.minute)))
    }
  }
}

/// What becomes of a day's flows once they are drawn: who is out is not reached, and everybody has
/// the address of that day.
struct Delivery: Sendable {
  private let outages: [Outage]
  private let addresses: [IPAddress: IPAddress]
  private let root: SeededGenerator

  init(day: Int, in traffic: Traffic) {
    outages = traffic.outages(on: day)
    addresses = traffic.office.renumbering.table(on: day)
    root = traffic.generator(.outages, 0, day: day)
  }

  /// Changes the flows of an hour, which ends before `end`.
  func apply(to sheet: inout FlowSheet, hour: Int, end: Int64) {
    guard !outages.isEmpty || !addresses.isEmpty else { return }
    var generator = root.child(hour)
    sheet = sheet.changed { flow, label, changed in
      // What an intruder opens stays as the truth has it.
      if label == 0, let outage = outages.first(where: { $0.concerns(flow) }) {
        avoid(outage, flow, end: end, in: &changed, using: &generator)
      } else {
        let flow = renumbered(flow)
        // Where one server still stands for two, nothing goes from the one to the other.
        if flow.source != flow.target { changed.append(flow) }
      }
    }
  }

  /// Many know that a controller is out; others try it first.
  private func avoid(
    _ outage: Outage, _ flow: Flow, end: Int64, in sheet: inout FlowSheet,
    using generator: inout SeededGenerator
  ) {
    let isAlone = outages.contains { other in
      other.controller == outage.substitute && other.from <= flow.start.microseconds
        && flow.start.microseconds < other.to
    }
    if isAlone || generator.chance(0.4) {
      sheet.appendTry(of: renumbered(flow), using: &generator)
    }
    guard !isAlone else { return }
    var other = flow
    other.target = outage.substitute
    let later = flow.start.microseconds + 1_000_000 + Int64(generator.below(3_000_000))
    other.start = Timestamp(microseconds: max(flow.start.microseconds, min(later, end - 1)))
    other = renumbered(other)
    if other.source != other.target { sheet.append(other) }
  }

  private func renumbered(_ flow: Flow) -> Flow {
    guard !addresses.isEmpty else { return flow }
    var flow = flow
    if let source = addresses[flow.source] { flow.source = source }
    if let target = addresses[flow.target] { flow.target = target }
    return flow
  }
}
