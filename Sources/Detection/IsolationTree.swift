// SPDX-License-Identifier: Apache-2.0

import Flows
private import Glibc

/// One tree of an Isolation Forest, in flat arrays: children of a node stand side by side.
struct IsolationTree: Sendable {
  /// A cut (`feature` ≥ 0: left if value < threshold) or a leaf (`feature` −1).
  struct Node {
    var threshold: Float
    var feature: Int32
    var left: Int32
    var rows: Int32
  }

  private(set) var nodes: [Node] = []

  /// Grows a tree from `sampleSize` rows drawn without replacement.
  init(_ rows: [[Float]], sampleSize: Int, using generator: inout SeededGenerator) {
    var members = Self.sample(rows.count, sampleSize, using: &generator)
    let limit = Int(ceil(log2(Double(max(sampleSize, 2)))))
    nodes.append(Node(threshold: 0, feature: -1, left: -1, rows: Int32(members.count)))
    grow(0, members.indices, depth: 0, limit, rows, &members, &generator)
  }

  private static func sample(
    _ count: Int, _ size: Int, using generator: inout SeededGenerator
  ) -> [Int] {
    var order = Array(0..<count)
    for place in 0..<size {
      order.swapAt(place, Int.random(in: place..<count, using: &generator))
    }
    return Array(order[..<size])
  }

  private mutating func grow(
    _ node: Int, _ range: Range<Int>, depth: Int, _ limit: Int, _ rows: [[Float]],
    _ members: inout [Int], _ generator: inout SeededGenerator
  ) {
    guard depth < limit, range.count > 1,
      let cut = Self.cut(members[range], rows, using: &generator)
    else { return }
    let middle = Self.partition(&members, range) { rows[$0][cut.feature] < cut.threshold }
    let left = nodes.count
    nodes[node].feature = Int32(cut.feature)
    nodes[node].threshold = cut.threshold
    nodes[node].left = Int32(left)
    for part in [range.lowerBound..<middle, middle..<range.upperBound] {
      nodes.append(Node(threshold: 0, feature: -1, left: -1, rows: Int32(part.count)))
    }
    grow(left, range.lowerBound..<middle, depth: depth + 1, limit, rows, &members, &generator)
    grow(left + 1, middle..<range.upperBound, depth: depth + 1, limit, rows, &members, &generator)
  }

  /// A random column in which the members differ and a random value between their extremes,
  /// such that both sides get members; nil if they are all alike.
  private static func cut(
    _ members: ArraySlice<Int>, _ rows: [[Float]], using generator: inout SeededGenerator
  ) -> (feature: Int, threshold: Float)? {
    guard let first = members.first else { return nil }
    var untried = Array(rows[first].indices)
    while !untried.isEmpty {
      let pick = Int.random(in: untried.indices, using: &generator)
      let feature = untried[pick]
      untried.swapAt(pick, untried.count - 1)
      untried.removeLast()
      var low = rows[first][feature]
      var high = low
      for member in members {
        low = min(low, rows[member][feature])
        high = max(high, rows[member][feature])
      }
      guard low < high else { continue }
      let threshold = low + (high - low) * Float(generator.unit())
      return (feature, threshold > low ? threshold : high)
    }
    return nil
  }

  private static func partition(
    _ members: inout [Int], _ range: Range<Int>, isLeft: (Int) -> Bool
  ) -> Int {
    var middle = range.lowerBound
    for place in range where isLeft(members[place]) {
      members.swapAt(place, middle)
      middle += 1
    }
    return middle
  }

  /// Cuts until `row` is alone, plus those expected in the leaf it ends in.
  func depth(of row: [Float]) -> Double {
    var node = 0
    var cuts = 0.0
    while nodes[node].feature >= 0 {
      node = next(node, row)
      cuts += 1
    }
    return cuts + Self.expectedDepth(Int(nodes[node].rows))
  }

  func addContributions(of row: [Float], to sums: inout [Double]) {
    var node = 0
    while nodes[node].feature >= 0 {
      let child = next(node, row)
      sums[Int(nodes[node].feature)] +=
        Self.expectedDepth(Int(nodes[node].rows)) - 1
        - Self.expectedDepth(Int(nodes[child].rows))
      node = child
    }
  }

  private func next(_ node: Int, _ row: [Float]) -> Int {
    let goesLeft = row[Int(nodes[node].feature)] < nodes[node].threshold
    return Int(nodes[node].left) + (goesLeft ? 0 : 1)
  }

  /// The mean depth of an unsuccessful search in a binary search tree of `rows` keys.
  static func expectedDepth(_ rows: Int) -> Double {
    guard rows > 2 else { return rows == 2 ? 1 : 0 }
    let n = Double(rows)
    return 2 * (log(n - 1) + 0.577_215_664_901_532_9) - 2 * (n - 1) / n
  }
}
