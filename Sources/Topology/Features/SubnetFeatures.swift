// SPDX-License-Identifier: Apache-2.0

private import Glibc

extension Feature {
  /// How a host crosses subnets.
  static let subnetFeatures: [Feature] = [
    Feature("subnet_crossings", .subnet, unit: "count", "internal targets in other subnets") {
      Double($0.crossings)
    },
    Feature(
      "crossing_ratio", .subnet, unit: "share", range: "0...1",
      "share of internal flows that leave the subnet"
    ) {
      share($0.crossingFlows, $0.internalFlows)
    },
    Feature("distinct_subnets", .subnet, unit: "count", "internal subnets contacted") {
      Double($0.flowsBySubnet.count)
    },
    Feature(
      "subnet_entropy_bits", .subnet, unit: "bits", "how evenly flows spread over target subnets",
      source: "C. E. Shannon, Bell System Technical Journal 27, 1948"
    ) {
      entropy($0.flowsBySubnet)
    },
    Feature(
      "new_cells", .subnet, unit: "count",
      "(subnet → subnet, service) that nobody used in the baseline", needsBaseline: true
    ) {
      Double($0.newCells)
    },
  ]

  private static func entropy(_ counts: [Int64]) -> Double {
    let total = counts.reduce(0.0) { $0 + Double($1) }
    return counts.reduce(0.0) { sum, count in
      let p = Double(count) / total
      return p > 0 ? sum - p * log2(p) : sum
    }
  }
}
