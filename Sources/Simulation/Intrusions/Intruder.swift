// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// Plays one intrusion in an office: its flows and its truth come from the same calls.
struct Intruder {
  let traffic: Traffic
  let plan: Intrusion
  var generator: SeededGenerator
  private(set) var sheet = FlowSheet()
  private(set) var steps: [TruthStep] = []
  private let number: UInt16
  private var opened: Set<Contact> = []

  private struct Contact: Hashable {
    let step: Int
    let source: IPAddress
    let target: IPAddress
    let service: Service
  }

  /// The player of a plan, which is number `index` of the options' intrusions from 0.
  init(_ plan: Intrusion, index: Int, in traffic: Traffic) {
    self.plan = plan
    self.traffic = traffic
    number = UInt16(index + 1)
    generator = traffic.root.child(Traffic.Kind.intruders.rawValue).child(index)
  }

  /// Plays the scenario to its end.
  mutating func play() {
    switch plan.scenario {
    case .hopChain: playHopChain()
    case .slowChain: playSlowChain()
    case .pivot: playPivot()
    case .portScan: playPortScan()
    case .sweep: playSweep()
    case .worm: playWorm()
    case .relay: playRelay()
    case .bruteForce: playBruteForce()
    case .staging: playStaging()
    case .knownEdges: playKnownEdges()
    case .insider: playInsider()
    }
    renumber()
    steps.sort { ($0.time, $0.step) < ($1.time, $1.step) }
    var hops = 0
    for index in steps.indices where steps[index].step > 0 {
      hops += 1
      steps[index].step = hops
    }
  }

  /// Gives steps the addresses of their day.
  private mutating func renumber() {
    var tables: [Int: [IPAddress: IPAddress]] = [:]
    for index in steps.indices {
      let day = calendar.day(of: steps[index].time.microseconds)
      let table = tables[day] ?? office.renumbering.table(on: day)
      tables[day] = table
      steps[index].source = table[steps[index].source] ?? steps[index].source
      steps[index].target = table[steps[index].target] ?? steps[index].target
    }
    // Where one server still stands for two, nothing goes from the one to the other.
    steps.removeAll { $0.source == $0.target }
  }

  var office: Office { traffic.office }
  var calendar: OfficeCalendar { traffic.calendar }

  /// The last moment anything may happen: what comes later is never seen.
  var end: Int64 { calendar.end - OfficeCalendar.second }

  /// Opens a connection for the intruder; `step` says where it stands in the truth, nil being
  /// for what merely comes with it, such as the logon before a session.
  mutating func open(
    _ talk: Conversation, at moment: Int64, from source: Int, to target: IPAddress,
    step: Int? = nil, _ outcome: Outcome = .completed
  ) {
    guard moment >= calendar.start, moment < end else { return }
    let host = office.hosts[source]
    guard host.address != target else { return }
    sheet.label = number
    sheet.add(talk, at: moment, from: host, to: target, outcome, using: &generator)
    guard let step else { return }
    let contact = Contact(
      step: step, source: host.address, target: target, service: talk.service)
    guard opened.insert(contact).inserted else { return }
    steps.append(
      TruthStep(
        time: Timestamp(microseconds: moment), step: step, source: host.address, target: target,
        service: talk.service))
  }

  /// Works on a host from another: logon, the session, and some more like it.
  mutating func hop(
    _ step: Int, from source: Int, to target: Int, over service: Service, at moment: Int64
  ) {
    let address = office.hosts[target].address
    logOn(from: source, over: service, at: moment)
    open(.administration(service), at: moment, from: source, to: address, step: step)
    var later = moment
    for _ in 0..<generator.below(3) {
      later += Int64(generator.between(60, 420) * 1_000_000)
      open(.administration(service), at: later, from: source, to: address, step: step)
    }
    useEdgeBefore(from: source, to: target, service)
  }

  /// The look-ups that come before a session.
  mutating func logOn(from source: Int, over service: Service, at moment: Int64) {
    let controller = office.hosts[office.habits[source].domainController].address
    open(.dns, at: moment - 2_500_000, from: source, to: controller)
    if service.port != 22 { open(.kerberos, at: moment - 900_000, from: source, to: controller) }
  }

  /// Somebody used the edge for good reasons on an earlier day, as often as the office's
  /// difficulty says.
  private mutating func useEdgeBefore(from source: Int, to target: Int, _ service: Service) {
    guard generator.chance(traffic.difficulty.knownHops) else { return }
    useEdge(from: source, to: target, service)
  }

  /// Somebody used the edge for good reasons on an earlier weekday, if there was one.
  mutating func useEdge(from source: Int, to target: Int, _ service: Service) {
    let days = (0..<plan.day).filter(calendar.isWorkday)
    guard !days.isEmpty else { return }
    let day = generator.pick(days)
    let moment = traffic.officeMoment(day, using: &generator)
    sheet.label = 0
    sheet.add(
      .administration(service), at: moment, from: office.hosts[source],
      to: office.hosts[target].address, using: &generator)
  }

  /// The workstation it starts from: the chosen one, or one whose user is in.
  mutating func entry() -> Int {
    let all = office.lastingWorkstations
    if let entry = plan.entry { return all[min(entry, all.count - 1)] }
    return traffic.worker(day: plan.day, using: &generator)
  }

  /// A workstation whose user is in and that is none of `others`; nil if a few tries find none.
  mutating func anotherWorkstation(_ others: [Int], on day: Int) -> Int? {
    for _ in 0..<40 {
      let host = traffic.worker(day: day, using: &generator)
      if !others.contains(host) { return host }
    }
    return nil
  }

  /// How an intruder works on a host: as administrators do there.
  mutating func service(for host: Int) -> Service {
    let target = office.hosts[host]
    if target.isUnix { return .tcp(22) }
    let kind = generator.unit()
    switch target.role {
    case .fileServer: return .tcp(445)
    case .administrator, .jumpHost: return .tcp(3_389)
    case .workstation: return kind < 0.5 ? .tcp(5_985) : kind < 0.8 ? .tcp(445) : .tcp(3_389)
    default: return kind < 0.6 ? .tcp(5_985) : .tcp(3_389)
    }
  }

  /// Moments after `first`, about `seconds` apart, or closer where the simulation would end first.
  mutating func moments(_ count: Int, after first: Int64, apart seconds: Double) -> [Int64] {
    let gaps = (0..<count).map { _ in
      min(3, max(0.3, generator.lognormal(median: 1, spread: 0.5)))
    }
    let wanted = gaps.reduce(0, +) * seconds
    let room = Double(end - first) / 1_000_000 * 0.9
    let pace = wanted > room ? room / gaps.reduce(0, +) : seconds
    var elapsed = 0.0
    return gaps.map { gap in
      elapsed += gap * pace
      return first + Int64(elapsed * 1_000_000)
    }
  }

  /// A moment of a day, given in minutes after midnight.
  func moment(_ day: Int, minute: Double) -> Int64 {
    calendar.midnight(day) + Int64(minute * Double(OfficeCalendar.minute))
  }
}
