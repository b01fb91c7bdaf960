// SPDX-License-Identifier: Apache-2.0

public import Flows

/// An office at work, with intruders in it: flows day by day, and the truth about them.
///
/// A day is drawn when it is asked for and depends on nothing but the options, so days can be
/// drawn in any order and by several threads, and a long simulation needs the memory of an
/// hour. What intruders do is drawn at once, being little.
///
/// ```swift
/// let simulation = try Simulation(.demo)
/// for day in 0..<simulation.dayCount { use(simulation.day(day)) }
/// ```
public struct Simulation: Sendable {
  /// What was asked for.
  public let options: OfficeOptions
  /// The office that was drawn.
  public let office: Office
  /// What the intruders do.
  public let truth: Truth

  private let traffic: Traffic
  /// What intruders do on each day, in any order.
  private let intruders: [FlowSheet]

  /// Draws an office and its intrusions.
  ///
  /// - Throws: ``SimulationError/option(name:value:allowed:)`` if an option is out of range.
  /// - Complexity: O(hosts log hosts + flows of the intruders).
  public init(_ options: OfficeOptions) throws(SimulationError) {
    try options.validate()
    self.options = options
    let root = SeededGenerator(seed: options.seed)
    office = Office(options, using: root)
    traffic = Traffic(options, office: office, root: root)
    var truths: [IntrusionTruth] = []
    var days = [FlowSheet](repeating: FlowSheet(), count: options.days)
    for (index, plan) in options.intrusions.enumerated() {
      var intruder = Intruder(plan, index: index, in: traffic)
      intruder.play()
      truths.append(IntrusionTruth(scenario: plan.scenario, steps: intruder.steps))
      for row in intruder.sheet.flows.indices {
        let moment = intruder.sheet.flows[row].start.microseconds
        days[traffic.calendar.day(of: moment)].append(
          intruder.sheet, rows: CollectionOfOne(row))
      }
    }
    truth = Truth(intrusions: truths)
    intruders = days
  }

  /// How many days there are.
  public var dayCount: Int { options.days }

  /// The flows of a day, in order of time.
  ///
  /// - Precondition: `index` is in 0..<``dayCount``.
  public func day(_ index: Int) -> FlowBatch { labelledDay(index).flows }

  /// The flows of a day, in order of time, and which of them intruders made.
  ///
  /// - Precondition: `index` is in 0..<``dayCount``.
  public func labelledDay(_ index: Int) -> LabelledFlows {
    var day = LabelledFlows()
    forEachHour(ofDay: index) { day.append($0) }
    return day
  }

  /// Hands over a day hour by hour, in order of time, so that large offices fit into memory.
  ///
  /// - Parameters:
  ///   - index: The day, in 0..<``dayCount``.
  ///   - body: Takes the flows that start in an hour; called 24 times.
  /// - Throws: What `body` throws.
  public func forEachHour<Failure>(
    ofDay index: Int, _ body: (LabelledFlows) throws(Failure) -> Void
  ) throws(Failure) {
    precondition((0..<dayCount).contains(index), "there is no such day")
    let delivery = Delivery(day: index, in: traffic)
    var planned = intruders[index]
    traffic.addDay(index, to: &planned)
    let order = planned.order()
    var next = 0
    for hour in 0..<24 {
      var sheet = FlowSheet()
      let end = traffic.calendar.midnight(index) + Int64(hour + 1) * OfficeCalendar.hour
      let first = next
      while next < order.count, planned.flows[order[next]].start.microseconds < end { next += 1 }
      sheet.append(planned, rows: order[first..<next])
      traffic.addHour(hour, day: index, to: &sheet)
      delivery.apply(to: &sheet, hour: hour, end: end)
      try body(sheet.sorted())
    }
  }
}
