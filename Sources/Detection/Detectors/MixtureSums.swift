// SPDX-License-Identifier: Apache-2.0

import Flows
private import Glibc

/// What a round of expectation–maximization needs to know of all rows, under given Gaussians.
///
/// 128 rows are worked on at once, lane by lane, in single precision; totals of thousands of
/// rows are added in double. Rows must be standardized: far from the origin precision is lost.
struct MixtureSums: Sendable {
  /// Σ ln p(row).
  private(set) var logLikelihood = 0.0
  /// Per Gaussian, the sum of all rows' responsibilities.
  private(set) var counts: [Double]
  /// Per Gaussian and column, the sum of responsibility · (row − mean).
  private(set) var offsets: [Double]
  /// Per Gaussian, the sum of responsibility · (row − mean)(row − mean)ᵀ, as ``Gaussian`` has its
  /// covariance.
  private(set) var products: [Double]

  private typealias Lanes = LaneBlocks.Lanes
  private static let groups = LaneBlocks.groups

  private init(_ gaussians: [Gaussian]) {
    counts = [Double](repeating: 0, count: gaussians.count)
    offsets = [Double](repeating: 0, count: gaussians.reduce(0) { $0 + $1.mean.count })
    products = [Double](repeating: 0, count: gaussians.reduce(0) { $0 + $1.whitening.count })
  }

  /// - Complexity: O(rows · Gaussians · columns²), without the square if columns are independent.
  static func of(_ rows: LaneBlocks, _ gaussians: [Gaussian], threads: Int) async -> MixtureSums {
    let size = 64
    let pieces = await Parallel.map((rows.blocks + size - 1) / size, threads: threads) { piece in
      MixtureSums(rows, piece * size..<min(rows.blocks, (piece + 1) * size), gaussians)
    }
    var all = MixtureSums(gaussians)
    for piece in pieces {
      all.logLikelihood += piece.logLikelihood
      for place in all.counts.indices { all.counts[place] += piece.counts[place] }
      for place in all.offsets.indices { all.offsets[place] += piece.offsets[place] }
      for place in all.products.indices { all.products[place] += piece.products[place] }
    }
    return all
  }

  private init(_ rows: LaneBlocks, _ blocks: Range<Int>, _ gaussians: [Gaussian]) {
    self.init(gaussians)
    let columns = rows.columns
    let zero = Lanes(repeating: 0)
    let means = gaussians.map { $0.mean.map { Float($0) } }
    let whitenings = gaussians.map { $0.whitening.map { Float($0) } }
    var off = [Lanes](repeating: zero, count: columns * Self.groups)
    var weighted = off
    var logs = [Lanes](repeating: zero, count: gaussians.count * Self.groups)
    var counts = [Lanes](repeating: zero, count: gaussians.count)
    var offsets = [Lanes](repeating: zero, count: self.offsets.count)
    var products = [Lanes](repeating: zero, count: self.products.count)
    for block in blocks {
      for number in gaussians.indices {
        Self.subtract(means[number], from: rows.lanes, block, into: &off)
        Self.distances(off, whitenings[number], columns, into: &logs, at: number * Self.groups)
        let peak = Lanes(repeating: Float(gaussians[number].logPeak))
        for group in number * Self.groups..<(number + 1) * Self.groups {
          logs[group] = peak - logs[group] * 0.5
        }
      }
      logLikelihood += Self.respond(&logs, gaussians.count, rows.used(in: block))
      var (offset, product) = (0, 0)
      for number in gaussians.indices {
        Self.subtract(means[number], from: rows.lanes, block, into: &off)
        for group in 0..<Self.groups {
          let share = logs[number &* Self.groups &+ group]
          counts[number] += share
          for column in 0..<columns {
            let place = column &* Self.groups &+ group
            weighted[place] = off[place] * share
            offsets[offset &+ column] += weighted[place]
          }
        }
        let isDiagonal = whitenings[number].count == columns
        Self.multiply(weighted, off, columns, isDiagonal, into: &products, at: product)
        offset += columns
        product += whitenings[number].count
      }
    }
    self.counts = counts.map(Self.total)
    self.offsets = offsets.map(Self.total)
    self.products = products.map(Self.total)
  }

  private static func subtract(
    _ mean: [Float], from lanes: [Lanes], _ block: Int, into off: inout [Lanes]
  ) {
    let first = block &* mean.count &* groups
    for column in mean.indices {
      let centre = Lanes(repeating: mean[column])
      for place in column &* groups..<(column &+ 1) &* groups {
        off[place] = lanes[first &+ place] - centre
      }
    }
  }

  /// Squared Mahalanobis distances of the rows of a block.
  private static func distances(
    _ off: [Lanes], _ whitening: [Float], _ columns: Int, into squares: inout [Lanes], at: Int
  ) {
    let isDiagonal = whitening.count == columns
    for group in 0..<groups {
      var total = Lanes(repeating: 0)
      var next = 0
      for i in 0..<columns {
        var sum = Lanes(repeating: 0)
        for j in (isDiagonal ? i : 0)...i {
          sum += off[j &* groups &+ group] * whitening[next]
          next &+= 1
        }
        total += sum * sum
      }
      squares[at &+ group] = total
    }
  }

  /// Turns logarithms of density into responsibilities, 0 for rows past the first `used`; returns
  /// the sum of ln p(row) of those.
  private static func respond(_ logs: inout [Lanes], _ count: Int, _ used: Int) -> Double {
    var logLikelihood = 0.0
    for group in 0..<groups {
      var top = logs[group]
      for number in 1..<max(1, count) {
        top = pointwiseMax(top, logs[number &* groups &+ group])
      }
      var sum = Lanes(repeating: 0)
      for number in 0..<count {
        let place = number &* groups &+ group
        var share = logs[place] - top
        for lane in 0..<16 { share[lane] = exp(share[lane]) }
        logs[place] = share
        sum += share
      }
      var isRow = Lanes(repeating: 0)
      for lane in 0..<16 where group &* 16 &+ lane < used {
        logLikelihood += Double(top[lane]) + log(Double(sum[lane]))
        isRow[lane] = 1
      }
      for number in 0..<count { logs[number &* groups &+ group] *= isRow / sum }
    }
    return logLikelihood
  }

  private static func multiply(
    _ weighted: [Lanes], _ off: [Lanes], _ columns: Int, _ isDiagonal: Bool,
    into products: inout [Lanes], at: Int
  ) {
    var next = at
    for i in 0..<columns {
      for j in (isDiagonal ? i : 0)...i {
        var sum = products[next]
        for group in 0..<groups {
          sum += weighted[i &* groups &+ group] * off[j &* groups &+ group]
        }
        products[next] = sum
        next &+= 1
      }
    }
  }

  private static func total(_ lanes: Lanes) -> Double {
    var sum = 0.0
    for lane in 0..<16 { sum += Double(lanes[lane]) }
    return sum
  }
}
