// SPDX-License-Identifier: Apache-2.0

public import Flows

extension EdgeTable {
  /// The table of the flows of both tables, exactly as if they had been read together.
  ///
  /// - Complexity: O(rows + hosts · log hosts).
  public func merging(_ other: EdgeTable) -> EdgeTable {
    guard count > 0 else { return other }
    guard other.count > 0 else { return self }
    let hosts = HostTable(hosts.addresses + other.hosts.addresses)
    // Numbers follow addresses, so renumbering keeps the order of rows.
    let own = renumbered(hosts)
    let second = other.renumbered(hosts)
    var merged = EdgeTable(hosts: hosts)
    var (a, b) = (0, 0)
    while a < own.count || b < second.count {
      if b == second.count {
        merged.append(rowOf: own, a)
        a += 1
      } else if a == own.count {
        merged.append(rowOf: second, b)
        b += 1
      } else {
        let (left, right) = (own.key(a), second.key(b))
        if left <= right {
          merged.append(rowOf: own, a)
          a += 1
          if left == right {
            merged.addToLast(rowOf: second, b)
            b += 1
          }
        } else {
          merged.append(rowOf: second, b)
          b += 1
        }
      }
    }
    return merged
  }

  private func renumbered(_ table: HostTable) -> EdgeTable {
    let places = hosts.addresses.map { Int32(table.index(of: $0) ?? 0) }
    var result = self
    result.hosts = table
    result.sources = sources.map { places[Int($0)] }
    result.targets = targets.map { places[Int($0)] }
    return result
  }

  /// What rows are sorted by.
  func key(_ row: Int) -> (Int32, Int32, Int32, UInt64) {
    (ticks[row], sources[row], targets[row], services[row].bits)
  }

  /// The start of every window of `hours` that has rows, ascending; windows start at whole
  /// multiples of their length since 1970.
  ///
  /// - Complexity: O(*E*).
  public func windowStarts(hours: Int) -> [Timestamp] {
    var starts: [Timestamp] = []
    for tick in ticks {
      let start = Timestamp(microseconds: Int64(tick) * Self.tickLength)
        .floored(toMultipleOf: Int64(hours) * Self.tickLength)
      if starts.last != start { starts.append(start) }
    }
    return starts
  }
}
