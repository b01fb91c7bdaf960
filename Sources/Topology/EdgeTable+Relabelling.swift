// SPDX-License-Identifier: Apache-2.0

public import Flows

extension EdgeTable {
  /// The same edges between hosts of other addresses.
  ///
  /// - Parameter names: New addresses, no two the same; hosts it does not name keep theirs.
  /// - Returns: A table equal to that of the same flows between the new addresses.
  /// - Precondition: No two hosts get the same address.
  /// - Complexity: O(*E* log *E*).
  public func relabelled(_ names: [IPAddress: IPAddress]) -> EdgeTable {
    let addresses = hosts.addresses.map { names[$0] ?? $0 }
    let table = HostTable(addresses)
    precondition(table.count == hosts.count, "hosts keep apart")
    let places = addresses.map { Int32(table.index(of: $0) ?? 0) }
    let order = (0..<count).sorted { a, b in
      let left = (ticks[a], places[Int(sources[a])], places[Int(targets[a])], services[a].bits)
      let right = (ticks[b], places[Int(sources[b])], places[Int(targets[b])], services[b].bits)
      return left < right
    }
    var result = EdgeTable(hosts: table)
    for row in order { result.append(rowOf: self, row) }
    result.sources = result.sources.map { places[Int($0)] }
    result.targets = result.targets.map { places[Int($0)] }
    return result
  }
}
