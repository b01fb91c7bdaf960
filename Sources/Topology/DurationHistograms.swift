// SPDX-License-Identifier: Apache-2.0

/// For each edge, how many of its flows lasted how long, by power of two of microseconds.
///
/// Most edges have flows of one or two magnitudes, so only counts above zero are kept.
/// Bucket 0 is less than a microsecond; bucket *b* is 2^(*b*−1) ..< 2^*b* microseconds.
public struct DurationHistograms: Sendable, Equatable {
  /// Start of each row in the two columns; one longer than the number of rows.
  public private(set) var offsets: [Int32] = [0]
  /// Buckets, ascending inside a row.
  public private(set) var buckets: [UInt8] = []
  /// Flows in each bucket, above 0.
  public private(set) var counts = Column(.one)

  /// The bucket of a duration in microseconds.
  public static func bucket(_ microseconds: Int64) -> UInt8 {
    UInt8(64 - max(0, microseconds).leadingZeroBitCount)
  }

  /// The (bucket, count) pairs of a row.
  public func row(_ row: Int) -> [(bucket: UInt8, count: Int64)] {
    (Int(offsets[row])..<Int(offsets[row + 1])).map { (buckets[$0], counts[$0]) }
  }

  /// The histograms of these rows.
  subscript(rows: Range<Int>) -> DurationHistograms {
    let first = offsets[rows.lowerBound]
    let places = Int(first)..<Int(offsets[rows.upperBound])
    var part = DurationHistograms()
    part.offsets = offsets[rows.lowerBound...rows.upperBound].map { $0 - first }
    part.buckets = Array(buckets[places])
    part.counts = counts.part(places)
    return part
  }

  mutating func append(rowOf other: DurationHistograms, _ row: Int) {
    for place in Int(other.offsets[row])..<Int(other.offsets[row + 1]) {
      buckets.append(other.buckets[place])
      counts.append(other.counts[place])
    }
    offsets.append(Int32(buckets.count))
  }

  /// Makes room for `count` rows.
  mutating func reserveCapacity(_ count: Int) {
    offsets.reserveCapacity(count + 1)
    buckets.reserveCapacity(count)
    counts.reserveCapacity(count)
  }

  mutating func appendRow(_ pairs: [(bucket: UInt8, count: Int64)]) {
    for (bucket, count) in pairs {
      buckets.append(bucket)
      counts.append(count)
    }
    offsets.append(Int32(buckets.count))
  }

  /// Adds a row of `other` to the last row.
  mutating func addToLast(rowOf other: DurationHistograms, _ row: Int) {
    var magnitudes = Magnitudes()
    magnitudes.add(self, row: offsets.count - 2)
    magnitudes.add(other, row: row)
    let start = Int(offsets[offsets.count - 2])
    buckets.removeLast(buckets.count - start)
    counts.removeLast(counts.count - start)
    offsets.removeLast()
    appendRow(magnitudes.pairs)
  }

  /// The median in seconds of a histogram given as counts per bucket; 0 for no flows.
  ///
  /// It is the geometric middle of a bucket, within a factor of √2 of the true median.
  public static func medianSeconds(_ counts: [Int64]) -> Double {
    let total = counts.reduce(0, +)
    guard total > 0 else { return 0 }
    var seen: Int64 = 0
    for (bucket, count) in counts.enumerated() {
      seen += count
      guard 2 * seen < total else {
        return bucket == 0 ? 0 : Double(UInt64(1) << UInt64(bucket - 1)) * 2.squareRoot() / 1e6
      }
    }
    return 0
  }
}

/// The histogram of several rows, by bucket.
struct Magnitudes {
  private(set) var pairs: [(bucket: UInt8, count: Int64)] = []

  mutating func removeAll() { pairs.removeAll(keepingCapacity: true) }

  mutating func add(_ histograms: DurationHistograms, row: Int) {
    for place in Int(histograms.offsets[row])..<Int(histograms.offsets[row + 1]) {
      add(histograms.buckets[place], histograms.counts[place])
    }
  }

  mutating func add(_ bucket: UInt8, _ count: Int64) {
    let place = pairs.firstIndex { $0.bucket >= bucket } ?? pairs.endIndex
    if place < pairs.endIndex, pairs[place].bucket == bucket {
      pairs[place].count = pairs[place].count.saturatingSum(count)
    } else {
      pairs.insert((bucket, count), at: place)
    }
  }
}
