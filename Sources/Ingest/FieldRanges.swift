// SPDX-License-Identifier: Apache-2.0

/// Where in the bytes each value of the record at hand lies; made once and used for every record.
struct FieldRanges {
  /// At least one more than the largest slot; a slot is a ``FlowField``'s number.
  static let capacity = 24

  private var starts = InlineArray<24, Int32>(repeating: 0)
  private var ends = InlineArray<24, Int32>(repeating: -1)
  private var ranks = InlineArray<24, UInt8>(repeating: .max)

  /// Forgets every value.
  mutating func clear() {
    for slot in 0..<Self.capacity {
      ends[slot] = -1
      ranks[slot] = .max
    }
  }

  /// Where the value of `slot` lies, nil if the record has none.
  subscript(slot: Int) -> Range<Int>? {
    ends[slot] < starts[slot] ? nil : Int(starts[slot])..<Int(ends[slot])
  }

  /// Where `field` lies, nil if the record has none.
  subscript(field: FlowField) -> Range<Int>? { self[field.rawValue] }

  /// Notes a value, whatever was noted before.
  mutating func set(_ slot: Int, _ start: Int, _ end: Int) {
    starts[slot] = Int32(truncatingIfNeeded: start)
    ends[slot] = Int32(truncatingIfNeeded: end)
  }

  /// Notes a value unless one under a better or the same name was noted before.
  mutating func offer(_ slot: Int, rank: UInt8, _ start: Int, _ end: Int) {
    guard rank < ranks[slot] else { return }
    ranks[slot] = rank
    set(slot, start, end)
  }
}
