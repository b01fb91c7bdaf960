// SPDX-License-Identifier: Apache-2.0

public import Detection
import Flows
public import Topology

/// The host graph as two tables, for people who carry on in Gephi, Cytoscape, NetworkX, Neo4j or
/// BloodHound.
public struct GraphExport: Sendable {
  /// The file formats.
  public enum Format: String, CaseIterable, Sendable {
    /// Graphviz.
    case dot
    /// GraphML: NetworkX, yEd, Gephi, igraph.
    case graphml
    /// GEXF 1.3: Gephi.
    case gexf
    /// The JSON of Cytoscape and Cytoscape.js.
    case cytoscape
    /// OpenGraph JSON of BloodHound.
    case opengraph
    /// The links alone: Neo4j, spreadsheets.
    case csv
  }

  /// What one link stands for.
  public enum Grain: String, CaseIterable, Sendable {
    /// A source, a target and a service.
    case service
    /// A source and a target, with a list of services.
    case pair
  }

  /// One row per host; the first column is its id.
  let hosts: Table
  /// One row per link; the first two columns are ids of hosts.
  let links: Table

  /// The graph of a whole edge table.
  ///
  /// - Parameters:
  ///   - edges: Edges by tick.
  ///   - grain: What a link stands for.
  ///   - subnets: Which subnet each address belongs to.
  ///   - assets: Names and roles told; where it tells no role, the one recognised is given.
  /// - Complexity: O(*E* log *E*).
  public init(
    _ edges: EdgeTable, by grain: Grain, subnets: SubnetMap, assets: AssetTable
  ) {
    let merged = edges.mergingTicks()
    hosts = Self.hosts(edges, subnets, assets)
    links = grain == .service ? Self.services(merged, subnets) : Self.pairs(merged, subnets)
  }

  private static func hosts(
    _ edges: EdgeTable, _ subnets: SubnetMap, _ assets: AssetTable
  ) -> Table {
    var table = Table(columns: ["id", "name", "role", "subnet", "subnet_name", "zone", "vlan"])
    let roles = HostRoles(HostProfiles(days: edges, subnets: subnets))
    let moment = edges.lastFlow ?? Timestamp(microseconds: 0)
    for address in edges.hosts.addresses {
      guard address != .internet else {
        table.append(
          [.text(address.title), .text(address.title), .text(Role.internet.rawValue)]
            + Array(repeating: .text(""), count: 4))
        continue
      }
      let asset = assets.asset(address, at: moment)
      let subnet = subnets.subnet(of: address)
      let role = asset?.role ?? roles.recognition(of: address).role
      table.append([
        .text(address.description), .text(SafeText.clean(asset?.name ?? "")),
        .text(role.rawValue), .text(subnet.block.description),
        .text(SafeText.clean(subnet.name)), .text(SafeText.clean(subnet.zone)),
        .text(SafeText.clean(subnet.vlan)),
      ])
    }
    return table
  }

  private static let counts = [
    "flows", "failed_flows", "bytes_out", "bytes_in", "first_seen", "last_seen", "crosses_subnet",
  ]

  private static func counts(_ edge: Edge) -> [Table.Cell] {
    [
      .integer(edge.flows), .integer(edge.failedFlows), .integer(edge.bytesOut),
      .integer(edge.bytesIn), .time(edge.firstSeen), .time(edge.lastSeen),
      .boolean(edge.crossesSubnet),
    ]
  }

  private static func services(_ edges: EdgeTable, _ subnets: SubnetMap) -> Table {
    var table = Table(columns: ["source", "target", "service", "protocol", "dst_port"] + counts)
    for row in 0..<edges.count {
      let edge = edges.edge(row, isNew: nil, subnets: subnets)
      table.append(
        [
          .text(edge.source.title), .text(edge.target.title),
          .text(edge.service.description), .text(edge.service.transport.description),
          .integer(Int64(edge.service.port)),
        ] + counts(edge))
    }
    return table
  }

  private static func pairs(_ edges: EdgeTable, _ subnets: SubnetMap) -> Table {
    var table = Table(columns: ["source", "target", "services"] + counts)
    var row = 0
    while row < edges.count {
      var pair = edges.edge(row, isNew: nil, subnets: subnets)
      var services = [pair.service.description]
      row += 1
      while row < edges.count {
        let next = edges.edge(row, isNew: nil, subnets: subnets)
        guard next.source == pair.source, next.target == pair.target else { break }
        services.append(next.service.description)
        pair.add(next)
        row += 1
      }
      table.append(
        [
          .text(pair.source.title), .text(pair.target.title),
          .text(services.joined(separator: " ")),
        ] + counts(pair))
    }
    return table
  }

  /// The graph as a file in `format`, UTF-8.
  public func bytes(as format: Format) -> [UInt8] {
    switch format {
    case .dot: Array(dot().utf8)
    case .graphml: Array(graphML().utf8)
    case .gexf: Array(gexf().utf8)
    case .cytoscape: cytoscape()
    case .opengraph: openGraph()
    case .csv: links.bytes(as: .csv)
    }
  }
}

extension Table {
  /// The type of a column, in a word XML formats share: from its first cell, text where there is
  /// none.
  func type(of column: Int) -> String {
    switch rows.first?[column] {
    case .integer: "long"
    case .number: "double"
    case .boolean: "boolean"
    default: "string"
    }
  }
}
