// SPDX-License-Identifier: Apache-2.0

/// How much of an office's blameless traffic looks like lateral movement.
///
/// Rates are means; a day's count is drawn from a Poisson distribution, on weekdays only.
/// Shares are in 0...1.
public struct Difficulty: Hashable, Sendable {
  /// Remote administration sessions a weekday of each administrator.
  public var sessionsPerAdministrator = 4.0
  /// Share of those sessions that go to a host picked from the whole office and not from the
  /// administrator's own servers: help desk work, benign novelty that does not die out.
  public var newTargets = 0.1
  /// Share of administrators' sessions that go through a jump host.
  public var throughJumpHost = 0.5
  /// Remote administration sessions a weekday by people who are no administrators.
  public var oneOffSessions = 0.2
  /// Two-hop sessions a weekday (A→B, then B→C) by people who are no administrators.
  public var nestedSessions = 0.05
  /// Other first contacts a weekday: a workstation meets a server it never used.
  public var newEdges = 1.0
  /// Share of people set in their ways.
  ///
  /// Each of their working days begins with the policies and drives of all controllers and file
  /// servers they ever use, they share no folders, and administrators among them look after five
  /// servers. The others come upon some of these only after days or weeks, a first session each.
  public var settledPeople = 0.0
  /// Large uploads to the Internet a weekday.
  public var uploads = 0.2
  /// New workstations a weekday.
  public var newcomers = 0.2
  /// Share of workstations' connections that are refused or not answered.
  public var failures = 0.015
  /// Share of administration sessions before which a wrong port or a dead host was tried.
  public var fumbledSessions = 0.05
  /// Share of administration sessions before which the directory is searched and a ticket fetched,
  /// whatever the service.
  public var lookUps = 0.0
  /// Large copies a weekday: between people and file servers, from server to server, from person
  /// to person, to the Internet.
  public var copies = 0.0
  /// Remote procedure calls to the dynamic ports of domain controllers and other servers, a day
  /// and person.
  public var remoteCalls = 0.0
  /// Outages of a domain controller a weekday, of hours or all day; the other one is asked.
  public var outages = 0.0
  /// Services that are gone, each still asked for by a few in a hundred workstations.
  public var deadServices = 0.0
  /// Servers a weekday that move to another address; most users follow.
  public var migrations = 0.0
  /// New servers a weekday, each taking over some users of another.
  public var newServers = 0.0
  /// Share of workstations a day whose lease changes to another address of their floor.
  public var leaseChanges = 0.0
  /// Share of an intruder's hops over edges that somebody used for good reasons before.
  public var knownHops = 0.0

  /// Rates of an office of a few hundred hosts in which users rarely administer.
  public init() {}

  /// Rates of an office in which users rarely administer and are set in their ways; what all users
  /// do grows with the number of hosts.
  public static func plain(hosts: Int) -> Difficulty {
    let thousands = Double(hosts) / 1_000
    var rates = Difficulty()
    rates.newTargets = 0.05
    rates.oneOffSessions = 0.4 * thousands
    rates.nestedSessions = 0.1 * thousands
    rates.newEdges = 10 * thousands
    rates.settledPeople = 1
    rates.uploads = 0.5 * thousands
    rates.newcomers = 0.2 * thousands
    return rates
  }

  /// Rates of an office in which blameless work looks like an intruder's.
  ///
  /// At 5,000 hosts 20 one-off and 5 two-hop sessions a weekday, about 100 edges that are new to
  /// file, remote call and administration ports, 15 large copies, a controller's outage on every
  /// third. What all users do grows with the number of hosts.
  public static func hard(hosts: Int) -> Difficulty {
    let thousands = Double(hosts) / 1_000
    var rates = busy(hosts: hosts)
    rates.newTargets = 0.05
    rates.newEdges = 20 * thousands
    rates.settledPeople = 1
    rates.newcomers = 0.1 * thousands
    rates.migrations = 0.02 * thousands
    rates.newServers = 0.02 * thousands
    rates.leaseChanges = 0.0002
    return rates
  }

  /// Rates of a hard office that is in motion: people come upon servers they never used, computers
  /// come and change their addresses.
  ///
  /// At 5,000 hosts between two and three thousand edges a weekday are new to file, remote call and
  /// administration ports in the first two weeks, 100 of them to administration; a server moves
  /// or is new on every other weekday.
  public static func busy(hosts: Int) -> Difficulty {
    let thousands = Double(hosts) / 1_000
    var rates = Difficulty()
    rates.newTargets = 0.3
    rates.oneOffSessions = 4 * thousands
    rates.nestedSessions = 1 * thousands
    rates.newEdges = 25 * thousands
    rates.uploads = 4 * thousands
    rates.newcomers = 3 * thousands
    rates.failures = 0.04
    rates.fumbledSessions = 0.3
    rates.knownHops = 0.28
    rates.lookUps = 0.6
    rates.copies = 3 * thousands
    rates.remoteCalls = 2
    rates.outages = 0.2 + 0.03 * thousands
    rates.deadServices = 2 + thousands
    rates.migrations = 0.06 * thousands
    rates.newServers = 0.06 * thousands
    rates.leaseChanges = 0.001
    return rates
  }

  /// The first rate or share that is out of range, with what is allowed; nil if all are fine.
  var outOfRange: (name: String, value: Double, allowed: String)? {
    let rates = [
      ("sessions per administrator", sessionsPerAdministrator),
      ("one-off sessions", oneOffSessions), ("nested sessions", nestedSessions),
      ("new edges", newEdges), ("uploads", uploads), ("newcomers", newcomers),
      ("copies", copies), ("remote calls", remoteCalls), ("outages", outages),
      ("migrations", migrations), ("new servers", newServers),
    ]
    for (name, value) in rates where !(value >= 0 && value <= 100_000) {
      return (name, value, "0 to 100000 a day")
    }
    if !(deadServices >= 0 && deadServices <= 1_000) {
      return ("dead services", deadServices, "0 to 1000")
    }
    let shares = [
      ("new targets", newTargets), ("through jump host", throughJumpHost),
      ("settled people", settledPeople), ("failures", failures),
      ("fumbled sessions", fumbledSessions), ("known hops", knownHops),
      ("look-ups", lookUps), ("lease changes", leaseChanges),
    ]
    for (name, value) in shares where !(value >= 0 && value <= 1) {
      return (name, value, "a share from 0 to 1")
    }
    return nil
  }
}
