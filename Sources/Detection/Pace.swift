// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// How much busier with first control sessions a window is than the past, by kind of source and
/// class of port.
///
/// On the Monday after a quiet weekend, or on the day of a migration, there are more of them
/// everywhere: what would stand out in the past does not stand out then. Of a kind that is rare
/// anyhow, intruders take a little from their own surprise: *n* of them its logarithm, of ten nats
/// or so.
struct Pace {
  /// Sources that are alike, on ports that are.
  struct Kind: Hashable {
    let source: SourceState
    let portClass: PortClass

    init(_ cell: EdgeNovelty.Cell) {
      source = cell.source
      portClass = cell.portClass
    }
  }

  private let factors: [Kind: Double]

  /// The pace with these factors; a window as busy as the past for kinds without one.
  init(factors: [Kind: Double] = [:]) { self.factors = factors }

  /// How many times as busy as the past, 1 and more: what is seldom in a quiet window is no
  /// more suspicious for it.
  func callAsFunction(_ cell: EdgeNovelty.Cell) -> Double { max(1, factors[Kind(cell)] ?? 1) }
}
