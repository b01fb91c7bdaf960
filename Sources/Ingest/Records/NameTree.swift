// SPDX-License-Identifier: Apache-2.0

/// The names wanted from JSON objects, as a tree: each step from an object to the value under a key
/// is one look-up by hash.
struct NameTree: Sendable {
  /// What a key leads to.
  struct Step: Sendable {
    /// The object under the key, if names go on there; -1 if not.
    var object: Int16 = -1
    /// The slot of the value under the key; -1 if it is not wanted.
    var slot: Int16 = -1
    /// The place of the name among the slot's names, the best first.
    var rank: UInt8 = 0

    /// Nothing wanted.
    static let nowhere = Step()
  }

  /// A wanted key.
  private struct Key: Sendable {
    /// The object the key is in.
    var parent: Int16
    /// The key, lower case.
    var text: [UInt8]
    var step = Step()
  }

  /// The outermost object.
  static let root: Int16 = 0

  private var keys: [Key] = []
  private var table: [Int16] = []
  private var objects: Int16 = 1

  /// A tree of names; a dotted name is both a path and a plain key with dots in it.
  init(_ names: [(name: String, slot: Int, rank: Int)]) {
    for wanted in names {
      let flat = Array(wanted.name.lowercased().utf8)
      add(flat, in: Self.root, slot: wanted.slot, rank: wanted.rank)
      let path = flat.split(separator: UInt8(ascii: ".")).map(Array.init)
      guard path.count > 1, let last = path.last else { continue }
      var object = Self.root
      for key in path.dropLast() { object = child(key, in: object) }
      add(last, in: object, slot: wanted.slot, rank: wanted.rank)
    }
    index()
  }

  /// A tree of every name under which `dialect` has a value.
  init(_ dialect: Dialect) {
    self.init(
      FlowField.allCases.flatMap { field in
        (dialect.columns[field] ?? []).enumerated().map { ($1, field.rawValue, $0) }
      })
  }

  private mutating func add(_ key: [UInt8], in object: Int16, slot: Int, rank: Int) {
    let number = self.number(of: key, in: object)
    guard keys[number].step.slot < 0 else { return }
    keys[number].step.slot = Int16(slot)
    keys[number].step.rank = UInt8(clamping: rank)
  }

  private mutating func child(_ key: [UInt8], in object: Int16) -> Int16 {
    let number = self.number(of: key, in: object)
    if keys[number].step.object < 0 {
      keys[number].step.object = objects
      objects += 1
    }
    return keys[number].step.object
  }

  private mutating func number(of key: [UInt8], in object: Int16) -> Int {
    if let known = keys.firstIndex(where: { $0.parent == object && $0.text == key }) {
      return known
    }
    keys.append(Key(parent: object, text: key))
    return keys.count - 1
  }

  private mutating func index() {
    var size = 64
    while size < keys.count * 4 { size *= 2 }
    table = [Int16](repeating: -1, count: size)
    for (number, key) in keys.enumerated() {
      var place = Self.hash(key.parent, key.text.span, 0..<key.text.count) & (size - 1)
      while table[place] >= 0 { place = (place + 1) & (size - 1) }
      table[place] = Int16(number)
    }
  }

  /// What the key in `range` leads to from `object`.
  func step(from object: Int16, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Step {
    let mask = table.count - 1
    var place = Self.hash(object, bytes, range) & mask
    while table[place] >= 0 {
      let number = Int(table[place])
      if keys[number].parent == object, matches(keys[number].text, bytes, range) {
        return keys[number].step
      }
      place = (place + 1) & mask
    }
    return .nowhere
  }

  private func matches(_ key: [UInt8], _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard key.count == range.count else { return false }
    for offset in 0..<key.count {
      let byte = bytes[range.lowerBound &+ offset]
      guard key[offset] == (byte &- 65 < 26 ? byte | 0x20 : byte) else { return false }
    }
    return true
  }

  private static func hash(_ object: Int16, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    var hash =
      UInt32(truncatingIfNeeded: object) &* 0x9e37_79b1 ^ UInt32(truncatingIfNeeded: range.count)
    for index in range.lowerBound..<min(range.upperBound, range.lowerBound + 24) {
      hash = (hash ^ UInt32(bytes[index] | 0x20)) &* 0x0100_0193
    }
    return Int(hash >> 7 ^ hash)
  }
}
