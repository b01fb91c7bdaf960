// SPDX-License-Identifier: Apache-2.0

private import Glibc

/// How far the values of a feature have moved from those of the past.
///
/// A score measured against a past that no longer holds is wrong for everybody at once: a new
/// application, a moved subnet, a changed sensor.
public struct Drift: Hashable, Sendable {
  /// Population stability index; by the usual rule below 0.1 is stable, above 0.25 has shifted.
  ///
  /// Source: N. Siddiqi, *Credit Risk Scorecards*, 2006; ten bins at quantiles of the past, half a
  /// count added to each.
  public let stabilityIndex: Double
  /// The largest difference between the two cumulative distributions, 0...1.
  ///
  /// Source: N. Smirnov, *Table for Estimating the Goodness of Fit of Empirical Distributions*,
  /// Annals of Mathematical Statistics 19, 1948.
  public let distance: Double
  /// The chance of such a distance if nothing had changed and hosts were independent, 0...1, by
  /// Kolmogorov's series for large samples.
  public let pValue: Double

  /// Whether both measures say that the feature has moved.
  public var isShift: Bool { stabilityIndex > 0.25 && pValue < 0.001 }

  /// Compares two samples; nil if either is empty.
  ///
  /// - Parameters:
  ///   - past: Values in ascending order.
  ///   - present: Values in any order.
  /// - Complexity: O(past + present · log present).
  public init?(past: [Double], present: [Double]) {
    guard !past.isEmpty, !present.isEmpty else { return nil }
    let present = present.sorted()
    stabilityIndex = Self.stabilityIndex(past, present)
    distance = Self.distance(past, present)
    let size = Double(past.count) * Double(present.count) / Double(past.count + present.count)
    pValue = Self.kolmogorov(size.squareRoot() * distance)
  }

  private static let bins = 10

  private static func stabilityIndex(_ past: [Double], _ present: [Double]) -> Double {
    var edges: [Double] = []
    for bin in 1..<bins {
      let edge = past[bin * past.count / bins]
      if edge != edges.last { edges.append(edge) }
    }
    func shares(_ values: [Double]) -> [Double] {
      var counts = [Double](repeating: 0.5, count: edges.count + 1)
      var bin = 0
      for value in values {
        while bin < edges.count, value >= edges[bin] { bin += 1 }
        counts[bin] += 1
      }
      let total = counts.reduce(0, +)
      return counts.map { $0 / total }
    }
    return zip(shares(past), shares(present)).reduce(0) { $0 + ($1.1 - $1.0) * log($1.1 / $1.0) }
  }

  private static func distance(_ past: [Double], _ present: [Double]) -> Double {
    var (a, b) = (0, 0)
    var largest = 0.0
    while a < past.count, b < present.count {
      let value = min(past[a], present[b])
      while a < past.count, past[a] == value { a += 1 }
      while b < present.count, present[b] == value { b += 1 }
      largest = max(
        largest, abs(Double(a) / Double(past.count) - Double(b) / Double(present.count)))
    }
    return largest
  }

  private static func kolmogorov(_ x: Double) -> Double {
    guard x > 0.2 else { return 1 }
    var sum = 0.0
    for k in 1...100 {
      let term = exp(-2 * Double(k * k) * x * x)
      sum += k % 2 == 1 ? term : -term
      if term < 1e-18 { break }
    }
    return min(1, max(0, 2 * sum))
  }
}
