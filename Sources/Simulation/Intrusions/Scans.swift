// SPDX-License-Identifier: Apache-2.0

internal import Flows

extension Intruder {
  /// Many ports of one server, within minutes.
  mutating func playPortScan() {
    let entry = entry()
    let target = generator.pick(office.servers)
    var ports = Array(1...1_024).map { UInt16($0) }
    ports += [1_433, 3_306, 3_389, 5_432, 5_900, 5_985, 5_986, 8_080, 8_443, 9_100]
    generator.shuffle(&ports)
    let host = office.hosts[target]
    let isFiltered = generator.chance(0.3)
    var time = moment(plan.day, minute: generator.between(480, 1_140))
    for port in ports.prefix(400 + generator.below(600)) {
      let outcome: Outcome =
        host.offers(port)
        ? .completed : isFiltered || generator.chance(0.03) ? .unanswered : .refused
      open(.probe.on(.tcp(port)), at: time, from: entry, to: host.address, step: 0, outcome)
      time += 20_000 + Int64(generator.below(500_000))
    }
  }

  /// One port of every address of one to three subnets.
  mutating func playSweep() {
    let entry = entry()
    let port = generator.pick([22, 445, 445, 3_389, 5_985] as [UInt16])
    var subnets = Array(office.subnets.indices)
    generator.shuffle(&subnets)
    var time = moment(plan.day, minute: generator.between(480, 1_080))
    for subnet in subnets.prefix(1 + generator.below(3)) {
      var numbers = Array(1...254)
      generator.shuffle(&numbers)
      for number in numbers {
        let base = office.subnets[subnet].block.base
        let address = IPAddress(high: base.high, low: base.low + UInt64(number))
        probe(port, address, in: subnet, from: entry, at: time)
        time += 50_000 + Int64(generator.below(1_500_000))
      }
    }
  }

  /// Tries a port of an address; whoever is there answers as it would.
  private mutating func probe(
    _ port: UInt16, _ address: IPAddress, in subnet: Int, from source: Int, at time: Int64
  ) {
    let found = office.hosts(inSubnet: subnet).first { office.hosts[$0].address == address }
    let outcome: Outcome =
      found.map { office.hosts[$0].offers(port) ? .completed : .refused } ?? .unanswered
    open(.probe.on(.tcp(port)), at: time, from: source, to: address, step: 0, outcome)
  }

  /// Hosts one worm takes at most for each hop of the plan, and addresses each of them tries.
  private static let wormHostsPerHop = 10
  private static let wormTries = 120

  /// Each host that falls starts to try addresses of its own subnet and of others over SMB;
  /// hosts fall in the order of time, so nobody sends before it was reached.
  mutating func playWorm() {
    let first = entry()
    let start = moment(plan.day, minute: generator.between(540, 840))
    let most = Self.wormHostsPerHop * plan.hops
    var queue: [(host: Int, from: Int64)] = [(first, start)]
    var fallen: Set<Int> = [first]
    var step = 0
    while !queue.isEmpty {
      // The earliest comes next; the queue holds at most `most` hosts.
      let next = queue.indices.min { (queue[$0].from, $0) < (queue[$1].from, $1) } ?? 0
      let (host, from) = queue.remove(at: next)
      var time = from
      for _ in 0..<Self.wormTries {
        time += 100_000 + Int64(generator.below(6_000_000))
        let subnet =
          generator.chance(0.6)
          ? office.hosts[host].subnet : generator.below(office.subnets.count)
        let members = office.hosts(inSubnet: subnet)
        let target = generator.pick(members)
        let falls =
          time < end && !fallen.contains(target) && fallen.count < most
          && office.hosts[target].offers(445) && generator.chance(0.12)
        guard falls else {
          let number = UInt64(1 + generator.below(254))
          let base = office.subnets[subnet].block.base
          probe(
            445, IPAddress(high: base.high, low: base.low + number), in: subnet, from: host,
            at: time)
          continue
        }
        step += 1
        fallen.insert(target)
        let talk = Conversation(.tcp(445), 2_400_000, 9_000, 6, 0.3)
        open(talk, at: time, from: host, to: office.hosts[target].address, step: step)
        queue.append((target, time + Int64(generator.between(20, 240) * 1_000_000)))
      }
    }
  }
}
