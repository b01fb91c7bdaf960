// SPDX-License-Identifier: Apache-2.0

internal import Flows

extension Intruder {
  /// Legs a tunnel has at most.
  private static let longestTunnel = 4

  /// A tunnel from the entry through one host or more, opened one to three times.
  mutating func playRelay() {
    let entry = entry()
    let most = max(2, min(plan.hops, Self.longestTunnel))
    let route = route(from: entry, hops: 2 + generator.below(most - 1))
    let legs = route.enumerated().map { ($1, service(for: $1, hop: $0)) }
    let first = moment(plan.day, minute: generator.between(540, 930))
    let later = moments(generator.below(3), after: first, apart: Double(plan.pace))
    for moment in [first] + later { openTunnel(legs, from: entry, at: moment) }
  }

  /// Opens the legs one after the other; the innermost closes first.
  ///
  /// Each carries what the one before it carries, in wrappings of its own.
  private mutating func openTunnel(
    _ legs: [(target: Int, service: Service)], from entry: Int, at start: Int64
  ) {
    let out = generator.lognormal(median: 400_000, spread: 1)
    let back = generator.lognormal(median: 3_000_000, spread: 1)
    var seconds = min(14_400, max(400, generator.lognormal(median: 1_500, spread: 0.7)))
    var moment = start
    var source = entry
    for (index, leg) in legs.enumerated() {
      let wrapping = generator.between(0.97, 1.03)
      let talk = Conversation(leg.service, out * wrapping, back * wrapping, seconds, 0)
      logOn(from: source, over: leg.service, at: moment)
      open(
        talk, at: moment, from: source, to: office.hosts[leg.target].address, step: index + 1)
      let pause = generator.between(3, 28)
      moment += Int64(pause * 1_000_000)
      seconds -= pause + generator.between(0.1, 25)
      source = leg.target
    }
  }
}
