// SPDX-License-Identifier: Apache-2.0

/// Which of many p-values to act on so that few of them are false.
public enum FalseDiscovery {
  /// The largest p-value to flag so that the expected share of false flags stays below `rate`;
  /// nil if none may be flagged.
  ///
  /// Source: Y. Benjamini, Y. Hochberg, *Controlling the False Discovery Rate*, Journal of the
  /// Royal Statistical Society B 57, 1995.
  ///
  /// - Complexity: O(*n* log *n*).
  public static func threshold(_ pValues: [Double], rate: Double) -> Double? {
    let sorted = pValues.sorted()
    let count = Double(sorted.count)
    return sorted.enumerated().last { place, p in p <= rate * Double(place + 1) / count }?.element
  }
}
