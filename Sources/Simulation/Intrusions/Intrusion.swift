// SPDX-License-Identifier: Apache-2.0

public import Flows

/// What an intruder does.
///
/// A scenario is a function from an office and an ``Intrusion`` to flows and truth (see
/// `Intruder`): every host it sends from is the entry or was reached before, and every edge it
/// opens is in the truth.
public enum Scenario: String, CaseIterable, Hashable, Sendable {
  /// From host to host over WinRM, RDP and SMB, minutes or hours apart, into ever more trusted
  /// subnets, after some discovery; ends with a large upload to the Internet.
  case hopChain = "hop_chain"
  /// One new hop a weekday.
  case slowChain = "slow_chain"
  /// Through a jump host to several servers within the hour.
  case pivot
  /// Many ports of one host.
  case portScan = "port_scan"
  /// One port of all addresses of one or more subnets.
  case sweep
  /// Sweeps from a growing number of hosts: each host that is hit sweeps on.
  case worm
  /// A tunnel through two or more hosts, all its legs open at once: each opened seconds after the
  /// one before, what comes in on one going out on the next.
  case relay
  /// Many short sessions with one host, until a long one; from there on like a hop chain.
  case bruteForce = "brute_force"
  /// Copies from file servers to one host, then a large upload from there to the Internet.
  case staging
  /// A hop chain all of whose edges somebody used for good reasons on days before.
  case knownEdges = "known_edges"
  /// An administrator who goes wide, works at night or carries off what lies on servers that are
  /// theirs.
  case insider
}

/// One planted intrusion.
public struct Intrusion: Hashable, Sendable {
  /// What the intruder does.
  public var scenario: Scenario
  /// The day it starts, counted from 0.
  public var day: Int
  /// Which workstation (of an insider: which administrator) it starts from, counted from 0 in
  /// order of address; nil draws one.
  public var entry: Int?
  /// How many hops a chain has, how many legs a tunnel has at most, how many servers a pivot,
  /// a thief or an insider reaches, or a tenth of the hosts a worm takes at most, 1...12.
  public var hops: Int
  /// Hosts that the entry tries over SMB before the first hop of a chain; 0 for none.
  public var discovery: Int
  /// Seconds between two hops of a chain or pivot (median), or those that guessing a password
  /// takes.
  public var pace: Int
  /// Services of a chain's hops in order; where it ends they are drawn.
  public var services: [Service]

  /// An intrusion with these values.
  public init(
    _ scenario: Scenario, day: Int, entry: Int? = nil, hops: Int = 4, discovery: Int = 15,
    pace: Int = 5_400, services: [Service] = []
  ) {
    self.scenario = scenario
    self.day = day
    self.entry = entry
    self.hops = hops
    self.discovery = discovery
    self.pace = pace
    self.services = services
  }
}
