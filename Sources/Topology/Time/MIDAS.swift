// SPDX-License-Identifier: Apache-2.0

import Flows

/// How sudden the activity of one item of an edge stream is: a host pair, a source or a target.
///
/// A chi-squared test of the current hour against the mean of the hours so far. A workstation
/// that goes from ten connections an hour to a thousand scores high; one that has always had a
/// thousand does not.
///
/// Source: S. Bhatia, B. Hooi, M. Yoon, K. Shin, C. Faloutsos, *MIDAS: Microcluster-Based Detector
/// of Anomalies in Edge Streams*, AAAI 2020 (MIDAS-R); S. Bhatia and others, *Real-Time Anomaly
/// Detection in Edge Streams*, TKDD 16, 2022 (MIDAS-F). Counts are exact where the papers sketch
/// them: a window's pairs fit into memory.
struct MIDASItem {
  /// What is left of an hour's count after another.
  private static let decay = 0.5
  /// From this score on an hour is no example of what is usual (MIDAS-F).
  private static let threshold = 1000.0

  /// Ticks count from 1; 0 before the first.
  private var tick = 0
  /// The decayed count of the last tick.
  private var current = 0.0
  private var total = 0.0
  /// What is usual according to MIDAS-F, without the last tick.
  private var filteredTotal = 0.0
  private var filteredScore = 0.0

  /// Takes the flows of a tick, later than those before; returns both scores.
  ///
  /// MIDAS-R: with *a* the tick's flows plus half of the *a* of the tick before, and *s* all flows
  /// so far, (a − s/t)² t² / (s (t − 1)).
  ///
  /// MIDAS-F: with *s* the total of earlier ticks, (a + s − a t)² / (s (t − 1)). As a tick ends, s
  /// grows by its *a* if its score was below the threshold, else by its own mean s / (t − 1); a
  /// tick without flows has the score of the one before. Both are 0 at the first tick and where s
  /// is 0.
  mutating func add(_ flows: Double, at next: Int) -> (relational: Double, filtering: Double) {
    while tick > 0, tick < next {
      if filteredScore < Self.threshold {
        filteredTotal += current
      } else if tick > 1 {
        filteredTotal += filteredTotal / Double(tick - 1)
      }
      current *= Self.decay
      tick += 1
    }
    tick = next
    current += flows
    total += flows
    let t = Double(tick)
    guard tick > 1 else { return (0, 0) }
    let excess = current - total / t
    let relational = total > 0 ? excess * excess * t * t / (total * (t - 1)) : 0
    let filtered = current + filteredTotal - current * t
    filteredScore = filteredTotal > 0 ? filtered * filtered / (filteredTotal * (t - 1)) : 0
    return (relational, filteredScore)
  }
}

/// The bursts of a window, by host: the largest scores over its hours.
struct Bursts {
  /// MIDAS-R of the host's busiest pair, of the host as source, and as target.
  private(set) var pair: [Double]
  private(set) var source: [Double]
  private(set) var target: [Double]
  /// MIDAS-F, the largest of the three.
  private(set) var filtering: [Double]
  /// By how many standard deviations the hour with most distinct internal targets exceeds the mean
  /// over the window's hours.
  private(set) var destinationRate: [Double]

  /// - Parameter hourly: A window's edges by tick; hours without rows count as empty.
  /// - Complexity: O(*E* · hours) at worst, O(*V* + *E*) space.
  init(_ hourly: EdgeTable) {
    let hosts = hourly.hosts.count
    let zeros = [Double](repeating: 0, count: hosts)
    (pair, source, target, filtering, destinationRate) = (zeros, zeros, zeros, zeros, zeros)
    guard let first = hourly.ticks.first, let last = hourly.ticks.last else { return }
    let internet = hourly.hosts.index(of: .internet).map(Int32.init)
    var pairs = KeyNumbers()
    var pairItems: [MIDASItem] = []
    var sources = [MIDASItem](repeating: MIDASItem(), count: hosts)
    var targets = sources
    var inFlows = zeros
    var rates = [(sum: Int, squares: Int, most: Int)](repeating: (0, 0, 0), count: hosts)
    var row = 0
    while row < hourly.count {
      let tick = hourly.ticks[row]
      let number = Int(tick - first) + 1
      var asked: [Int32] = []
      while row < hourly.count, hourly.ticks[row] == tick {
        let host = hourly.sources[row]
        var outFlows = 0.0
        var distinct = 0
        while row < hourly.count, hourly.ticks[row] == tick, hourly.sources[row] == host {
          let other = hourly.targets[row]
          var flows = 0.0
          while row < hourly.count, hourly.ticks[row] == tick, hourly.sources[row] == host,
            hourly.targets[row] == other
          {
            flows += Double(hourly.flows[row])
            row += 1
          }
          let item = pairs.number(of: KeyNumbers.Key((host, other)))
          if item == pairItems.count { pairItems.append(MIDASItem()) }
          keep(pairItems[item].add(flows, at: number), for: Int(host), in: \.pair)
          outFlows += flows
          if inFlows[Int(other)] == 0 { asked.append(other) }
          inFlows[Int(other)] += flows
          if other != internet { distinct += 1 }
        }
        keep(sources[Int(host)].add(outFlows, at: number), for: Int(host), in: \.source)
        rates[Int(host)].sum += distinct
        rates[Int(host)].squares += distinct * distinct
        rates[Int(host)].most = max(rates[Int(host)].most, distinct)
      }
      for host in asked {
        keep(
          targets[Int(host)].add(inFlows[Int(host)], at: number), for: Int(host), in: \.target)
        inFlows[Int(host)] = 0
      }
    }
    let hours = Double(last - first) + 1
    destinationRate = rates.map { rate in
      let spread = hours * Double(rate.squares) - Double(rate.sum) * Double(rate.sum)
      return spread > 0 ? (Double(rate.most) * hours - Double(rate.sum)) / spread.squareRoot() : 0
    }
  }

  private mutating func keep(
    _ score: (relational: Double, filtering: Double), for host: Int,
    in column: WritableKeyPath<Bursts, [Double]>
  ) {
    self[keyPath: column][host] = max(self[keyPath: column][host], score.relational)
    filtering[host] = max(filtering[host], score.filtering)
  }
}
