// SPDX-License-Identifier: Apache-2.0

/// Where in the bytes each value of the record at hand lies; made once and used for every record.
struct FieldRanges {
  /// At least one more than the largest slot; a slot is a ``FlowField``'s number.
  static let capacity = 32

  /// A bit for each slot that has a value.
  private var noted: UInt32 = 0
  // Arrays, because looking one value up in an inline array copies all of them.
  /// Start in the upper half, end in the lower.
  private var ranges = [UInt64](repeating: 0, count: capacity)
  private var ranks = [UInt8](repeating: 0, count: capacity)

  /// Forgets every value.
  mutating func clear() { noted = 0 }

  /// Where the value of `slot` lies, nil if the record has none.
  @inline(__always)
  subscript(slot: Int) -> Range<Int>? {
    guard noted &>> UInt32(truncatingIfNeeded: slot) & 1 == 1 else { return nil }
    let packed = ranges[slot]
    return Int(packed >> 32)..<Int(packed & 0xffff_ffff)
  }

  /// Where `field` lies, nil if the record has none.
  @inline(__always)
  subscript(field: FlowField) -> Range<Int>? { self[field.rawValue] }

  /// Notes a value, whatever was noted before.
  @inline(__always)
  mutating func set(_ slot: Int, _ start: Int, _ end: Int) {
    ranges[slot] = UInt64(truncatingIfNeeded: start) << 32 | UInt64(truncatingIfNeeded: end)
    noted |= 1 &<< UInt32(truncatingIfNeeded: slot)
  }

  /// Notes a value unless one under a better or the same name was noted before.
  @inline(__always)
  mutating func offer(_ slot: Int, rank: UInt8, _ start: Int, _ end: Int) {
    guard noted &>> UInt32(truncatingIfNeeded: slot) & 1 == 0 || rank < ranks[slot] else { return }
    ranks[slot] = rank
    set(slot, start, end)
  }
}
