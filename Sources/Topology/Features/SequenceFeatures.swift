// SPDX-License-Identifier: Apache-2.0

extension Feature {
  /// What a host did after what was done to it.
  static let sequenceFeatures: [Feature] = [
    Feature(
      "role_reversal_60s", .sequence, unit: "count",
      "services on which the host was reached and then, within a minute, for the first time ever reached out to another",
      needsBaseline: true
    ) { (window: WindowFacts) in
      window.sequences.reversals.minute.map(Double.init)
    },
    Feature(
      "role_reversal_1h", .sequence, unit: "count",
      "services on which the host was reached and then, within an hour, for the first time ever reached out to another",
      needsBaseline: true
    ) { (window: WindowFacts) in
      window.sequences.reversals.hour.map(Double.init)
    },
    Feature(
      "role_reversal_24h", .sequence, unit: "count",
      "services on which the host was reached and then, within a day, for the first time ever reached out to another",
      needsBaseline: true
    ) { (window: WindowFacts) in
      window.sequences.reversals.day.map(Double.init)
    },
    Feature(
      "chain_depth", .sequence, unit: "count",
      "hops in the longest chain of first control sessions that ends at the host",
      source: "Ho and others, Hopper, USENIX Security 2021 (idea)",
      needsBaseline: true
    ) { (window: WindowFacts) in
      window.sequences.chainDepth.map(Double.init)
    },
    Feature(
      "downstream_reach", .sequence, unit: "count",
      "hosts that control sessions from the host can have led to, each later than the one before",
      source: kempe
    ) { (window: WindowFacts) in
      window.sequences.reach.downstream.map(Double.init)
    },
    Feature(
      "upstream_reach", .sequence, unit: "count",
      "hosts whose control sessions can have led to the host, each later than the one before",
      source: kempe
    ) { (window: WindowFacts) in
      window.sequences.reach.upstream.map(Double.init)
    },
    Feature(
      "first_success_after_failure", .sequence, unit: "count",
      "internal (target, service) the host got through to for the first time after having failed",
      needsBaseline: true
    ) { (window: WindowFacts) in
      window.sequences.firstSuccesses.map(Double.init)
    },
  ]

  private static let kempe =
    "time-respecting paths: Kempe, Kleinberg, Kumar, Journal of Computer and System Sciences 64, 2002"
}
