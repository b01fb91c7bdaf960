// SPDX-License-Identifier: Apache-2.0

/// How much a live tunnel threatens: the sum of five shares, 0...5.
///
/// Source: Apruzzese et al., IEEE TETC 8, 2020, section 5, as T = N + R + Z + S + E.
public struct RelayPriority: Hashable, Sendable {
  /// What is known of one leg of a tunnel.
  public struct Leg: Hashable, Sendable {
    /// Whether its source never used this service of this target before.
    public var isNew: Bool
    /// Whether its source has looked around before: first contacts that were not answered.
    public var hasScouted: Bool
    /// Whether it leads from one zone into another.
    public var crossesZones: Bool
    /// Whether few hosts use its service.
    public var isUncommon: Bool
    /// The share of sessions on its service that carried fewer bytes, 0...1.
    public var byteRank: Double

    /// The leg of which this is known.
    public init(
      isNew: Bool, hasScouted: Bool, crossesZones: Bool, isUncommon: Bool, byteRank: Double
    ) {
      self.isNew = isNew
      self.hasScouted = hasScouted
      self.crossesZones = crossesZones
      self.isUncommon = isUncommon
      self.byteRank = byteRank
    }
  }

  /// N: the share of legs that are new.
  public let novelty: Double
  /// R: the share of legs whose source has looked around before.
  public let reconnaissance: Double
  /// Z: the share of legs that cross zones.
  public let zones: Double
  /// S: the share of legs on uncommon services.
  public let services: Double
  /// E: how far the bytes of the leg with most for its service exceed the middle, 0...1.
  public let bytes: Double

  /// T, 0...5.
  public var total: Double { novelty + reconnaissance + zones + services + bytes }

  /// The priority of a tunnel.
  ///
  /// - Precondition: At least one leg.
  public init(_ legs: [Leg]) {
    precondition(!legs.isEmpty, "a tunnel has legs")
    func share(_ isCounted: (Leg) -> Bool) -> Double {
      Double(legs.count(where: isCounted)) / Double(legs.count)
    }
    novelty = share(\.isNew)
    reconnaissance = share(\.hasScouted)
    zones = share(\.crossesZones)
    services = share(\.isUncommon)
    bytes = max(0, 2 * (legs.map(\.byteRank).max() ?? 0) - 1)
  }
}
