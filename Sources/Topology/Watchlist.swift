// SPDX-License-Identifier: Apache-2.0

public import Flows

/// Addresses and subnets somebody has warned of, found by address.
public struct Watchlist: Sendable {
  /// One of them.
  public struct Entry: Hashable, Sendable {
    /// The addresses warned of.
    public var block: Subnet
    /// The first moment the warning no longer holds; nil for ever.
    public var until: Timestamp?

    /// The entry with these values.
    public init(_ block: Subnet, until: Timestamp? = nil) {
      self.block = block
      self.until = until
    }
  }

  /// All entries, in the order given.
  public let entries: [Entry]
  private let byLength: [(length: Int, places: [Subnet: Int])]

  /// The list of these entries; of two for one block the first counts.
  public init(_ entries: [Entry] = []) {
    self.entries = entries
    let groups = Dictionary(grouping: entries.indices) { entries[$0].block.prefixLength }
    byLength = groups.keys.sorted(by: >).map { length in
      let places = (groups[length] ?? []).map { (entries[$0].block, $0) }
      return (length, Dictionary(places) { first, _ in first })
    }
  }

  /// The place of the narrowest entry that speaks of `address` and holds at `moment`.
  ///
  /// - Complexity: O(number of distinct prefix lengths in the list).
  public func place(of address: IPAddress, at moment: Timestamp) -> Int? {
    for (length, places) in byLength {
      let own = address.isV4 ? length - 96 : length
      guard own >= 0, let place = places[Subnet(around: address, prefixLength: own)],
        entries[place].until.map({ moment < $0 }) ?? true
      else { continue }
      return place
    }
    return nil
  }
}
