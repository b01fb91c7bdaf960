// SPDX-License-Identifier: Apache-2.0

import Flows
private import Glibc
import Topology

/// How unusual, apart from its sessions, each host of a window is among the hosts of that window.
///
/// A chain is more than its sessions: its first host asked around before it went on, its last
/// one sent a lot away. Measured by ranks within the window, which need no past and do not
/// suffer from weeks that differ.
struct HostSurprise {
  private let values: [IPAddress: Double]

  /// What is below this, in nats, says nothing: one host in twenty is that unusual in one way.
  private static let least = 3.0

  /// Hosts with these values, in nats above 0; without any, no host is unusual.
  init(_ values: [IPAddress: Double] = [:]) { self.values = values }

  /// - Parameters:
  ///   - features: Of the window's hosts.
  ///   - isKnown: Whether the past knows each of them; strangers have nothing to outgrow.
  /// - Complexity: O(hosts log hosts).
  init(_ features: FeatureMatrix, isKnown: [Bool]) {
    let columns = Component.allCases.compactMap(\.growthColumn).map { features.columns[$0] }
    var most = [Double](repeating: 0, count: features.hosts.count)
    for column in columns {
      let sorted = zip(column, isKnown).filter(\.1).map(\.0).sorted()
      for row in column.indices where isKnown[row] && column[row] > 0 {
        let share = Double(sorted.count - sorted.countBelow(column[row])) / Double(sorted.count)
        most[row] = max(most[row], -log(share * Double(columns.count)) - Self.least)
      }
    }
    values = Dictionary(
      uniqueKeysWithValues: zip(features.hosts, most).filter { $0.1 > 0 })
  }

  /// In nats, 0 and more.
  func callAsFunction(_ host: IPAddress) -> Double { values[host] ?? 0 }
}
