// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// Draws an office's blameless flows.
///
/// Everything is drawn from a generator of its own that only depends on the seed, the kind of
/// traffic, the host and the hour: neither order nor threads change a flow.
struct Traffic: Sendable {
  let office: Office
  let calendar: OfficeCalendar
  let difficulty: Difficulty
  let scanWeekday: Int
  let root: SeededGenerator
  /// Flows of one workstation on an average day at work.
  let flowsPerWorkstation: Double
  /// Flows of one talking server in an average hour of a weekday.
  let flowsPerServerHour: Double
  /// How often monitoring asks each of its targets in a day.
  let pollsPerDay: Int
  /// Web, application, mail, file and database servers, by address.
  let talkingServers: [Int]
  /// What monitoring asks, by address.
  let polled: [Int]

  /// Numbers that keep the generators of different kinds of traffic apart.
  enum Kind: Int {
    case attendance = 10, clients, servers, polling, administration, jobs, intruders, custom
    case outages, remoteCalls, copies, deadServices, mornings
  }

  init(_ options: OfficeOptions, office: Office, root: SeededGenerator) {
    self.office = office
    self.root = root
    calendar = OfficeCalendar(options)
    difficulty = options.difficulty
    scanWeekday = options.scanWeekday
    let wanted = Double(options.flowsPerWorkday)
    let workstations = Double(max(1, office.hosts(.workstation).count))
    // Remote calls, which come in pairs, and mornings are part of what was asked for.
    let calm = 0.82 * wanted / (workstations * Attendance.weekdayShare)
    let extra = 2 * difficulty.remoteCalls + Self.morningFlows * difficulty.settledPeople
    flowsPerWorkstation = max(calm / 2, calm - extra)
    let talking = office.hosts.indices.filter { Self.talks(office.hosts[$0].role) }
    talkingServers = talking
    flowsPerServerHour = 0.12 * wanted / (24 * Double(max(1, talking.count)))
    let targets = office.hosts.indices.filter {
      office.hosts[$0].role.isServer || office.hosts[$0].role == .printer
    }
    polled = targets
    let polls = 0.04 * wanted / Double(max(1, targets.count))
    pollsPerDay = Int(min(288, max(wanted > 0 ? 2 : 0, polls)))
  }

  private static func talks(_ role: HostRole) -> Bool {
    switch role {
    case .webServer, .applicationServer, .mailServer, .fileServer, .databaseServer: true
    default: false
    }
  }

  /// The generator of a kind of traffic for one host (or part) and day.
  func generator(_ kind: Kind, _ part: Int, day: Int) -> SeededGenerator {
    root.child(kind.rawValue).child(part).child(day)
  }

  /// When workstation `host` is used on `day`.
  func attendance(of host: Int, day: Int) -> Attendance {
    Attendance(
      office.habits[host], firstDay: office.hosts[host].firstDay, day: day,
      isWorkday: calendar.isWorkday(day), using: generator(.attendance, host, day: day))
  }

  /// Adds everything that hosts do of themselves in one hour; every flow starts in that hour.
  func addHour(_ hour: Int, day: Int, to sheet: inout FlowSheet) {
    for role in [HostRole.workstation, .administrator] {
      for host in office.hosts(role) { addClient(host, day: day, hour: hour, to: &sheet) }
    }
    for host in talkingServers { addServer(host, day: day, hour: hour, to: &sheet) }
    addPolls(day: day, hour: hour, to: &sheet)
    addMornings(day: day, hour: hour, to: &sheet)
    addRemoteCalls(day: day, hour: hour, to: &sheet)
    addDeadTries(day: day, hour: hour, to: &sheet)
  }

  /// Adds what is planned for a day: administration, copies, backup, patches, scans.
  func addDay(_ day: Int, to sheet: inout FlowSheet) {
    addAdministration(day: day, to: &sheet)
    addCopies(day: day, to: &sheet)
    addJobs(day: day, to: &sheet)
  }
}
