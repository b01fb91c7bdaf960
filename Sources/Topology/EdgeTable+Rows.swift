// SPDX-License-Identifier: Apache-2.0

extension EdgeTable {
  /// The rows with their ticks merged: one row per (source, target, service), with the first
  /// tick of the table.
  ///
  /// - Complexity: O(*E* log *E*).
  public func mergingTicks() -> EdgeTable {
    var merged = EdgeTable(hosts: hosts)
    guard let tick = ticks.first else { return merged }
    let order = orderByEdge()
    var place = 0
    var magnitudes = Magnitudes()
    while place < order.count {
      var sum = sum(order[place])
      magnitudes.removeAll()
      magnitudes.add(histograms, row: order[place])
      place += 1
      while place < order.count {
        let next = order[place]
        guard Int32(truncatingIfNeeded: sum.pair >> 32) == sources[next],
          Int32(truncatingIfNeeded: sum.pair) == targets[next], sum.service == services[next]
        else { break }
        sum.add(self.sum(next))
        magnitudes.add(histograms, row: next)
        place += 1
      }
      merged.append(sum, tick: tick, magnitudes.pairs)
    }
    return merged
  }

  /// Row numbers by source, target, service and tick.
  private func orderByEdge() -> [Int] {
    var starts = [Int](repeating: 0, count: hosts.count + 1)
    for source in sources { starts[Int(source) + 1] += 1 }
    for host in 0..<hosts.count { starts[host + 1] += starts[host] }
    var next = starts
    var order = [(edge: UInt64, row: Int)](repeating: (0, 0), count: count)
    for row in 0..<count {
      let source = Int(sources[row])
      order[next[source]] = (UInt64(targets[row]) << 24 | services[row].bits, row)
      next[source] += 1
    }
    for host in 0..<hosts.count {
      order[starts[host]..<starts[host + 1]].sort { ($0.edge, $0.row) < ($1.edge, $1.row) }
    }
    return order.map(\.row)
  }

  /// What a row holds, but for its histogram.
  private func sum(_ row: Int) -> EdgeRow {
    var sum = EdgeRow(
      pair: UInt64(UInt32(bitPattern: sources[row])) << 32
        | UInt64(UInt32(bitPattern: targets[row])),
      cell: UInt32(truncatingIfNeeded: services[row].bits) << 8)
    sum.flows = flows[row]
    sum.failedFlows = failedFlows[row]
    sum.packetsOut = packetsOut[row]
    sum.packetsIn = packetsIn[row]
    sum.bytesOut = bytesOut[row]
    sum.bytesIn = bytesIn[row]
    sum.firstSeen = firstSeen[row]
    sum.lastSeen = lastSeen[row]
    sum.duration = durations[row]
    return sum
  }

  /// Adds a row; `histogram` is by bucket.
  mutating func append(_ row: EdgeRow, tick: Int32, _ histogram: [(bucket: UInt8, count: Int64)]) {
    let start = Self.start(ofTick: tick)
    ticks.append(tick)
    sources.append(Int32(truncatingIfNeeded: row.pair >> 32))
    targets.append(Int32(truncatingIfNeeded: row.pair))
    services.append(row.service)
    flows.append(row.flows)
    failedFlows.append(row.failedFlows)
    packetsOut.append(row.packetsOut)
    packetsIn.append(row.packetsIn)
    bytesOut.append(row.bytesOut)
    bytesIn.append(row.bytesIn)
    firstOffsets.append(row.firstSeen &- start)
    lastOffsets.append(row.lastSeen &- start)
    durations.append(row.duration)
    histograms.appendRow(histogram)
  }

  mutating func append(rowOf other: EdgeTable, _ row: Int) {
    ticks.append(other.ticks[row])
    sources.append(other.sources[row])
    targets.append(other.targets[row])
    services.append(other.services[row])
    flows.append(other.flows[row])
    failedFlows.append(other.failedFlows[row])
    packetsOut.append(other.packetsOut[row])
    packetsIn.append(other.packetsIn[row])
    bytesOut.append(other.bytesOut[row])
    bytesIn.append(other.bytesIn[row])
    firstOffsets.append(other.firstOffsets[row])
    lastOffsets.append(other.lastOffsets[row])
    durations.append(other.durations[row])
    histograms.append(rowOf: other.histograms, row)
  }

  /// Adds a row of the same tick to the last one.
  mutating func addToLast(rowOf other: EdgeTable, _ row: Int) {
    let last = count - 1
    flows.addToLast(other.flows[row])
    failedFlows.addToLast(other.failedFlows[row])
    packetsOut.addToLast(other.packetsOut[row])
    packetsIn.addToLast(other.packetsIn[row])
    bytesOut.addToLast(other.bytesOut[row])
    bytesIn.addToLast(other.bytesIn[row])
    firstOffsets.replaceLast(min(firstOffsets[last], other.firstOffsets[row]))
    lastOffsets.replaceLast(max(lastOffsets[last], other.lastOffsets[row]))
    durations.addToLast(other.durations[row])
    histograms.addToLast(rowOf: other.histograms, row)
  }

  /// Makes room for `count` rows.
  mutating func reserveCapacity(_ count: Int) {
    ticks.reserveCapacity(count)
    sources.reserveCapacity(count)
    targets.reserveCapacity(count)
    services.reserveCapacity(count)
    flows.reserveCapacity(count)
    failedFlows.reserveCapacity(count)
    packetsOut.reserveCapacity(count)
    packetsIn.reserveCapacity(count)
    bytesOut.reserveCapacity(count)
    bytesIn.reserveCapacity(count)
    firstOffsets.reserveCapacity(count)
    lastOffsets.reserveCapacity(count)
    durations.reserveCapacity(count)
    histograms.reserveCapacity(count)
  }
}
