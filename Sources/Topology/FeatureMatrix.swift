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
  public init(_ window: WindowFacts) {
    let rows = window.tallies.indices.filter { window.tallies[$0].isActive }
    self.init(
      names: Feature.all.map(\.name), hosts: rows.map { window.tallies[$0].host },
      columns: Feature.all.map { feature in
        let values = feature.values(window)
        return rows.map { values[$0] }
      })
  }
}
