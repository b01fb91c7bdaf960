// SPDX-License-Identifier: Apache-2.0

public import Flows
public import Topology

/// What is known of hosts beyond their traffic: names and roles, with the time they hold.
public struct AssetTable: Sendable {
  /// One line of an assets file.
  public struct Asset: Hashable, Sendable {
    /// The address it speaks of.
    public var address: IPAddress
    /// The host's name; empty if not given.
    public var name: String
    /// The host's role; nil if not given.
    public var role: Role?
    /// The first moment it holds; nil for ever before.
    public var from: Timestamp?
    /// The first moment it no longer holds; nil for ever after.
    public var to: Timestamp?

    /// The line with these values.
    public init(
      address: IPAddress, name: String, role: Role?, from: Timestamp? = nil, to: Timestamp? = nil
    ) {
      self.address = address
      self.name = name
      self.role = role
      self.from = from
      self.to = to
    }
  }

  private let byAddress: [IPAddress: [Asset]]

  /// The table of these lines; of several that hold at a moment the last counts.
  public init(_ assets: [Asset] = []) {
    byAddress = Dictionary(grouping: assets, by: \.address)
  }

  /// Every line, by address; of one address in the order given.
  public var assets: [Asset] { byAddress.keys.sorted().flatMap { byAddress[$0] ?? [] } }

  /// What holds for `address` at `moment`; nil if nothing does.
  public func asset(_ address: IPAddress, at moment: Timestamp) -> Asset? {
    byAddress[address]?.last { asset in
      (asset.from.map { $0 <= moment } ?? true) && (asset.to.map { moment < $0 } ?? true)
    }
  }

  /// Every address that has had this name, by address.
  public func addresses(named name: String) -> [IPAddress] {
    byAddress.filter { $0.value.contains { $0.name == name } }.keys.sorted()
  }

  /// What is known of the hosts named, under their new addresses; of others nothing.
  func relabelled(_ names: [IPAddress: IPAddress]) -> AssetTable {
    AssetTable(
      names.keys.sorted().flatMap { host in
        (byAddress[host] ?? []).map { asset in
          var asset = asset
          asset.address = names[host] ?? host
          return asset
        }
      })
  }
}
