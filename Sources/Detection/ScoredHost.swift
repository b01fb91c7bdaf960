// SPDX-License-Identifier: Apache-2.0

import Flows
private import Glibc

/// A host's p-values, one for each way of being anomalous, and what they come to.
struct ScoredHost: Sendable {
  /// What a p-value measures.
  enum Kind: Hashable, Sendable {
    case component(Component)
    case profile(ProfileDetector)

    /// Half of all trust goes to chains, which the other ways do not see; they share the rest.
    var weight: Double { self == .component(.chain) ? 6 : 1 }
  }

  /// One p-value.
  struct Part: Sendable {
    let kind: Kind
    let conformal: Double
    let extrapolated: Double
  }

  /// The smallest weighted p-value first.
  let parts: [Part]
  private let weights: [Double]
  /// The host its best chain starts at: hosts with the same one are one incident; nil without a
  /// chain.
  let chainEntry: IPAddress?

  /// - Parameters:
  ///   - parts: Every p-value of the host.
  ///   - chainEntry: The host its best chain starts at, if it has a part in one.
  /// - Precondition: `parts` is not empty.
  init(_ parts: [Part], chainEntry: IPAddress? = nil) {
    precondition(!parts.isEmpty, "a host that is not evaluable has no score")
    let total = parts.reduce(0) { $0 + $1.kind.weight }
    let ordered = parts.enumerated().sorted { a, b in
      (a.element.extrapolated / a.element.kind.weight, a.offset)
        < (b.element.extrapolated / b.element.kind.weight, b.offset)
    }.map(\.element)
    self.parts = ordered
    self.chainEntry = chainEntry
    weights = ordered.map { $0.kind.weight / total }
  }

  /// Every part with its share of all trust, in the order of ``parts``.
  var verdicts: [(part: Part, weight: Double)] { Array(zip(parts, weights)) }

  /// The smallest of all p-values over their weights, valid however they depend on each other.
  ///
  /// Source: C. R. Genovese, K. Roeder, L. Wasserman, *False discovery control with p-value
  /// weighting*, Biometrika 93, 2006.
  var conformal: Double { combined(\.conformal) }

  /// The same with continued tails.
  var extrapolated: Double { combined(\.extrapolated) }

  /// All p-values together, in nats: the more, the more speaks against the host.
  ///
  /// No probability, as they depend on each other.
  var evidence: Double {
    parts.reduce(0) { $0 - log(max($1.extrapolated, .leastNormalMagnitude)) }
  }

  /// The smallest weight, which bounds what a p-value can come to.
  var leastWeight: Double { weights.min() ?? 1 }

  private func combined(_ p: (Part) -> Double) -> Double {
    min(1, zip(parts, weights).map { p($0) / $1 }.min() ?? 1)
  }

  /// A p-value on the scale of scores, 0...1: *L*/(1 + *L*) with *L* = −log₁₀ *p*, so 0.5 is
  /// one in ten, 0.75 one in a thousand, 0.9 one in a billion.
  static func score(_ pValue: Double) -> Double {
    let magnitude = pValue < 1 ? -log10(max(pValue, .leastNormalMagnitude)) : 0
    return magnitude / (1 + magnitude)
  }
}
