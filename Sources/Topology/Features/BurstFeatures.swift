// SPDX-License-Identifier: Apache-2.0

extension Feature {
  /// Sudden activity, hour by hour.
  static let burstFeatures: [Feature] = [
    Feature(
      "midas_edge", .burst, unit: "score",
      "how suddenly the flows of one hour to one target exceed those of the hours before",
      source: midas
    ) { (window: WindowFacts) in
      window.bursts.pair
    },
    Feature(
      "midas_source", .burst, unit: "score",
      "how suddenly the flows the host opened in one hour exceed those of the hours before",
      source: midas
    ) { (window: WindowFacts) in
      window.bursts.source
    },
    Feature(
      "midas_target", .burst, unit: "score",
      "how suddenly the flows opened to the host in one hour exceed those of the hours before",
      source: midas
    ) { (window: WindowFacts) in
      window.bursts.target
    },
    Feature(
      "midas_f", .burst, unit: "score",
      "the largest of the three, with hours that stand out kept out of what is usual",
      source: "Bhatia and others, TKDD 16, 2022 (MIDAS-F)"
    ) { (window: WindowFacts) in
      window.bursts.filtering
    },
    Feature(
      "destination_rate_z", .burst, unit: "ratio",
      "standard deviations by which the hour with most internal targets exceeds the mean hour"
    ) { (window: WindowFacts) in
      window.bursts.destinationRate
    },
  ]

  private static let midas = "Bhatia, Hooi, Yoon, Shin, Faloutsos, AAAI 2020 (MIDAS-R)"
}
