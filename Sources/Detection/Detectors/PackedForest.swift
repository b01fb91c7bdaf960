// SPDX-License-Identifier: Apache-2.0

import Flows
private import Glibc

/// All trees of an Isolation Forest in one array, for scoring many rows.
///
/// Eight rows go down a tree side by side, so that waiting for one row's node hides the others'.
/// A leaf points to itself and compares with +∞, so every row takes as many steps as the tree is
/// deep, without branches.
struct PackedForest: Sendable {
  /// Goes on to `left` if value < threshold, else to `left + 1`.
  private struct Node {
    var threshold: Float
    var column: Int32
    var left: Int32
  }

  private var nodes: [Node] = []
  /// Cuts to each node, and those expected within it; only leaves are asked.
  private var depths: [Double] = []
  private var roots: [Int] = []
  private var steps: [Int] = []

  init(_ trees: [IsolationTree]) {
    for tree in trees {
      let root = nodes.count
      var (depth, steps) = ([Int](repeating: 0, count: tree.nodes.count), 0)
      for (number, node) in tree.nodes.enumerated() {
        let isLeaf = node.feature < 0
        nodes.append(
          Node(
            threshold: isLeaf ? .infinity : node.threshold, column: max(0, node.feature),
            left: Int32(root + (isLeaf ? number : Int(node.left)))))
        depths.append(Double(depth[number]) + IsolationTree.expectedDepth(Int(node.rows)))
        steps = max(steps, depth[number])
        guard !isLeaf else { continue }
        depth[Int(node.left)] = depth[number] + 1
        depth[Int(node.left) + 1] = depth[number] + 1
      }
      roots.append(root)
      self.steps.append(steps)
    }
  }

  func score(_ rows: Rows, sampleSize: Int, threads: Int) async -> [Double] {
    let expected = IsolationTree.expectedDepth(sampleSize)
    guard expected > 0, rows.count > 0 else { return [Double](repeating: 0.5, count: rows.count) }
    let size = 256
    let pieces = await Parallel.map(rows.pieces(of: size), threads: threads) { piece in
      let sums = depthSums(rows, rows.piece(piece, of: size))
      return sums.map { exp2(-$0 / Double(roots.count) / expected) }
    }
    return pieces.flatMap(\.self)
  }

  /// The sum of depths over all trees of each row of a piece; tree by tree, so that a tree stays
  /// in the cache.
  private func depthSums(_ rows: Rows, _ range: Range<Int>) -> [Double] {
    let (values, columns) = (rows.values, Int32(truncatingIfNeeded: rows.columns))
    var sums = [Double](repeating: 0, count: range.count)
    for tree in roots.indices {
      let root = Int32(truncatingIfNeeded: roots[tree])
      var first = 0
      while first < range.count {
        let last = range.count - 1
        let start = Int32(truncatingIfNeeded: range.lowerBound)
        var offset = SIMD8<Int32>(repeating: 0)
        for lane in 0..<8 {
          offset[lane] = (start &+ Int32(truncatingIfNeeded: min(first + lane, last))) &* columns
        }
        var at = SIMD8<Int32>(repeating: root)
        for _ in 0..<steps[tree] {
          for lane in 0..<8 {
            let node = nodes[Int(at[lane])]
            let isLeft = values[Int(offset[lane] &+ node.column)] < node.threshold
            at[lane] = node.left &+ (isLeft ? 0 : 1)
          }
        }
        for lane in 0..<min(8, range.count - first) { sums[first + lane] += depths[Int(at[lane])] }
        first += 8
      }
    }
    return sums
  }
}
