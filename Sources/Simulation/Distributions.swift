// SPDX-License-Identifier: Apache-2.0

internal import Flows
private import Glibc

// Draws use exp, log, cos, pow and sqrt of the C library; results are rounded to integers before
// they reach a flow, so another library could change a last digit but rarely a byte.

extension SeededGenerator {
  /// A number in 0..<`count`, each equally likely up to one part in 2³².
  ///
  /// - Precondition: `count` is in 1...2³²−1.
  mutating func below(_ count: Int) -> Int {
    Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(count)) >> 32)
  }

  /// True with probability `share`.
  mutating func chance(_ share: Double) -> Bool { unit() < share }

  /// One of `items`, each equally likely.
  ///
  /// - Precondition: `items` is not empty.
  mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }

  /// A number between the bounds.
  mutating func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * unit() }

  /// A number from the standard normal distribution (Box and Muller, 1958).
  mutating func gaussian() -> Double {
    let radius = sqrt(-2 * log(1 - unit()))
    return radius * cos(2 * Double.pi * unit())
  }

  /// A positive number whose logarithm is normal.
  mutating func lognormal(median: Double, spread: Double) -> Double {
    median * exp(spread * gaussian())
  }

  /// A count with this mean (Knuth's product method; the normal limit from 30 on).
  mutating func poisson(_ mean: Double) -> Int {
    guard mean > 0 else { return 0 }
    guard mean < 30 else { return max(0, Int((mean + sqrt(mean) * gaussian()).rounded())) }
    let limit = exp(-mean)
    var product = unit()
    var count = 0
    while product > limit {
      product *= unit()
      count += 1
    }
    return count
  }

  /// Puts `items` into random order (Fisher and Yates).
  mutating func shuffle<Item>(_ items: inout [Item]) {
    var last = items.count - 1
    while last > 0 {
      items.swapAt(last, below(last + 1))
      last -= 1
    }
  }
}

/// Ranks 0..<count, rank *r* drawn with probability proportional to (r + 1)^−exponent.
struct Zipf: Sendable {
  private let cumulative: [Double]

  /// - Precondition: `count` is at least 1.
  init(count: Int, exponent: Double) {
    precondition(count > 0, "a popularity needs somebody to be popular")
    var sum = 0.0
    cumulative = (1...count).map { rank in
      sum += pow(Double(rank), -exponent)
      return sum
    }
  }

  /// A rank; O(log count).
  func draw(using generator: inout SeededGenerator) -> Int {
    let wanted = generator.unit() * cumulative[cumulative.count - 1]
    var low = 0
    var high = cumulative.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > wanted { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
