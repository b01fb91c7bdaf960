// SPDX-License-Identifier: Apache-2.0

internal import Flows

extension Intruder {
  /// To a host that has room, to it the files of several servers, from it a large upload.
  mutating func playStaging() {
    let entry = entry()
    let start = moment(plan.day, minute: generator.between(530, 800))
    let files = office.hosts(.fileServer)
    let stage =
      generator.chance(0.5)
      ? anotherWorkstation([entry], on: plan.day) ?? files[0]
      : generator.pick(files + office.hosts(.applicationServer) + office.hosts(.webServer))
    hop(1, from: entry, to: stage, over: service(for: stage), at: start)
    var shares = files.filter { $0 != stage }
    generator.shuffle(&shares)
    shares = Array(shares.prefix(plan.hops))
    let times = moments(shares.count + 1, after: start, apart: Double(plan.pace) / 3)
    for (share, time) in zip(shares, times) { collect(from: share, to: stage, at: time) }
    steal(step: 2, from: stage, at: times[shares.count])
  }

  /// Copies what lies on a share, in a few goes.
  private mutating func collect(from share: Int, to stage: Int, at time: Int64) {
    logOn(from: stage, over: .tcp(445), at: time)
    var moment = time
    for _ in 0...generator.below(3) {
      let talk = Conversation(.tcp(445), 2_500_000, 700_000_000, 220, 0.6)
      open(talk, at: moment, from: stage, to: office.hosts[share].address, step: 0)
      moment += Int64(generator.between(5, 240) * 1_000_000)
    }
  }

  /// An administrator who goes wide, comes at night, or takes files along.
  mutating func playInsider() {
    let all = office.hosts(.administrator)
    let insider = plan.entry.map { all[$0 % all.count] } ?? generator.pick(all)
    switch generator.below(3) {
    case 0: goWide(insider)
    case 1: workAtNight(insider)
    default: takeAlong(insider)
    }
  }

  /// Three times as many hosts as the plan has hops, none of them the administrator's own.
  private mutating func goWide(_ insider: Int) {
    let start = moment(plan.day, minute: generator.between(530, 720))
    let times = moments(3 * plan.hops, after: start, apart: Double(plan.pace) / 6)
    let own = traffic.ownServers(of: insider)
    var servers = office.servers.filter { !own.contains($0) }
    generator.shuffle(&servers)
    var met = [insider]
    for (index, time) in times.enumerated() {
      let workstation = generator.chance(0.5) ? anotherWorkstation(met, on: plan.day) : nil
      guard let target = workstation ?? servers.popLast() else { continue }
      met.append(target)
      hop(index + 1, from: insider, to: target, over: service(for: target), at: time)
    }
  }

  /// Own servers, the usual way, at an unusual hour.
  private mutating func workAtNight(_ insider: Int) {
    let hour = generator.chance(0.5) ? generator.between(30, 240) : generator.between(1_290, 1_380)
    let start = moment(plan.day, minute: hour)
    let own = traffic.ownServers(of: insider).prefix(plan.hops)
    let times = moments(own.count, after: start, apart: Double(plan.pace) / 6)
    for (index, target) in own.enumerated() {
      let source = goToJumpHost(insider, for: target, step: 2 * index + 1, at: times[index])
      let service = traffic.customaryService(of: source, with: target)
      hop(2 * index + 2, from: source, to: target, over: service, at: times[index] + 40_000_000)
    }
  }

  /// Own servers, the usual way, but far more comes back; at times it leaves the house at once.
  private mutating func takeAlong(_ insider: Int) {
    let start = moment(plan.day, minute: generator.between(530, 720))
    let own = traffic.ownServers(of: insider).prefix(plan.hops)
    let times = moments(own.count + 1, after: start, apart: Double(plan.pace) / 6)
    for (index, target) in own.enumerated() {
      let source = goToJumpHost(insider, for: target, step: 2 * index + 1, at: times[index])
      let service = traffic.customaryService(of: source, with: target)
      let time = times[index] + 40_000_000
      let talk = Conversation(service, 8_000_000, 1_200_000_000, 700, 0.5)
      logOn(from: source, over: service, at: time)
      open(talk, at: time, from: source, to: office.hosts[target].address, step: 2 * index + 2)
    }
    guard generator.chance(0.5) else { return }
    steal(step: 2 * own.count + 1, from: insider, at: times[own.count])
  }

  /// Where an administrator sits when working on a host: at the jump host, if that is the custom.
  private mutating func goToJumpHost(
    _ insider: Int, for target: Int, step: Int, at time: Int64
  ) -> Int {
    guard let jump = traffic.customaryJumpHost(of: insider, for: target) else { return insider }
    let address = office.hosts[jump].address
    open(.remoteDesktop, at: time, from: insider, to: address, step: step)
    return jump
  }
}
