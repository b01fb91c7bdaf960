// SPDX-License-Identifier: Apache-2.0

/// Where in the bytes each value of the record at hand lies; made once and used for every record.
struct FieldRanges {
  /// At least one more than the largest slot; a slot is a ``FlowField``'s number.
  static let capacity = 32

  /// Start in the upper half, end in the lower; absent values end before they start.
  private var ranges = InlineArray<32, UInt64>(repeating: absent)
  private var ranks = InlineArray<32, UInt8>(repeating: .max)

  private static let absent: UInt64 = 0xffff_ffff_0000_0000

  /// Forgets every value.
  mutating func clear() {
    for slot in 0..<Self.capacity {
      ranges[slot] = Self.absent
      ranks[slot] = .max
    }
  }

  /// Where the value of `slot` lies, nil if the record has none.
  subscript(slot: Int) -> Range<Int>? {
    let packed = ranges[slot]
    let (start, end) = (Int(packed >> 32), Int(packed & 0xffff_ffff))
    return start <= end ? start..<end : nil
  }

  /// Where `field` lies, nil if the record has none.
  subscript(field: FlowField) -> Range<Int>? { self[field.rawValue] }

  /// Notes a value, whatever was noted before.
  mutating func set(_ slot: Int, _ start: Int, _ end: Int) {
    ranges[slot] = UInt64(truncatingIfNeeded: start) << 32 | UInt64(truncatingIfNeeded: end)
  }

  /// Notes a value unless one under a better or the same name was noted before.
  mutating func offer(_ slot: Int, rank: UInt8, _ start: Int, _ end: Int) {
    guard rank < ranks[slot] else { return }
    ranks[slot] = rank
    set(slot, start, end)
  }
}
