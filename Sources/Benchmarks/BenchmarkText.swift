// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Lines of tables of seconds.
enum BenchmarkText {
  /// The median with the least and the most, beside the peer's median and how many times as long
  /// that is.
  static func report(_ name: String, _ seconds: [Double], _ peer: [Double]?, _ goal: String) {
    let sorted = seconds.sorted()
    let median = sorted[sorted.count / 2]
    let spread = "\(number(sorted[0]))–\(number(sorted[sorted.count - 1]))"
    let peerMedian = peer.map { $0.sorted()[$0.count / 2] }
    print(
      name.padded(42) + "\(number(median)) (\(spread))".padded(25)
        + (peerMedian.map(number) ?? "–").padded(9)
        + (peerMedian.map { number($0 / median) } ?? "–").padded(8) + goal)
  }

  static func number(_ value: Double) -> String {
    String(format: abs(value) < 10 ? "%.3f" : "%.1f", value)
  }
}
