// SPDX-License-Identifier: Apache-2.0

/// The keys of the record before, in order, and what each led to: a program that writes a log
/// mostly writes the same keys in the same order.
struct KeyMemory {
  private struct Known {
    var first: UInt64 = 0
    var last: UInt64 = 0
    var count = -1
    var object: Int16 = -1
    var step = NameTree.Step.nowhere
  }

  /// Longer keys are looked up each time.
  private static let longest = 16
  private static let size = 64
  private var known = [Known](repeating: Known(), count: size)

  /// What the key in `range`, the `number`th of its record, leads to from `object` in `tree`.
  @inline(__always)
  mutating func step(
    _ number: Int, from object: Int16, in tree: NameTree, _ bytes: Span<UInt8>,
    _ range: Range<Int>
  ) -> NameTree.Step {
    let count = range.count
    guard count > 0, count <= Self.longest else { return tree.step(from: object, bytes, range) }
    var first = RawBytes.eight(of: bytes, from: range.lowerBound)
    var last: UInt64 = 0
    if count < 8 {
      first &= 1 &<< UInt64(truncatingIfNeeded: 8 &* count) &- 1
    } else {
      last = RawBytes.eight(of: bytes, from: range.upperBound &- 8)
    }
    let place = number & (Self.size &- 1)
    if known[place].first == first, known[place].last == last, known[place].count == count,
      known[place].object == object
    {
      return known[place].step
    }
    let step = tree.step(from: object, bytes, range)
    known[place] = Known(first: first, last: last, count: count, object: object, step: step)
    return step
  }
}
