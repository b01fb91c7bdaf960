// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing

@testable import Simulation

@Suite struct DistributionsTests {
  @Test("a number below a bound takes every value about equally often", arguments: [1, 2, 7, 100])
  func below(count: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    var seen = [Int](repeating: 0, count: count)
    for _ in 0..<(count * 1_000) { seen[generator.below(count)] += 1 }
    #expect(seen.allSatisfy { abs($0 - 1_000) < 200 || count == 1 })
  }

  @Test("a Poisson count has its mean and variance", arguments: [0.3, 4.0, 29.0, 31.0, 200.0])
  func poisson(mean: Double) {
    var generator = SeededGenerator(seed: 3)
    let counts = (0..<4_000).map { _ in Double(generator.poisson(mean)) }
    let found = counts.reduce(0, +) / 4_000
    let variance = counts.reduce(0) { $0 + ($1 - found) * ($1 - found) } / 4_000
    #expect(abs(found - mean) < 4 * (mean / 4_000).squareRoot() + 0.01)
    #expect(variance > 0.85 * mean && variance < 1.15 * mean)
  }

  @Test("nothing is drawn from a rate of zero or less")
  func noRate() {
    var generator = SeededGenerator(seed: 3)
    #expect(generator.poisson(0) == 0 && generator.poisson(-1) == 0)
  }

  @Test("half of all lognormal numbers lie below the median, and 16 % beyond one spread")
  func lognormal() {
    var generator = SeededGenerator(seed: 4)
    let values = (0..<4_000).map { _ in generator.lognormal(median: 50, spread: 0.7) }
    let below = values.count { $0 < 50 }
    let far = values.count { $0 > 50 * 2.01375 }
    #expect(abs(below - 2_000) < 130)
    #expect(abs(far - 635) < 100)
    #expect(values.allSatisfy { $0 > 0 && $0.isFinite })
  }

  @Test("the first rank is drawn twice as often as the second, when the exponent is 1")
  func zipf() {
    var generator = SeededGenerator(seed: 5)
    let zipf = Zipf(count: 50, exponent: 1)
    var seen = [Int](repeating: 0, count: 50)
    for _ in 0..<20_000 { seen[zipf.draw(using: &generator)] += 1 }
    let ratio = Double(seen[0]) / Double(seen[1])
    #expect(ratio > 1.8 && ratio < 2.2)
    #expect(seen.allSatisfy { $0 > 0 })
  }

  @Test("shuffling keeps all items and moves most")
  func shuffle() {
    var generator = SeededGenerator(seed: 6)
    var items = Array(0..<200)
    generator.shuffle(&items)
    #expect(items.sorted() == Array(0..<200))
    #expect(items.enumerated().count { $0.offset == $0.element } < 10)
  }
}
