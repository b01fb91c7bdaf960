// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import Testing

@testable import Detection

@Suite struct IsolationForestTests {
  private func cloud(_ count: Int, columns: Int, seed: UInt64) -> [[Float]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in (0..<columns).map { _ in Float(generator.unit()) } }
  }

  private func fitted(_ rows: [[Float]], seed: UInt64 = 7, threads: Int = 1) async
    -> IsolationForestModel
  {
    await IsolationForest().fit(rows, using: SeededGenerator(seed: seed), threads: threads)
  }

  @Test("a far outlier ranks first", arguments: UInt64(0)..<20)
  func outlier(seed: UInt64) async {
    let rows = cloud(300, columns: 4, seed: seed) + [[5, 5, -3, 9]]
    let model = await fitted(rows, seed: seed)
    let scores = rows.map { model.score($0) }
    #expect(scores.last == scores.max())
    #expect(scores.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test("the same seed gives the same scores with any number of threads")
  func threads() async {
    let rows = cloud(500, columns: 5, seed: 3)
    let one = await fitted(rows, threads: 1)
    let eight = await fitted(rows, threads: 8)
    #expect(rows.map { one.score($0) } == rows.map { eight.score($0) })
    let other = await fitted(rows, seed: 8)
    #expect(rows.map { one.score($0) } != rows.map { other.score($0) })
  }

  @Test("a constant column changes no score and takes no blame")
  func constantColumn() async {
    let rows = cloud(200, columns: 3, seed: 5)
    let model = await fitted(rows.map { $0 + [4] })
    for row in rows.prefix(20) {
      #expect(model.contributions(row + [4])[3] == 0)
      #expect(model.score(row + [4]) == model.score(row + [900]))
    }
  }

  @Test("contributions add up to the expected depth less the mean depth")
  func contributionsAddUp() async {
    let rows = cloud(400, columns: 6, seed: 6)
    let model = await fitted(rows)
    for row in rows.prefix(30) {
      let depth = model.trees.reduce(0) { $0 + $1.depth(of: row) } / Double(model.trees.count)
      let sum = model.contributions(row).reduce(0, +)
      #expect(abs(sum - (IsolationTree.expectedDepth(model.sampleSize) - depth)) < 1e-9)
    }
  }

  @Test("the column a row stands out in gets most of the blame")
  func blame() async throws {
    let rows = cloud(400, columns: 5, seed: 9)
    let model = await fitted(rows)
    var odd = rows[0]
    odd[2] = 40
    let shares = model.contributions(odd)
    #expect(shares[2] == shares.max())
  }

  @Test("one row and rows all alike get the score of the ordinary")
  func degenerate() async {
    let single = await fitted([[1, 2]])
    #expect(single.score([1, 2]) == 0.5)
    let alike = await fitted([[Float]](repeating: [1, 2], count: 50))
    #expect(abs(alike.score([1, 2]) - 0.5) < 1e-9)
  }

  /// Depth by isolating the row in ever new random trees, written without the flat arrays.
  private func plainDepth(
    _ row: [Float], _ rows: [[Float]], _ limit: Int, _ generator: inout SeededGenerator
  ) -> Double {
    let spread = row.indices.filter { column in
      (rows.map { $0[column] }.min() ?? 0) < (rows.map { $0[column] }.max() ?? 0)
    }
    guard limit > 0, rows.count > 1, let column = spread.randomElement(using: &generator) else {
      return IsolationTree.expectedDepth(rows.count)
    }
    let values = rows.map { $0[column] }
    let low = values.min() ?? 0
    let cut = low + ((values.max() ?? 0) - low) * Float(generator.unit())
    let side = rows.filter { ($0[column] < cut) == (row[column] < cut) }
    return 1 + plainDepth(row, side, limit - 1, &generator)
  }

  @Test("mean depths agree with a plain recursive forest")
  func oracle() async {
    let rows = cloud(256, columns: 3, seed: 11) + [[3, 3, 3], [1.2, 0.5, 0.5]]
    let model = await IsolationForest(trees: 2000).fit(
      rows, using: SeededGenerator(seed: 12), threads: 2)
    var generator = SeededGenerator(seed: 13)
    for row in rows.suffix(4) {
      let depth = model.trees.reduce(0) { $0 + $1.depth(of: row) } / 2000
      var plain = 0.0
      for _ in 0..<2000 {
        plain += plainDepth(row, Array(rows.shuffled(using: &generator).prefix(256)), 8, &generator)
      }
      #expect(abs(depth - plain / 2000) < 0.2)
    }
  }
}
