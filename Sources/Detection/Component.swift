// SPDX-License-Identifier: Apache-2.0

private import Glibc
import Topology

/// One way of being anomalous; each is measured on its own against past host-windows.
enum Component: CaseIterable {
  /// Takes part in a chain of surprising control sessions.
  case chain
  /// More first-time targets without answer than ever before: scans.
  case failures
  /// More first-time targets on one service than ever before: sweeps, worms.
  case fanOut
  /// More first-time services of one target than ever before: port scans.
  case ports
  /// More control connections an hour to one target than ever before: guessing passwords.
  case burst
  /// More bytes to the Internet than ever before: exfiltration.
  case upload
  /// An hour of one of its pairs, of itself as source or as target bursts out of those before.
  case midas

  /// The choice it belongs to.
  var choice: DetectorChoice {
    switch self {
    case .chain: .chains
    case .midas: .midas
    default: .growth
    }
  }

  /// The feature that measures it; nil for chains and for bursts, which several measure.
  var feature: String? {
    switch self {
    case .chain, .midas: nil
    case .failures: "new_failed_edges"
    case .fanOut: "new_single_port_fan_out"
    case .ports: "new_ports_per_target"
    case .burst: "control_burst"
    case .upload: "bytes_to_internet"
    }
  }

  /// The column that tells most of a host's score; nil for chains.
  func tellingColumn(_ features: [Double]) -> Int? {
    self == .midas
      ? Self.bursts.max { features[$0] < features[$1] } : feature.flatMap(Feature.index)
  }

  /// Whether it means something without windows before.
  var needsHistory: Bool { self != .midas }

  /// Where the feature matrix says how far it outgrew the host's own past; nil for chains, and for
  /// bursts, which are measured within their window.
  var growthColumn: Int? { feature.flatMap { Feature.index(of: "\($0)_growth") } }

  /// The least scale of the tail: eight nats of surprise, as one more rare session has, or half a
  /// doubling.
  var leastScale: Double { self == .chain ? 8 : 0.5 }

  /// The raw score of a host; nil if the host has no past to measure it by.
  func score(_ host: HostWindow) -> Double? {
    if self == .chain { return host.chain }
    if self == .midas { return log1p(Self.bursts.map { host.features[$0] }.max() ?? 0) }
    guard host.hostClass != .new, let growthColumn else { return nil }
    return host.features[growthColumn]
  }

  /// MIDAS-R and MIDAS-F, both chi-squared statistics.
  private static let bursts = ["midas_edge", "midas_source", "midas_target", "midas_f"]
    .compactMap(Feature.index)
}
