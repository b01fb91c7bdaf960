// SPDX-License-Identifier: Apache-2.0

import Flows

/// Counts what happened to each host in a window.
enum HostTallies {
  /// One tally per host, in address order.
  ///
  /// - Parameters:
  ///   - hourly: The window's edges by tick.
  ///   - edges: The same with ticks merged.
  ///   - known: What the windows before knew of them.
  ///   - blocks: The subnet of each host.
  /// - Returns: Tallies by host number.
  /// - Complexity: O(*E* log *E*) time, O(*V* + *E*) space.
  static func count(
    hourly: EdgeTable, edges: EdgeTable, known: KnownEdges, blocks: [Subnet]
  ) -> [HostTally] {
    let addresses = edges.hosts.addresses
    var tallies = addresses.map { HostTally(host: $0) }
    addHours(hourly, addresses, &tallies)
    addTraffic(edges, addresses, &tallies)
    addOut(edges, addresses, blocks, known, &tallies)
    addIn(edges, known, &tallies)
    let active = tallies.count { $0.isActive }
    for host in tallies.indices { tallies[host].hostsInWindow = active }
    return tallies
  }

  private static func addHours(
    _ hourly: EdgeTable, _ addresses: [IPAddress], _ tallies: inout [HostTally]
  ) {
    var lastTick = [Int32?](repeating: nil, count: tallies.count)
    for row in 0..<hourly.count {
      let source = Int(hourly.sources[row])
      let tick = hourly.ticks[row]
      if lastTick[source] != tick {
        lastTick[source] = tick
        tallies[source].activeHours += 1
      }
      if hourly.services[row].givesControl, addresses[Int(hourly.targets[row])] != .internet {
        tallies[source].controlBurst = max(tallies[source].controlBurst, hourly.flows[row])
      }
      if isOffHours(tick) {
        tallies[source].offHoursFlows =
          tallies[source].offHoursFlows.saturatingSum(hourly.flows[row])
      }
    }
  }

  /// Saturday, Sunday, and 19:00 to 07:00 UTC.
  private static func isOffHours(_ tick: Int32) -> Bool {
    let hour = (Int(tick) % 24 + 24) % 24
    let day = (Int(tick) - hour) / 24
    let weekday = ((day + 3) % 7 + 7) % 7
    return weekday >= 5 || hour < 7 || hour >= 19
  }

  private static func addTraffic(
    _ edges: EdgeTable, _ addresses: [IPAddress], _ tallies: inout [HostTally]
  ) {
    for row in 0..<edges.count {
      let source = Int(edges.sources[row])
      let target = Int(edges.targets[row])
      let flows = edges.flows[row]
      tallies[target].flowsIn = tallies[target].flowsIn.saturatingSum(flows)
      tallies[source].flowsOut = tallies[source].flowsOut.saturatingSum(flows)
      tallies[source].failedOut = tallies[source].failedOut.saturatingSum(edges.failedFlows[row])
      tallies[source].bytesOut = tallies[source].bytesOut.saturatingSum(edges.bytesOut[row])
      tallies[source].bytesIn = tallies[source].bytesIn.saturatingSum(edges.bytesIn[row])
      tallies[source].durationOut =
        tallies[source].durationOut.saturatingSum(edges.durations[row])
      if addresses[target] == .internet {
        tallies[source].bytesToInternet =
          tallies[source].bytesToInternet.saturatingSum(edges.bytesOut[row])
      }
      for (bucket, count) in edges.histograms.row(row) {
        tallies[source].durationCounts[Int(bucket)] =
          tallies[source].durationCounts[Int(bucket)].saturatingSum(count)
      }
    }
  }

  /// Everything about the connections each host opened; rows are sorted by source.
  private static func addOut(
    _ edges: EdgeTable, _ addresses: [IPAddress], _ blocks: [Subnet], _ known: KnownEdges,
    _ tallies: inout [HostTally]
  ) {
    var start = 0
    while start < edges.count {
      var end = start
      while end < edges.count, edges.sources[end] == edges.sources[start] { end += 1 }
      let source = Int(edges.sources[start])
      let rows = OutRows(
        edges: edges, rows: start..<end, addresses: addresses, blocks: blocks, known: known,
        source: source)
      rows.addDegrees(&tallies[source])
      rows.addNovelty(&tallies[source])
      rows.addSubnets(&tallies[source])
      start = end
    }
  }

  private static func addIn(
    _ edges: EdgeTable, _ known: KnownEdges, _ tallies: inout [HostTally]
  ) {
    var served = KeyNumbers()
    for row in 0..<edges.count
    where edges.failedFlows[row] < edges.flows[row] && !known.isOffered[row] {
      let before = served.count
      _ = served.number(of: KeyNumbers.Key(edges.targets[row], edges.services[row]))
      if served.count > before { tallies[Int(edges.targets[row])].newServedServices += 1 }
    }
  }
}
