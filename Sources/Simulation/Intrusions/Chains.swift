// SPDX-License-Identifier: Apache-2.0

internal import Flows

extension Intruder {
  /// An opened mail, a beacon, a look around, then from host to host into the servers.
  mutating func playHopChain() {
    let entry = entry()
    let start = moment(plan.day, minute: generator.between(525, 560))
    let discovery = start + Int64(generator.between(900, 1_800) * 1_000_000)
    discover(from: entry, at: discovery)
    let route = route(from: entry, hops: plan.hops)
    let firstHop = discovery + Int64(generator.between(1_500, 2_700) * 1_000_000)
    let times = hopTimes(route.count, from: firstHop)
    var source = entry
    for (index, target) in route.enumerated() {
      let service = service(for: target, hop: index)
      hop(index + 1, from: source, to: target, over: service, at: times[index])
      source = target
    }
    let leaving = (times.last ?? firstHop) + Int64(generator.between(1_500, 3_000) * 1_000_000)
    beacon(from: entry, at: start, until: leaving)
    steal(step: route.count + 1, from: source, at: min(leaving, end - OfficeCalendar.minute))
  }

  /// One new hop each weekday.
  mutating func playSlowChain() {
    var days = (plan.day..<calendar.days).filter(calendar.isWorkday)
    if days.isEmpty { days = [plan.day] }
    let entry = entry()
    let route = route(from: entry, hops: min(plan.hops, days.count))
    var source = entry
    for (index, target) in route.enumerated() {
      let time = moment(days[index], minute: generator.between(540, 1_020))
      hop(
        index + 1, from: source, to: target, over: service(for: target, hop: index), at: time)
      source = target
    }
  }

  /// From host to host over edges that somebody used for good reasons on days before.
  mutating func playKnownEdges() {
    let entry = entry()
    let route = route(from: entry, hops: plan.hops)
    let first = moment(plan.day, minute: generator.between(540, 640))
    let times = hopTimes(route.count, from: first)
    var source = entry
    for (index, target) in route.enumerated() {
      let service = service(for: target, hop: index)
      hop(index + 1, from: source, to: target, over: service, at: times[index])
      for _ in 0...generator.below(3) { useEdge(from: source, to: target, service) }
      source = target
    }
  }

  /// To the jump host, and from there to one server after the other.
  mutating func playPivot() {
    let entry = entry()
    let jump = generator.pick(office.hosts(.jumpHost))
    var time = moment(plan.day, minute: generator.between(540, 930))
    hop(1, from: entry, to: jump, over: .tcp(3_389), at: time)
    var servers = office.servers
    generator.shuffle(&servers)
    for (index, target) in servers.prefix(plan.hops).enumerated() {
      let pause = generator.lognormal(median: Double(plan.pace) / 6, spread: 0.4)
      time += Int64(min(7_200, max(120, pause)) * 1_000_000)
      hop(index + 2, from: jump, to: target, over: service(for: target), at: time)
    }
  }

  /// What the plan says for a hop, if the target can be worked on like that; else what is usual.
  mutating func service(for target: Int, hop index: Int) -> Service {
    guard index < plan.services.count,
      (plan.services[index] == .tcp(22)) == office.hosts[target].isUnix
    else { return service(for: target) }
    return plan.services[index]
  }

  /// Hosts worth taking: workstations, an administrator's or the jump host, a file server, and at
  /// last a domain controller or database.
  mutating func route(from entry: Int, hops: Int, avoiding others: [Int] = []) -> [Int] {
    var route: [Int] = []
    var taken = [entry] + others
    func isWindows(_ host: Int) -> Bool { !office.hosts[host].isUnix }
    for position in 0..<hops {
      let left = hops - position
      let candidates: [Int] =
        switch left {
        case 1:
          office.hosts(.domainController) + office.hosts(.databaseServer).filter(isWindows)
        case 2: office.hosts(.fileServer)
        case 3: office.hosts(.administrator) + office.hosts(.jumpHost)
        case _ where position < 3: []
        default: office.hosts(.webServer) + office.hosts(.applicationServer)
        }
      let open = candidates.filter { !taken.contains($0) }
      let next = open.isEmpty ? anotherWorkstation(taken, on: plan.day) : generator.pick(open)
      guard let next else { continue }
      route.append(next)
      taken.append(next)
    }
    return route
  }

  /// Moments of the hops: about the plan's pace apart, in office hours, so that the last one
  /// still falls into the simulation.
  mutating func hopTimes(_ count: Int, from first: Int64) -> [Int64] {
    let gaps = (1..<max(2, count)).map { _ in
      min(2.5, max(0.4, generator.lognormal(median: 1, spread: 0.35)))
    }
    var pace = Double(plan.pace)
    for _ in 0..<60 {
      var times = [first]
      for gap in gaps.prefix(count - 1) {
        let next = (times.last ?? first) + Int64(gap * pace * 1_000_000)
        times.append(inOfficeHours(next))
      }
      if (times.last ?? first) < latestHop { return times }
      pace *= 0.85
    }
    return (0..<count).map { first + Int64($0) * OfficeCalendar.minute }
  }

  /// A quarter past four on the last day.
  private var latestHop: Int64 { moment(calendar.days - 1, minute: 975) }

  /// The moment itself, or some time in the next morning when it falls after work.
  private mutating func inOfficeHours(_ moment: Int64) -> Int64 {
    var day = calendar.day(of: moment)
    guard moment >= self.moment(day, minute: 1_050) else { return moment }
    repeat { day += 1 } while !calendar.isWorkday(day) && day < calendar.days
    return self.moment(day, minute: generator.between(520, 600))
  }

  /// Small, regular questions to a server outside.
  private mutating func beacon(from host: Int, at start: Int64, until leaving: Int64) {
    let control = generator.pick(office.sites.suffix(100))
    let interval = generator.between(420, 900)
    var moment = start
    var left = 60
    while moment < leaving, left > 0 {
      let talk = Conversation(.tcp(443), 900, 1_400, 1.2, 0.3)
      open(talk, at: moment, from: host, to: control, step: 0)
      moment += Int64(interval * generator.between(0.8, 1.2) * 1_000_000)
      left -= 1
    }
  }

  /// Tries SMB on some addresses of its own and one other subnet; most say no.
  private mutating func discover(from host: Int, at start: Int64) {
    guard plan.discovery > 0 else { return }
    let controller = office.hosts[office.habits[host].domainController].address
    open(.ldap, at: start - 30_000_000, from: host, to: controller)
    let own = office.hosts[host].subnet
    let others = office.subnets.indices.filter { $0 != own && office.subnets[$0].zone == "clients" }
    let other = others.isEmpty ? own : generator.pick(others)
    var moment = start
    for index in 0..<plan.discovery {
      let subnet = index % 2 == 0 ? own : other
      let target = likelyAddress(in: subnet)
      let isThere = office.hosts(inSubnet: subnet).contains {
        office.hosts[$0].address == target.address
      }
      let outcome: Outcome =
        !isThere ? .unanswered : generator.chance(0.35) ? .completed : .refused
      open(.probe, at: moment, from: host, to: target.address, step: 0, outcome)
      moment += Int64(generator.between(4, 45) * 1_000_000)
    }
  }

  /// A host of a subnet, or now and then an address that nobody has.
  private mutating func likelyAddress(in subnet: Int) -> OfficeHost {
    let hosts = office.hosts(inSubnet: subnet)
    if !hosts.isEmpty, generator.chance(0.8) { return office.hosts[generator.pick(hosts)] }
    let base = office.subnets[subnet].block.base
    let address = IPAddress(high: base.high, low: base.low + UInt64(5 + generator.below(245)))
    return .outsider(address)
  }

  /// Carries a lot of data out in a few uploads.
  mutating func steal(step: Int, from host: Int, at start: Int64) {
    let drop = generator.pick(office.sites.suffix(100))
    var moment = start
    for _ in 0..<(1 + generator.below(3)) {
      let talk = Conversation(.tcp(443), 900_000_000, 3_000_000, 700, 0.4)
      open(talk, at: moment, from: host, to: drop, step: step)
      moment += Int64(generator.between(120, 900) * 1_000_000)
    }
  }
}
