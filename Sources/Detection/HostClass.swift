// SPDX-License-Identifier: Apache-2.0

import Topology

/// Hosts that are compared with each other.
///
/// A scanner's quiet day is a workstation's worst, so each host is held against past windows
/// of hosts like it (Mondrian conformal prediction).
///
/// Source: V. Vovk, A. Gammerman, G. Shafer, *Algorithmic Learning in a Random World*, 2005,
/// section 4.5.
enum HostClass: String, CaseIterable {
  /// Scanners and jump hosts.
  case hub
  /// Hosts that offer services.
  case server
  /// Workstations.
  case client
  /// Hosts the baseline has not seen.
  case new

  init(_ role: Role) {
    switch role {
    case .scanner, .jumpHost: self = .hub
    case .domainController, .fileServer, .database, .printer, .otDevice, .server: self = .server
    case .client, .adminWorkstation, .monitor: self = .client
    case .internet, .unknown: self = .new
    }
  }

  /// For sentences: "99 % of 812 client host-windows".
  var title: String { rawValue }
}
