// SPDX-License-Identifier: Apache-2.0

import Flows

/// Hosts that are reached on a service and then reach out on it, never having been its client.
///
/// A workstation that somebody enters over WinRM and that then opens WinRM itself, for the first
/// time ever, is the middle of a path.
struct RoleReversals {
  /// By host: services for which the two lie at most a minute, an hour, a day apart.
  let counts: (minute: [Int32], hour: [Int32], day: [Int32])

  private struct Event {
    let time: Int64
    let peer: Int32
  }

  /// - Complexity: O(*E* log *E*).
  init(_ hourly: EdgeTable, _ edges: EdgeTable, _ known: KnownEdges, _ internet: Int32) {
    // Services a host gets through to for the first time.
    var fresh = KeyNumbers()
    var hasFresh = [Bool](repeating: false, count: edges.hosts.count)
    for row in 0..<edges.count
    where !known.isUsed[row] && edges.failedFlows[row] < edges.flows[row]
      && edges.sources[row] != internet && edges.targets[row] != internet
    {
      hasFresh[Int(edges.sources[row])] = true
      _ = fresh.number(of: KeyNumbers.Key(edges.sources[row], edges.services[row]))
    }
    var outs = [[Event]](repeating: [], count: fresh.count)
    var ins = outs
    for row in 0..<hourly.count where hourly.failedFlows[row] < hourly.flows[row] {
      let (source, target) = (hourly.sources[row], hourly.targets[row])
      guard source != internet, target != internet else { continue }
      let service = hourly.services[row]
      if hasFresh[Int(source)], let place = fresh.index(of: KeyNumbers.Key(source, service)) {
        outs[place].append(Event(time: hourly.firstSeen[row], peer: target))
      }
      if hasFresh[Int(target)], let place = fresh.index(of: KeyNumbers.Key(target, service)) {
        ins[place].append(Event(time: hourly.firstSeen[row], peer: source))
        ins[place].append(Event(time: hourly.lastSeen[row], peer: source))
      }
    }
    let zeros = [Int32](repeating: 0, count: edges.hosts.count)
    var counts = (minute: zeros, hour: zeros, day: zeros)
    for (place, key) in fresh.keys.enumerated() where !ins[place].isEmpty {
      guard let gap = Self.shortestGap(from: ins[place], to: outs[place]) else { continue }
      let host = Int(key.pair.0)
      if gap <= 60_000_000 { counts.minute[host] += 1 }
      if gap <= 3_600_000_000 { counts.hour[host] += 1 }
      if gap <= 86_400_000_000 { counts.day[host] += 1 }
    }
    self.counts = counts
  }

  /// The shortest time from being reached to reaching out to somebody else.
  private static func shortestGap(from ins: [Event], to outs: [Event]) -> Int64? {
    let ins = ins.sorted { ($0.time, $0.peer) < ($1.time, $1.peer) }
    // For each, the last one before it from another peer: two looks find the cause of any move.
    var other = [Int](repeating: -1, count: ins.count)
    for place in ins.indices.dropFirst() {
      other[place] = ins[place - 1].peer != ins[place].peer ? place - 1 : other[place - 1]
    }
    var best: Int64?
    for out in outs {
      var low = 0
      var high = ins.count
      while low < high {
        let middle = (low + high) / 2
        if ins[middle].time < out.time { low = middle + 1 } else { high = middle }
      }
      var cause = low - 1
      if cause >= 0, ins[cause].peer == out.peer { cause = other[cause] }
      guard cause >= 0 else { continue }
      best = min(best ?? .max, out.time - ins[cause].time)
    }
    return best
  }
}
