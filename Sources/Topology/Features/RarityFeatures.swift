// SPDX-License-Identifier: Apache-2.0

extension Feature {
  /// How rare what a host asks for is, against its own past and everybody's.
  static let rarityFeatures: [Feature] = [
    Feature(
      "edge_rarity_max", .rarity, unit: "nats",
      "surprise of the rarest (target, service) asked for, given what the host asked before",
      source: additiveSmoothing
    ) { (window: WindowFacts) in
      window.rarity.edges.map { $0.max() ?? 0 }
    },
    Feature(
      "edge_rarity_mean", .rarity, unit: "nats",
      "mean surprise of (target, service) asked for, given what the host asked before",
      source: additiveSmoothing
    ) { (window: WindowFacts) in
      window.rarity.edges.map { $0.isEmpty ? 0 : $0.reduce(0, +) / Double($0.count) }
    },
    Feature(
      "destination_rarity_max", .rarity, unit: "nats",
      "surprise of the rarest (target, service) asked for, given how many hosts ever asked it"
    ) { (window: WindowFacts) in
      window.rarity.destinations
    },
  ]

  private static let additiveSmoothing =
    "C. E. Shannon, Bell System Technical Journal 27, 1948; additive smoothing with a = 1"
}
