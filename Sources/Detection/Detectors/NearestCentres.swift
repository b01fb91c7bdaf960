// SPDX-License-Identifier: Apache-2.0

import Flows

/// Finds for many rows which of few centres is nearest; eight centres are compared at once.
struct NearestCentres: Sendable {
  private let centres: Rows
  /// Column by column, the centres of each group of eight.
  private let lanes: [SIMD8<Float>]
  /// Half the squared length of each centre, infinite past the last.
  private let halves: [SIMD8<Float>]

  init(_ centres: Rows) {
    self.centres = centres
    let groups = (centres.count + 7) / 8
    var lanes = [SIMD8<Float>](repeating: .zero, count: groups * centres.columns)
    var halves = [SIMD8<Float>](repeating: .init(repeating: .infinity), count: groups)
    for centre in 0..<centres.count {
      var half: Float = 0
      for column in 0..<centres.columns {
        let value = centres.values[centre * centres.columns + column]
        lanes[centre / 8 * centres.columns + column][centre % 8] = value
        half += value * value / 2
      }
      halves[centre / 8][centre % 8] = half
    }
    self.lanes = lanes
    self.halves = halves
  }

  /// What a round needs to know of the rows nearest to each centre.
  struct Sums: Sendable {
    var totals: [Double]
    var counts: [Int]
    var inertia = 0.0
    /// The row farthest from its centre, and the squared distance.
    var farthest = (row: 0, distance: -1.0)

    /// The mean of each centre's rows; one without rows takes the farthest row's place.
    func means(_ rows: Rows, else centres: Rows) -> Rows {
      var values = centres.values
      var isTaken = false
      for centre in counts.indices {
        let first = centre * rows.columns
        if counts[centre] > 0 {
          for column in first..<first + rows.columns {
            values[column] = Float(totals[column] / Double(counts[centre]))
          }
        } else if !isTaken, farthest.distance > 0 {
          values.replaceSubrange(first..<first + rows.columns, with: rows[farthest.row])
          isTaken = true
        }
      }
      return Rows(values: values, columns: rows.columns)
    }
  }

  func sums(of rows: Rows, threads: Int) async -> Sums {
    let size = 8192
    let pieces = await Parallel.map(rows.pieces(of: size), threads: threads) { piece in
      sums(of: rows, in: rows.piece(piece, of: size))
    }
    var all = Sums(
      totals: [Double](repeating: 0, count: centres.values.count),
      counts: [Int](repeating: 0, count: centres.count))
    for piece in pieces {
      for place in all.totals.indices { all.totals[place] += piece.totals[place] }
      for centre in all.counts.indices { all.counts[centre] += piece.counts[centre] }
      all.inertia += piece.inertia
      if piece.farthest.distance > all.farthest.distance { all.farthest = piece.farthest }
    }
    return all
  }

  private func sums(of rows: Rows, in range: Range<Int>) -> Sums {
    let (values, columns) = (rows.values, rows.columns)
    var totals = [Float](repeating: 0, count: centres.values.count)
    var sums = Sums(totals: [], counts: [Int](repeating: 0, count: centres.count))
    for row in range {
      let first = row &* columns
      let centre = nearest(values, first)
      let own = centre &* columns
      var distance: Float = 0
      for column in 0..<columns {
        let value = values[first &+ column]
        let off = value - centres.values[own &+ column]
        distance += off * off
        totals[own &+ column] += value
      }
      sums.counts[centre] &+= 1
      sums.inertia += Double(distance)
      if Double(distance) > sums.farthest.distance { sums.farthest = (row, Double(distance)) }
    }
    sums.totals = totals.map(Double.init)
    return sums
  }

  /// The nearest centre, the first of equals, to the row that starts at `first`.
  func nearest(_ values: [Float], _ first: Int) -> Int {
    let columns = centres.columns
    var (best, least) = (0, Float.infinity)
    for group in halves.indices {
      var apart = halves[group]
      let offset = group &* columns
      for column in 0..<columns {
        apart -= lanes[offset &+ column] * SIMD8(repeating: values[first &+ column])
      }
      for lane in 0..<8 where apart[lane] < least {
        least = apart[lane]
        best = group &* 8 &+ lane
      }
    }
    return best
  }
}
