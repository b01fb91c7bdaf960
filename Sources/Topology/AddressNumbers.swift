// SPDX-License-Identifier: Apache-2.0

import Flows

/// Numbers addresses in order of first appearance.
struct AddressNumbers: Sendable {
  private(set) var addresses: [IPAddress] = []
  /// Number + 1 by hash, open addressing, 0 being free; a power of two long.
  private var slots = [Int32](repeating: 0, count: 256)

  /// The number of `address`, a new one if it has none yet.
  mutating func number(of address: IPAddress) -> Int32 {
    var slot = hash(address)
    while slots[slot] != 0 {
      let known = slots[slot] - 1
      if addresses[Int(known)] == address { return known }
      slot = (slot + 1) & (slots.count - 1)
    }
    addresses.append(address)
    slots[slot] = Int32(addresses.count)
    if addresses.count * 2 > slots.count { grow() }
    return Int32(addresses.count - 1)
  }

  private mutating func grow() {
    slots = [Int32](repeating: 0, count: slots.count * 2)
    for (number, address) in addresses.enumerated() {
      var slot = hash(address)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number + 1)
    }
  }

  private func hash(_ address: IPAddress) -> Int {
    var x = address.high &* 0x9e37_79b9_7f4a_7c15 ^ address.low
    x = (x ^ x >> 32) &* 0xd6e8_feb8_6659_fd93
    x = (x ^ x >> 29) &* 0x9e37_79b9_7f4a_7c15
    return Int(truncatingIfNeeded: x >> 33) & (slots.count - 1)
  }
}
