// SPDX-License-Identifier: Apache-2.0

import Flows
private import Glibc

/// All trees of an Isolation Forest in one array, for scoring many rows.
///
/// Every tree is laid out as if it were full: the children of place *p* are 2*p* and 2*p* + 1, the
/// root is place 1. Sixty-four rows go down a tree side by side, a cut at a time, so that no row
/// waits for its own last cut, and without a branch: a leaf higher up compares with +∞ until the
/// bottom.
struct PackedForest: Sendable {
  /// Goes on to the left if the value is below the threshold.
  private struct Cut {
    var threshold = Float.infinity
    /// Where the column begins in a tile.
    var column: Int32 = 0
  }

  /// Rows that go down a tree together.
  private static let tileRows = 64

  private let trees: Int
  /// Cuts from the root of a tree to its bottom.
  private let depth: Int
  /// By tree and place; place 0 of each is not used.
  private var cuts: [Cut]
  /// By tree and place at the bottom: cuts to the leaf above it, and those expected within it.
  private var depths: [Double]

  init(_ trees: [IsolationTree]) {
    self.trees = trees.count
    depth = trees.map { Self.depth(of: $0, below: 0) }.max() ?? 0
    let width = 1 << depth
    cuts = [Cut](repeating: Cut(), count: trees.count * width)
    depths = [Double](repeating: 0, count: trees.count * width)
    for (number, tree) in trees.enumerated() {
      place(tree, node: 0, at: 1, level: 0, first: number * width)
    }
  }

  private static func depth(of tree: IsolationTree, below node: Int) -> Int {
    let cut = tree.nodes[node]
    guard cut.feature >= 0 else { return 0 }
    return 1
      + max(depth(of: tree, below: Int(cut.left)), depth(of: tree, below: Int(cut.left) + 1))
  }

  private mutating func place(
    _ tree: IsolationTree, node: Int, at position: Int, level: Int, first: Int
  ) {
    let cut = tree.nodes[node]
    guard cut.feature >= 0 else {
      // Values that are no numbers go right even at +∞, so the whole bottom below is the leaf's.
      let below = 1 << (depth - level)
      let start = first + position * below - (1 << depth)
      for bottom in start..<start + below {
        depths[bottom] = Double(level) + IsolationTree.expectedDepth(Int(cut.rows))
      }
      return
    }
    cuts[first + position] = Cut(
      threshold: cut.threshold, column: cut.feature * Int32(Self.tileRows))
    for side in 0...1 {
      place(
        tree, node: Int(cut.left) + side, at: 2 * position + side, level: level + 1, first: first)
    }
  }

  func score(_ rows: Rows, sampleSize: Int, threads: Int) async -> [Double] {
    let expected = IsolationTree.expectedDepth(sampleSize)
    guard expected > 0, rows.count > 0 else { return [Double](repeating: 0.5, count: rows.count) }
    let size = 64 * Self.tileRows
    let pieces = await Parallel.map(rows.pieces(of: size), threads: threads) { piece in
      let sums = depthSums(rows, rows.piece(piece, of: size))
      return sums.map { exp2(-$0 / Double(trees) / expected) }
    }
    return pieces.flatMap(\.self)
  }

  /// The sum of depths over all trees of each row of a piece.
  private func depthSums(_ rows: Rows, _ range: Range<Int>) -> [Double] {
    var sums: [Double] = []
    sums.reserveCapacity(range.count)
    var tile = [Float](repeating: 0, count: Self.tileRows * rows.columns)
    var places = [Int](repeating: 1, count: Self.tileRows)
    var tileSums = [Double](repeating: 0, count: Self.tileRows)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.tileRows) {
      let count = min(Self.tileRows, range.upperBound - start)
      for row in 0..<count {
        for column in 0..<rows.columns {
          tile[column * Self.tileRows + row] = rows.values[(start + row) * rows.columns + column]
        }
      }
      addDepths(of: tile.span, &places, &tileSums)
      sums += tileSums[..<count]
    }
    return sums
  }

  /// Sends the rows of a tile, column by column, down all trees.
  ///
  /// Spans, a level at a time: arrays, or a row at a time, take half as long again.
  private func addDepths(of tile: Span<Float>, _ places: inout [Int], _ sums: inout [Double]) {
    let width = 1 << depth
    var place = places.mutableSpan
    var sum = sums.mutableSpan
    for row in 0..<Self.tileRows { sum[row] = 0 }
    for tree in 0..<trees {
      let range = tree * width..<(tree + 1) * width
      let own = cuts.span.extracting(range)
      let ends = depths.span.extracting(range)
      for row in 0..<Self.tileRows { place[row] = 1 }
      for _ in 0..<depth {
        for row in 0..<Self.tileRows {
          let here = place[row]
          let cut = own[here]
          let isLeft = tile[Int(cut.column) &+ row] < cut.threshold
          place[row] = here &+ here &+ (isLeft ? 0 : 1)
        }
      }
      for row in 0..<Self.tileRows { sum[row] += ends[place[row] &- width] }
    }
  }
}
