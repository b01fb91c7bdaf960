// SPDX-License-Identifier: Apache-2.0

extension KeyNumbers {
  /// How many slots a table of so many keys may be searched for while it is filled: far more
  /// than chance ever needs, far fewer than keys chosen to collide.
  static func steps(for count: Int) -> Int { 64 * (count + 1024) }
}

/// Numbers keys as they are read, each of which must be new.
struct KeyRestorer {
  private(set) var numbers = KeyNumbers()
  private var steps: Int

  /// For `count` keys.
  init(count: Int) { steps = KeyNumbers.steps(for: count) }

  /// Gives the next key its number; `what` names it in the error, `offset` is where it was.
  mutating func append(
    _ key: KeyNumbers.Key, _ what: String, at offset: Int
  ) throws(StorageError) {
    let number = numbers.count
    guard numbers.number(of: key, steps: &steps) == number else {
      throw .invalid(what, offset: offset)
    }
  }
}
