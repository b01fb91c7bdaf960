// SPDX-License-Identifier: Apache-2.0

import Flows

extension HostProfiles {
  /// Profiles of a whole table, learned day by day (UTC), as roles need them.
  ///
  /// - Parameters:
  ///   - hourly: Edges by tick.
  ///   - subnets: Which subnet each address belongs to.
  /// - Complexity: O(*E* log *E*), and O(*E*^1.5) for triangles.
  public init(days hourly: EdgeTable, subnets: SubnetMap) {
    self.init()
    let day = 24 * EdgeTable.tickLength
    var row = 0
    while row < hourly.count {
      let tick = Timestamp(microseconds: Int64(hourly.ticks[row]) * EdgeTable.tickLength)
      let start = tick.floored(toMultipleOf: day)
      let window = TimeRange(start, start.advanced(byMicroseconds: day))
      let part = hourly.slice(window)
      let edges = part.mergingTicks()
      // Roles ask nothing of betweenness.
      let facts = WindowFacts(
        hourly: part, edges: edges, profiles: self, subnets: subnets,
        options: GraphOptions(betweennessSources: 1))
      fold(edges, features: FeatureMatrix(facts), subnets: subnets)
      row = max(row + 1, hourly.rows(in: window).upperBound)
    }
  }
}
