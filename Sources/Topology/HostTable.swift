// SPDX-License-Identifier: Apache-2.0

public import Flows

/// The hosts of an edge table; a host's number is its place in address order.
///
/// Numbers follow addresses, so the order in which flows arrive changes nothing. They live as
/// long as the table: what outlives it is keyed by address.
public struct HostTable: Sendable, Equatable {
  /// Addresses, ascending, each once; ``Flows/IPAddress/internet``, if it occurs, comes first.
  public let addresses: [IPAddress]

  /// The table of these addresses, in any order, repeats allowed.
  public init(_ addresses: some Sequence<IPAddress>) {
    self.addresses = Set(addresses).sorted()
  }

  /// How many hosts there are, the Internet node included.
  public var count: Int { addresses.count }

  /// The number of `address`; nil if it is not in the table.
  ///
  /// - Complexity: O(log *V*).
  public func index(of address: IPAddress) -> Int? {
    var low = 0
    var high = addresses.count
    while low < high {
      let middle = (low + high) / 2
      if addresses[middle] < address { low = middle + 1 } else { high = middle }
    }
    return low < addresses.count && addresses[low] == address ? low : nil
  }
}
