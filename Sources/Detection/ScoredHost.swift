// SPDX-License-Identifier: Apache-2.0

private import Glibc

/// A host's p-values, one for each way of being anomalous, and what they come to.
struct ScoredHost: Sendable {
  /// What a p-value measures.
  enum Kind: Hashable, Sendable {
    case component(Component)
    case forest
  }

  /// One p-value.
  struct Part: Sendable {
    let kind: Kind
    let conformal: Double
    let extrapolated: Double
  }

  /// The smallest p-value first.
  let parts: [Part]

  /// - Precondition: `parts` is not empty.
  init(_ parts: [Part]) {
    precondition(!parts.isEmpty, "a host that is not evaluable has no score")
    self.parts = parts.enumerated().sorted {
      ($0.element.extrapolated, $0.offset) < ($1.element.extrapolated, $1.offset)
    }.map(\.element)
  }

  /// The smallest p-value times how many there are (Bonferroni): valid however they depend on
  /// each other.
  var conformal: Double { combined(\.conformal) }

  /// The same with continued tails.
  var extrapolated: Double { combined(\.extrapolated) }

  private func combined(_ p: (Part) -> Double) -> Double {
    min(1, Double(parts.count) * (parts.map(p).min() ?? 1))
  }

  /// A p-value on the scale of scores, 0...1: *L*/(1 + *L*) with *L* = −log₁₀ *p*, so 0.5 is
  /// one in ten, 0.75 one in a thousand, 0.9 one in a billion.
  static func score(_ pValue: Double) -> Double {
    let magnitude = max(0, -log10(max(pValue, .leastNormalMagnitude)))
    return magnitude / (1 + magnitude)
  }
}
