// SPDX-License-Identifier: Apache-2.0

/// Rows turned so that one instruction works on the same column of sixteen of them.
///
/// Turned once, they are read in every round of a fit.
struct LaneBlocks: Sendable {
  typealias Lanes = SIMD16<Float>

  /// Lanes of a column in a block.
  static let groups = 8
  /// Rows of a block.
  static let rows = 16 * groups

  /// Block by block and column by column, `groups` at a time; the last block is filled up with its
  /// last row.
  let lanes: [Lanes]
  /// Of rows, without those that fill up.
  let count: Int
  let columns: Int

  /// - Complexity: O(rows · columns).
  init(_ rows: Rows) {
    count = rows.count
    columns = rows.columns
    let blocks = rows.pieces(of: Self.rows)
    var lanes = [Lanes](repeating: .zero, count: blocks * columns * Self.groups)
    for place in 0..<blocks * Self.rows {
      let own = min(place, rows.count - 1) &* columns
      let first = place / Self.rows &* columns &* Self.groups &+ place % Self.rows / 16
      for column in 0..<columns {
        lanes[first &+ column &* Self.groups][place % 16] = rows.values[own &+ column]
      }
    }
    self.lanes = lanes
  }

  /// How many blocks there are.
  var blocks: Int { (count + Self.rows - 1) / Self.rows }

  /// How many of a block's rows are rows.
  func used(in block: Int) -> Int { min(Self.rows, count - block * Self.rows) }
}
