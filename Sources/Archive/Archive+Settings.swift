// SPDX-License-Identifier: Apache-2.0

public import Detection
public import Flows
internal import GRDB
public import Topology

/// What is fixed when an archive is made: its windows are cut and its edges counted by it.
public struct ArchiveSettings: Hashable, Sendable {
  /// Length of a window in hours, 1...744.
  public var windowHours: Int
  /// Which addresses are ours, ascending, each block once.
  public var internalBlocks: [Subnet]
  /// The blocks of the subnets file, ascending; names and zones may change.
  public var subnetBlocks: [Subnet]

  /// The settings with these values.
  public init(windowHours: Int, internalScope: InternalScope, subnets: SubnetMap) {
    self.windowHours = windowHours
    internalBlocks = Set(internalScope.blocks).sorted()
    subnetBlocks = subnets.blocks
  }

  /// Length of a window in microseconds.
  public var windowLength: Int64 { Int64(windowHours) * EdgeTable.tickLength }

  /// The window that starts then.
  public func window(_ start: Timestamp) -> TimeRange {
    TimeRange(start, start.advanced(byMicroseconds: windowLength))
  }

  /// - Throws: ``ArchiveError/otherSettings(_:archive:given:advice:)`` naming the first difference.
  public func check(_ given: ArchiveSettings) throws(ArchiveError) {
    if windowHours != given.windowHours {
      throw .otherSettings(
        "windows", archive: "\(windowHours)h", given: "\(given.windowHours)h",
        advice: "give --window \(windowHours)h, or make another archive with --db")
    }
    if internalBlocks != given.internalBlocks {
      throw .otherSettings(
        "internal networks", archive: Self.list(internalBlocks),
        given: Self.list(given.internalBlocks),
        advice: "give the same --internal or none, or make another archive with --db")
    }
    if subnetBlocks != given.subnetBlocks {
      let difference = Set(subnetBlocks).symmetricDifference(given.subnetBlocks).sorted()
      throw .otherSettings(
        "subnets", archive: "\(subnetBlocks.count)",
        given: "\(given.subnetBlocks.count), differing in \(Self.list(difference))",
        advice: "give the same --subnets or none, or make another archive with --db")
    }
  }

  static func list(_ blocks: [Subnet]) -> String {
    let shown = blocks.prefix(8).map(\.description).joined(separator: ",")
    return blocks.count > 8 ? "\(shown) and \(blocks.count - 8) more" : shown
  }
}

/// What is known of the network besides flows; the latest that was given counts.
public struct ArchiveContext: Sendable {
  /// Names and zones of subnets.
  public var subnets: SubnetMap
  /// Names and roles of hosts.
  public var assets: AssetTable
  /// Zones into which every crossing is an alert.
  public var protectedZones: Set<String>
}

extension Archive {
  /// The settings it was made with; nil before the first flows.
  public func settings() throws -> ArchiveSettings? { try read(Self.settings) }

  /// What is known of the network.
  public func context() throws -> ArchiveContext { try read { try Self.context($0) } }

  /// What is known of the network, but of hosts only these: there may be many assets.
  public func context(of hosts: Set<IPAddress>) throws -> ArchiveContext {
    try read { try Self.context($0, of: hosts) }
  }

  static func settings(_ database: Database) throws -> ArchiveSettings? {
    guard let hours = try setting("window_hours", database).flatMap({ Int($0) }) else { return nil }
    let blocks = try setting("internal", database) ?? ""
    return ArchiveSettings(
      windowHours: hours,
      internalScope: InternalScope(blocks.split(separator: ",").compactMap { Subnet(String($0)) }),
      subnets: try context(database).subnets)
  }

  static func context(
    _ database: Database, of hosts: Set<IPAddress>? = nil
  ) throws -> ArchiveContext {
    let subnets = try Row.fetchAll(database, sql: "SELECT * FROM subnet ORDER BY block")
      .compactMap { row -> NamedSubnet? in
        Subnet(row["block"] as String).map {
          NamedSubnet(block: $0, name: row["name"], zone: row["zone"], vlan: row["vlan"])
        }
      }
    let addresses = hosts?.map(\.description).sorted()
    let clause =
      addresses.map { list in
        " WHERE address IN (\(list.map { _ in "?" }.joined(separator: ",")))"
      } ?? ""
    let assets = try Row.fetchAll(
      database, sql: "SELECT * FROM asset\(clause) ORDER BY id",
      arguments: StatementArguments(addresses ?? [])
    )
    .compactMap { row -> AssetTable.Asset? in
      IPAddress(row["address"] as String).map {
        AssetTable.Asset(
          address: $0, name: row["name"],
          role: (row["role"] as String?).flatMap(Role.init(rawValue:)),
          from: (row["starts"] as Int64?).map(Timestamp.init(microseconds:)),
          to: (row["ends"] as Int64?).map(Timestamp.init(microseconds:)))
      }
    }
    let zones = try setting("protected_zones", database) ?? ""
    return ArchiveContext(
      subnets: SubnetMap(subnets), assets: AssetTable(assets),
      protectedZones: Set(zones.split(separator: "\n").map(String.init)))
  }

  static func setting(_ name: String, _ database: Database) throws -> String? {
    try String.fetchOne(
      database, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name])
  }

  static func set(_ name: String, _ value: String, _ database: Database) throws {
    try database.execute(
      sql:
        "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      arguments: [name, value])
  }

  /// Fixes the settings, or checks that they are the same; keeps what is known of the network.
  static func settle(
    _ settings: ArchiveSettings, _ knowledge: ArchiveKnowledge, _ database: Database
  ) throws {
    if let known = try Self.settings(database) {
      try known.check(settings)
    } else {
      try set("window_hours", "\(settings.windowHours)", database)
      try set(
        "internal", settings.internalBlocks.map(\.description).joined(separator: ","), database)
    }
    if let subnets = knowledge.subnets {
      try database.execute(sql: "DELETE FROM subnet")
      for subnet in subnets {
        try database.execute(
          sql: "INSERT OR REPLACE INTO subnet VALUES (?, ?, ?, ?)",
          arguments: [subnet.block.description, subnet.name, subnet.zone, subnet.vlan])
      }
    }
    if let assets = knowledge.assets {
      try database.execute(sql: "DELETE FROM asset")
      for asset in assets {
        try database.execute(
          sql: "INSERT INTO asset (address, name, role, starts, ends) VALUES (?, ?, ?, ?, ?)",
          arguments: [
            asset.address.description, asset.name, asset.role?.rawValue, asset.from?.microseconds,
            asset.to?.microseconds,
          ])
      }
    }
    if let zones = knowledge.protectedZones {
      try set("protected_zones", zones.sorted().joined(separator: "\n"), database)
    }
  }
}

/// What was said of the network this time; nil keeps what is known.
public struct ArchiveKnowledge: Sendable {
  /// The lines of a subnets file.
  public var subnets: [NamedSubnet]?
  /// The lines of an assets file.
  public var assets: [AssetTable.Asset]?
  /// Zones to protect.
  public var protectedZones: Set<String>?

  /// What was said.
  public init(
    subnets: [NamedSubnet]? = nil, assets: [AssetTable.Asset]? = nil,
    protectedZones: Set<String>? = nil
  ) {
    self.subnets = subnets
    self.assets = assets
    self.protectedZones = protectedZones
  }
}
