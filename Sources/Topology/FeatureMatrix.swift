// SPDX-License-Identifier: Apache-2.0

public import Flows

/// Features of many hosts: a row a host, a column a feature, every value finite.
public struct FeatureMatrix: Sendable, Equatable {
  /// Column names.
  public let names: [String]
  /// The host of each row.
  public let hosts: [IPAddress]
  /// Column-major: `columns[column][row]`.
  public let columns: [[Double]]

  /// The matrix of these columns.
  ///
  /// - Precondition: One column per name, one finite value per host in each.
  public init(names: [String], hosts: [IPAddress], columns: [[Double]]) {
    precondition(names.count == columns.count, "a column has a name")
    precondition(columns.allSatisfy { $0.count == hosts.count }, "a row is a host")
    precondition(columns.allSatisfy { $0.allSatisfy(\.isFinite) }, "features are finite")
    self.names = names
    self.hosts = hosts
    self.columns = columns
  }

  /// The values of one host, in column order.
  public func row(_ row: Int) -> [Double] { columns.map { $0[row] } }
}

extension FeatureMatrix {
  /// Every feature of every internal host with traffic in a window, in address order.
  ///
  /// - Parameters:
  ///   - hourly: The window's edges by tick.
  ///   - edges: The same with ticks merged.
  ///   - profiles: What the windows before knew.
  ///   - subnets: Which subnet each address belongs to.
  /// - Complexity: O(*E* log *E*).
  public init(
    hourly: EdgeTable, edges: EdgeTable, profiles: HostProfiles, subnets: SubnetMap
  ) {
    let tallies = HostTallies.count(
      hourly: hourly, edges: edges, profiles: profiles, subnets: subnets)
    self.init(
      names: Feature.all.map(\.name), hosts: tallies.map(\.host),
      columns: Feature.all.map { feature in tallies.map(feature.value) })
  }
}
