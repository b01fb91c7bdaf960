// SPDX-License-Identifier: Apache-2.0

public import Flows

/// What to simulate.
///
/// The same options give the same flows, byte for byte.
public struct OfficeOptions: Hashable, Sendable {
  /// Decides everything that is drawn.
  public var seed: UInt64 = 1
  /// Hosts of the office, servers and printers included, 50...50,000.
  public var hosts = 500
  /// Days to simulate, 1...366.
  public var days = 7
  /// Midnight UTC of the first day; office hours are UTC too.
  public var start = OfficeOptions.monday
  /// Flows of an ordinary weekday, about, 0...1,000,000,000; far fewer at weekends.
  public var flowsPerWorkday = 30_000
  /// How much blameless traffic looks like lateral movement.
  public var difficulty = Difficulty()
  /// The night the vulnerability scanner works, 0 for Monday to 6 for Sunday.
  public var scanWeekday = 2
  /// Whether people work on every day of the week.
  public var worksWeekends = false
  /// What intruders do; none for a quiet office.
  public var intrusions: [Intrusion] = []

  /// An office of 500 hosts, a week long, without intruders.
  public init() {}

  /// Monday, 2 March 2026.
  private static let monday = Timestamp(microseconds: 1_772_409_600_000_000)

  /// The example the project ships: ten days of past and one day with a four-hop intrusion, in
  /// an office whose administrators and scanner look suspicious too.
  public static var demo: OfficeOptions {
    var options = OfficeOptions()
    options.seed = 4
    options.hosts = 120
    options.days = 11
    options.flowsPerWorkday = 6_500
    options.scanWeekday = 3
    options.difficulty.newTargets = 0.2
    options.difficulty.newEdges = 2
    options.difficulty.uploads = 0.5
    options.difficulty.oneOffSessions = 0.5
    options.intrusions = [
      Intrusion(
        .hopChain, day: 10, hops: 4, discovery: 15, pace: 5_400,
        services: [.tcp(5985), .tcp(3389), .tcp(445), .tcp(5985)])
    ]
    return options
  }

  /// Checks every option.
  ///
  /// - Throws: ``SimulationError/option(name:value:allowed:)`` for the first one out of range.
  public func validate() throws(SimulationError) {
    try check("hosts", hosts, 50...50_000)
    try check("days", days, 1...366)
    try check("flows per workday", flowsPerWorkday, 0...1_000_000_000)
    try check("scan weekday", scanWeekday, 0...6)
    guard start == start.floored(toMultipleOf: OfficeCalendar.day),
      start.microseconds >= 0, start.microseconds < 4_102_444_800_000_000
    else {
      throw .option(
        name: "start", value: start.description, allowed: "a midnight UTC from 1970 to 2099")
    }
    if let (name, value, allowed) = difficulty.outOfRange {
      throw .option(name: name, value: "\(value)", allowed: allowed)
    }
    try check("intrusions", intrusions.count, 0...1_000)
    for intrusion in intrusions {
      try check("intrusion day", intrusion.day, 0...(days - 1))
      try check("intrusion hops", intrusion.hops, 1...12)
      try check("intrusion discovery", intrusion.discovery, 0...1_000)
      try check("intrusion pace", intrusion.pace, 60...86_400)
      guard intrusion.services.allSatisfy(\.transport.hasPorts) else {
        throw .option(name: "intrusion services", value: "no ports", allowed: "TCP or UDP ports")
      }
      if let entry = intrusion.entry {
        try check("intrusion entry", entry, 0...(Headcount(hosts: hosts).lastingWorkstations - 1))
      }
    }
  }

  private func check(
    _ name: String, _ value: Int, _ allowed: ClosedRange<Int>
  ) throws(SimulationError) {
    guard !allowed.contains(value) else { return }
    throw .option(
      name: name, value: String(value), allowed: "\(allowed.lowerBound) to \(allowed.upperBound)")
  }
}

/// Days and hours of a simulation.
struct OfficeCalendar: Sendable {
  static let second: Int64 = 1_000_000
  static let minute = 60 * second
  static let hour = 60 * minute
  static let day = 24 * hour

  let start: Int64
  let days: Int
  private let worksWeekends: Bool

  init(_ options: OfficeOptions) {
    worksWeekends = options.worksWeekends
    start = options.start.microseconds
    days = options.days
  }

  /// The first microsecond after the simulation.
  var end: Int64 { start + Int64(days) * Self.day }

  /// Midnight at the start of a day.
  func midnight(_ day: Int) -> Int64 { start + Int64(day) * Self.day }

  /// 0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday.
  func weekday(_ day: Int) -> Int { Int((midnight(day) / Self.day + 3) % 7) }

  /// Whether people work that day.
  func isWorkday(_ day: Int) -> Bool { worksWeekends || weekday(day) < 5 }

  /// The day a moment of the simulation belongs to.
  func day(of moment: Int64) -> Int { Int((moment - start) / Self.day) }
}
