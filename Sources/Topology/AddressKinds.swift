// SPDX-License-Identifier: Apache-2.0

import Flows

/// What an address is to an ``EdgeScope``.
struct AddressKinds: OptionSet {
  let rawValue: UInt8
  /// Multicast or limited broadcast.
  static let group = AddressKinds(rawValue: 1)
  /// Unspecified or loopback, so no host on a network.
  static let noHost = AddressKinds(rawValue: 2)
  /// One of ours.
  static let inside = AddressKinds(rawValue: 4)
  /// The broadcast address of its subnet.
  static let broadcast = AddressKinds(rawValue: 8)
}

/// What is known of the addresses seen last, so that it is not worked out for every flow anew.
///
/// An address has one place, whatever was there gives way: memory hardly grows, and nothing but
/// time depends on what is remembered.
struct AddressCache: Sendable {
  /// What is known of an address.
  struct Entry: Sendable {
    var address: IPAddress
    var kinds: AddressKinds
    /// Its node's number; -1 if it has none yet.
    var node: Int32
  }

  /// How many addresses are remembered at first, and at most; powers of two.
  private static let sizes = 256...16_384
  private var entries = [Entry](repeating: free, count: sizes.lowerBound)
  private var misses = 0

  /// Holds an address of which what it says is true.
  private static let free = Entry(
    address: IPAddress(high: .max, low: .max), kinds: .group, node: -1)

  /// What is known of `address` in `scope`.
  mutating func entry(of address: IPAddress, in scope: EdgeScope) -> Entry {
    let place = place(of: address)
    if entries[place].address == address { return entries[place] }
    misses += 1
    let entry = Entry(address: address, kinds: scope.kinds(of: address), node: -1)
    entries[place] = entry
    if misses > entries.count, entries.count < Self.sizes.upperBound {
      entries = [Entry](repeating: Self.free, count: entries.count * 4)
      misses = 0
    }
    return entry
  }

  /// Remembers the number of an address's node, if the address is still in its place.
  mutating func note(node: Int32, of address: IPAddress) {
    let place = place(of: address)
    if entries[place].address == address { entries[place].node = node }
  }

  private func place(of address: IPAddress) -> Int {
    let mixed = (address.high &* 0x9e37_79b9_7f4a_7c15 ^ address.low) &* 0xd6e8_feb8_6659_fd93
    return Int(truncatingIfNeeded: mixed >> 40) & (entries.count - 1)
  }
}
