// SPDX-License-Identifier: Apache-2.0

import Flows

/// Counts what happened to each host in a window.
enum HostTallies {
  /// One tally per internal host with traffic, in address order.
  ///
  /// - Parameters:
  ///   - hourly: The window's edges by tick.
  ///   - edges: The same with ticks merged.
  ///   - profiles: What the windows before knew.
  ///   - subnets: Which subnet each address belongs to.
  /// - Returns: Tallies in address order.
  /// - Complexity: O(*E* log *E*) time, O(*V* + *E*) space.
  static func count(
    hourly: EdgeTable, edges: EdgeTable, profiles: HostProfiles, subnets: SubnetMap
  ) -> [HostTally] {
    let addresses = edges.hosts.addresses
    var tallies = addresses.map { HostTally(host: $0) }
    let blocks = addresses.map { subnets.subnet(of: $0).block }
    addHours(hourly, addresses, &tallies)
    addTraffic(edges, addresses, &tallies)
    addOut(edges, addresses, blocks, profiles, &tallies)
    addIn(edges, addresses, profiles, &tallies)
    addGraph(edges, addresses, &tallies)
    let active = tallies.filter { $0.host != .internet && ($0.flowsOut > 0 || $0.flowsIn > 0) }
    return active.map { tally in
      var tally = tally
      tally.hostsInWindow = active.count
      if let maxima = profiles.maxima[tally.host] {
        tally.ownMaximum = { name in Feature.index(of: name).map { maxima[$0] } }
      }
      return tally
    }
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
    _ edges: EdgeTable, _ addresses: [IPAddress], _ blocks: [Subnet], _ profiles: HostProfiles,
    _ tallies: inout [HostTally]
  ) {
    var start = 0
    while start < edges.count {
      var end = start
      while end < edges.count, edges.sources[end] == edges.sources[start] { end += 1 }
      let source = Int(edges.sources[start])
      let rows = OutRows(
        edges: edges, rows: start..<end, addresses: addresses, blocks: blocks, source: source)
      rows.addDegrees(&tallies[source])
      rows.addNovelty(profiles, &tallies[source])
      rows.addSubnets(profiles, &tallies[source])
      start = end
    }
  }

  private static func addIn(
    _ edges: EdgeTable, _ addresses: [IPAddress], _ profiles: HostProfiles,
    _ tallies: inout [HostTally]
  ) {
    var served: Set<HostProfiles.HostService> = []
    for row in 0..<edges.count where edges.failedFlows[row] < edges.flows[row] {
      let target = Int(edges.targets[row])
      let offer = HostProfiles.HostService(addresses[target], edges.services[row])
      guard !profiles.offersService(offer.host, offer.service), served.insert(offer).inserted
      else { continue }
      tallies[target].newServedServices += 1
    }
  }

  private static func addGraph(
    _ edges: EdgeTable, _ addresses: [IPAddress], _ tallies: inout [HostTally]
  ) {
    let graph = HostGraph(edges)
    let rank = PageRank()(graph)
    let active = Double(tallies.count { $0.flowsIn > 0 || $0.flowsOut > 0 })
    for host in tallies.indices where addresses[host] != .internet {
      tallies[host].pageRank = rank[host] * active
      for arc in graph.inEdges(of: host) {
        let source = Int(graph.sources[arc])
        guard addresses[source] != .internet else { continue }
        tallies[host].internalSources += 1
        if graph.hasArc(host, source) { tallies[host].mutualHosts += 1 }
      }
    }
  }
}
