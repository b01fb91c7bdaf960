// SPDX-License-Identifier: Apache-2.0

/// A moment at which one host got through to another.
public struct Contact: Hashable, Sendable {
  /// Microseconds since the epoch.
  public let time: Int64
  /// Who opened the connection.
  public let source: Int32
  /// Who was asked.
  public let target: Int32

  /// The contact of these.
  public init(time: Int64, source: Int32, target: Int32) {
    self.time = time
    self.source = source
    self.target = target
  }
}

/// Where somebody can have come from and gone to, contact by contact, each later than the one
/// before: the blast radius of a compromise, and its possible origins.
///
/// Contacts at the same moment never follow one another.
///
/// Source: D. Kempe, J. Kleinberg, A. Kumar, *Connectivity and Inference Problems for Temporal
/// Networks*, Journal of Computer and System Sciences 64, 2002; H. Wu and others, *Path Problems in
/// Temporal Graphs*, VLDB 2014.
public struct TimeRespectingReach: Sendable {
  /// In order of time.
  private let contacts: [Contact]
  private let hostCount: Int

  /// The contacts of hosts 0..<`hostCount`, in any order.
  public init(_ contacts: [Contact], hostCount: Int) {
    self.contacts = contacts.sorted {
      ($0.time, $0.source, $0.target) < ($1.time, $1.source, $1.target)
    }
    self.hostCount = hostCount
  }

  /// When each host can first have been reached from `host`, leaving after `time`; nil for never,
  /// `time` for `host` itself.
  ///
  /// - Complexity: O(*V* + contacts).
  public func earliestArrival(from host: Int, after time: Int64) -> [Int64?] {
    var arrival = [Int64?](repeating: nil, count: hostCount)
    arrival[host] = time
    for contact in contacts where contact.time > time {
      guard let reached = arrival[Int(contact.source)], reached < contact.time,
        arrival[Int(contact.target)] == nil
      else { continue }
      arrival[Int(contact.target)] = contact.time
    }
    return arrival
  }

  /// By host the contact by which it can first have been reached from `host`, leaving after
  /// `time`; nil for `host` itself and for never.
  ///
  /// Of contacts at the same moment it is the one with the lowest source.
  ///
  /// - Complexity: O(*V* + contacts).
  public func firstContacts(from host: Int, after time: Int64) -> [Contact?] {
    var first = [Contact?](repeating: nil, count: hostCount)
    for contact in contacts where contact.time > time && Int(contact.target) != host {
      let source = Int(contact.source)
      let left = source == host ? time : first[source]?.time
      guard let left, left < contact.time, first[Int(contact.target)] == nil else { continue }
      first[Int(contact.target)] = contact
    }
    return first
  }

  /// When each host can last have been left so as to reach `host` before `time`; nil for never,
  /// `time` for `host` itself.
  ///
  /// - Complexity: O(*V* + contacts).
  public func latestDeparture(to host: Int, before time: Int64) -> [Int64?] {
    var departure = [Int64?](repeating: nil, count: hostCount)
    departure[host] = time
    for contact in contacts.reversed() where contact.time < time {
      guard let left = departure[Int(contact.target)], contact.time < left,
        departure[Int(contact.source)] == nil
      else { continue }
      departure[Int(contact.source)] = contact.time
    }
    return departure
  }

  /// By host: how many others it can have reached, and from how many it can have been reached.
  ///
  /// - Complexity: O(contacts · *V* / 64) time; space O(*V* · 64) words, as hosts are counted 4,096
  ///   at a time.
  public func counts() -> (downstream: [Int32], upstream: [Int32]) {
    var numbers = [Int32](repeating: -1, count: hostCount)
    var hosts: [Int] = []
    for contact in contacts {
      for host in [Int(contact.source), Int(contact.target)] where numbers[host] < 0 {
        numbers[host] = Int32(hosts.count)
        hosts.append(host)
      }
    }
    let forward = contacts.map {
      Step(time: $0.time, from: numbers[Int($0.source)], to: numbers[Int($0.target)])
    }
    let backward = forward.reversed().map { Step(time: $0.time, from: $0.to, to: $0.from) }
    var downstream = [Int32](repeating: 0, count: hostCount)
    var upstream = downstream
    for first in stride(from: 0, to: hosts.count, by: ReachSets.columns) {
      add(forward, first, hosts, to: &upstream)
      add(backward, first, hosts, to: &downstream)
    }
    return (downstream, upstream)
  }

  private func add(_ steps: [Step], _ first: Int, _ hosts: [Int], to counts: inout [Int32]) {
    var sets = ReachSets(count: hosts.count, first: first)
    sets.spread(steps)
    for (number, host) in hosts.enumerated() { counts[host] += sets.others(of: number) }
  }
}

/// What one host passes on to another at a moment.
private struct Step {
  let time: Int64
  let from: Int32
  let to: Int32
}

/// By host, which of 4,096 hosts have reached it, as bits.
private struct ReachSets {
  static let columns = 4096
  private static let words = columns / 64

  private let first: Int
  private var bits: [UInt64]

  init(count: Int, first: Int) {
    self.first = first
    bits = [UInt64](repeating: 0, count: count * Self.words)
  }

  /// Passes on along steps in order; those of one moment see what was before it.
  mutating func spread(_ steps: [Step]) {
    var start = 0
    while start < steps.count {
      var end = start + 1
      while end < steps.count, steps[end].time == steps[start].time { end += 1 }
      let group = steps[start..<end]
      if group.count == 1 {
        pass(group[start])
      } else {
        // Only hosts that take and give at the same moment need what was before.
        let takers = Set(group.map(\.to))
        var before: [Int32: [UInt64]] = [:]
        for step in group where takers.contains(step.from) && before[step.from] == nil {
          before[step.from] = Array(bits[row(step.from)])
        }
        for step in group {
          if let known = before[step.from] {
            let target = row(step.to).lowerBound
            for (word, value) in known.enumerated() { bits[target + word] |= value }
            mark(step)
          } else {
            pass(step)
          }
        }
      }
      start = end
    }
  }

  private mutating func pass(_ step: Step) {
    let source = Int(step.from) * Self.words
    let target = Int(step.to) * Self.words
    for word in 0..<Self.words { bits[target + word] |= bits[source + word] }
    mark(step)
  }

  private mutating func mark(_ step: Step) {
    let column = Int(step.from) - first
    guard (0..<Self.columns).contains(column) else { return }
    bits[Int(step.to) * Self.words + column / 64] |= 1 << UInt64(column % 64)
  }

  private func row(_ host: Int32) -> Range<Int> {
    Int(host) * Self.words..<(Int(host) + 1) * Self.words
  }

  /// How many others have reached `host`, of those in the columns.
  func others(of host: Int) -> Int32 {
    var count = 0
    for place in row(Int32(host)) { count += bits[place].nonzeroBitCount }
    let own = host - first
    if (0..<Self.columns).contains(own),
      bits[host * Self.words + own / 64] >> UInt64(own % 64) & 1 == 1
    {
      count -= 1
    }
    return Int32(count)
  }
}
