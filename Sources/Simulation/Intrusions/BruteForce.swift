// SPDX-License-Identifier: Apache-2.0

internal import Flows

extension Intruder {
  /// Password after password for one host, then a long session there, then hops from there.
  mutating func playBruteForce() {
    let entry = entry()
    let kind = generator.unit()
    let hosts =
      kind < 0.6
      ? office.servers : kind < 0.8 ? office.hosts(.jumpHost) : office.lastingWorkstations
    let victim = generator.pick(hosts.filter { $0 != entry })
    let host = office.hosts[victim]
    let service: Service = host.isUnix ? .tcp(22) : generator.chance(0.6) ? .tcp(3_389) : .tcp(445)
    let start = moment(plan.day, minute: generator.between(480, 780))
    var time = guess(service, of: host, from: entry, at: start)
    time += Int64(generator.between(2, 90) * 1_000_000)
    var session = Conversation.administration(service)
    session.seconds = max(900, session.seconds)
    session.spread = 0.4
    open(session, at: time, from: entry, to: host.address, step: 1)
    let route = route(from: victim, hops: max(1, plan.hops - 1), avoiding: [entry])
    let first = time + Int64(generator.between(240, 2_400) * 1_000_000)
    var source = victim
    for (index, moment) in hopTimes(route.count, from: first).enumerated() {
      let target = route[index]
      let service = self.service(for: target, hop: index + 1)
      hop(index + 2, from: source, to: target, over: service, at: moment)
      source = target
    }
  }

  /// Tries hundreds of passwords within the plan's pace; tells when the last was tried.
  private mutating func guess(
    _ service: Service, of host: OfficeHost, from entry: Int, at start: Int64
  ) -> Int64 {
    let tries = 120 + generator.below(800)
    let room = Double(end - start) / 5
    let gap = min(Double(plan.pace) * 1_000_000, room) / Double(tries)
    let seconds = service.port == 445 ? 0.2 : 2.2
    let attempt = Conversation(service, 1_300, 1_900, seconds, 0.25)
    var time = start
    for _ in 0..<tries {
      let outcome: Outcome = generator.chance(0.04) ? .refused : .completed
      open(attempt, at: time, from: entry, to: host.address, step: 0, outcome)
      time += Int64(gap * generator.between(0.5, 1.5))
    }
    return time
  }
}
