// SPDX-License-Identifier: Apache-2.0

extension Feature {
  /// The graphs of the services a host gets through on.
  static let portFeatures: [Feature] = [
    Feature(
      "port_component_hosts", .port, unit: "count",
      "hosts that hang together on the most widespread service the host used",
      source: collins
    ) { (window: WindowFacts) in
      window.ports.component
    },
    Feature(
      "port_hosts_z", .port, unit: "ratio",
      "standard deviations by which a service the host used has more hosts than in past windows",
      source: collins,
      needsBaseline: true
    ) { (window: WindowFacts) in
      window.ports.hostsExcess
    },
    Feature(
      "port_component_z", .port, unit: "ratio",
      "standard deviations by which hosts hang together on such a service beyond past windows",
      source: collins,
      needsBaseline: true
    ) { (window: WindowFacts) in
      window.ports.componentExcess
    },
  ]

  private static let collins = "Collins, Reiter, RAID 2007"
}
