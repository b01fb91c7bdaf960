// SPDX-License-Identifier: Apache-2.0

import Flows

/// Numbers keys of up to 128 bits in order of first appearance.
///
/// One hash table serves addresses, edges, host-services and cells of the subnet matrix: whatever
/// is kept about them lies in plain columns indexed by the number.
struct KeyNumbers: Sendable {
  private(set) var keys: [Key] = []
  /// Number + 1 by hash, open addressing, 0 being free; a power of two long.
  private var slots = [Int32](repeating: 0, count: 256)

  struct Key: Hashable {
    let high: UInt64
    let low: UInt64

    /// The key of a host's service.
    init(_ host: Int32, _ service: Service) { self.init(host, 0, service) }

    init(_ source: Int32, _ target: Int32, _ service: Service) {
      high = UInt64(UInt32(bitPattern: source)) << 32 | UInt64(UInt32(bitPattern: target))
      low = service.bits
    }

    init(_ pair: (Int32, Int32)) {
      high = UInt64(UInt32(bitPattern: pair.0)) << 32 | UInt64(UInt32(bitPattern: pair.1))
      low = 0
    }

    init(_ address: IPAddress) {
      high = address.high
      low = address.low
    }

    var address: IPAddress { IPAddress(high: high, low: low) }
    var pair: (Int32, Int32) {
      (Int32(bitPattern: UInt32(high >> 32)), Int32(truncatingIfNeeded: high))
    }
    var service: Service { Service(bits: low) }
  }

  var count: Int { keys.count }

  /// The number of `key`, a new one if it has none yet.
  mutating func number(of key: Key) -> Int {
    var slot = hash(key)
    while slots[slot] != 0 {
      let known = Int(slots[slot]) - 1
      if keys[known] == key { return known }
      slot = (slot + 1) & (slots.count - 1)
    }
    keys.append(key)
    slots[slot] = Int32(keys.count)
    if keys.count * 2 > slots.count { grow() }
    return keys.count - 1
  }

  /// The number of `key`; nil if it has none.
  func index(of key: Key) -> Int? {
    var slot = hash(key)
    while slots[slot] != 0 {
      let known = Int(slots[slot]) - 1
      if keys[known] == key { return known }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// As ``number(of:)``, for keys of a stranger's choice: nil once the table would have had to
  /// look at more slots than `steps`, which goes down by those it looked at.
  mutating func number(of key: Key, steps: inout Int) -> Int? {
    var slot = hash(key)
    while slots[slot] != 0 {
      let known = Int(slots[slot]) - 1
      if keys[known] == key { return known }
      slot = (slot + 1) & (slots.count - 1)
      steps -= 1
      guard steps > 0 else { return nil }
    }
    keys.append(key)
    slots[slot] = Int32(keys.count)
    if keys.count * 2 > slots.count {
      grow(&steps)
      guard steps > 0 else { return nil }
    }
    return keys.count - 1
  }

  private mutating func grow() {
    var steps = Int.max
    grow(&steps)
  }

  /// Leaves the table of no use once `steps` are spent.
  private mutating func grow(_ steps: inout Int) {
    slots = [Int32](repeating: 0, count: slots.count * 2)
    for (number, key) in keys.enumerated() {
      var slot = hash(key)
      while slots[slot] != 0 {
        slot = (slot + 1) & (slots.count - 1)
        steps -= 1
        guard steps > 0 else { return }
      }
      slots[slot] = Int32(number + 1)
    }
  }

  private func hash(_ key: Key) -> Int {
    var x = key.high &* 0x9e37_79b9_7f4a_7c15 ^ key.low
    x = (x ^ x >> 32) &* 0xd6e8_feb8_6659_fd93
    x = (x ^ x >> 29) &* 0x9e37_79b9_7f4a_7c15
    return Int(truncatingIfNeeded: x >> 33) & (slots.count - 1)
  }
}

/// A count per key.
struct KeyCounts: Sendable {
  private(set) var numbers = KeyNumbers()
  private(set) var counts: [Int32] = []

  /// How many keys have been counted.
  var count: Int { counts.count }

  mutating func add(_ key: KeyNumbers.Key) {
    let number = numbers.number(of: key)
    if number == counts.count { counts.append(1) } else { counts[number] += 1 }
  }

  /// As ``add(_:)``, for keys of a stranger's choice; whether `steps` sufficed.
  mutating func add(_ key: KeyNumbers.Key, steps: inout Int) -> Bool {
    guard let number = numbers.number(of: key, steps: &steps) else { return false }
    if number == counts.count { counts.append(1) } else { counts[number] += 1 }
    return true
  }

  /// How often `key` was counted.
  func count(of key: KeyNumbers.Key) -> Int {
    numbers.index(of: key).map { Int(counts[$0]) } ?? 0
  }
}

extension Service {
  /// Protocol and port in one number that orders as services do.
  var bits: UInt64 { UInt64(transport.rawValue) << 16 | UInt64(port) }

  init(bits: UInt64) {
    self.init(
      TransportProtocol(rawValue: UInt8(bits >> 16 & 0xff)), UInt16(bits & 0xffff))
  }
}
