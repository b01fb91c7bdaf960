// SPDX-License-Identifier: Apache-2.0

public import Flows
public import Topology

/// What was seen of the addresses on a list of indicators, and what the list says of them.
///
/// Being listed changes no score and flags nobody: lists are full of addresses of shared hosts.
/// It is evidence beside a finding, and every host that met an indicator is listed.
public struct IndicatorSightings: Sendable {
  /// Seen, by time.
  public var sightings: [SightingTable.Sighting]
  /// The list's blocks, in its order.
  public var blocks: [Subnet]
  /// What it says of each.
  public var labels: [String]
  /// Values of the list that could not be used.
  public var rejected: Int

  private let list: Watchlist

  /// The sightings with these values.
  ///
  /// - Precondition: `labels` is as long as `blocks`.
  public init(
    _ sightings: [SightingTable.Sighting], blocks: [Subnet], labels: [String], rejected: Int
  ) {
    precondition(blocks.count == labels.count, "a label for each block")
    self.sightings = sightings
    self.blocks = blocks
    list = Watchlist(blocks.map { Watchlist.Entry($0) })
    self.labels = labels.map { SafeText.clean($0, limit: 80) }
    self.rejected = rejected
  }

  /// The place of the entry that speaks of `host`, whenever it did.
  func entry(for host: IPAddress) -> Int? {
    list.place(of: host, at: Timestamp(microseconds: 0))
  }

  /// The block and what is said of it: `203.0.113.9 (command and control)`.
  func title(of entry: Int) -> String {
    let block = blocks[entry]
    let text = block.base == block.last ? block.base.description : block.description
    return labels[entry].isEmpty ? text : "\(text) (\(labels[entry]))"
  }

  /// Our hosts that met an indicator, with what they met, by time.
  var byHost: [IPAddress: [SightingTable.Sighting]] {
    Dictionary(grouping: sightings, by: \.host)
  }

  /// `opened 3 connections to listed 203.0.113.9 (beacon) on HTTPS (tcp/443), first at …`.
  func sentence(_ sighting: SightingTable.Sighting) -> String {
    let entry = sighting.entry
    let block = blocks[entry]
    let whole =
      block.base == block.last ? "" : ", which is in \(block)"
    let label = labels[entry].isEmpty ? "" : " (\(labels[entry]))"
    let flows = PlainWords.count(sighting.flows, "connection")
    let way =
      sighting.isOutward
      ? "opened \(flows) to the listed address \(sighting.address)\(whole)\(label)"
      : "got \(flows) from the listed address \(sighting.address)\(whole)\(label)"
    let outcome =
      sighting.failedFlows == 0
      ? "\(PlainWords.bytes(sighting.bytesOut)) out, \(PlainWords.bytes(sighting.bytesIn)) in"
      : sighting.failedFlows == sighting.flows
        ? "none came about" : "\(PlainWords.count(sighting.failedFlows)) did not come about"
    return "\(way) on \(sighting.service.title), first at "
      + "\(PlainWords.moment(sighting.firstSeen)); \(outcome)"
  }
}

extension Report {
  /// This report with what was seen of indicators: a section of its own, and a reason on each
  /// finding about a host that met one.
  ///
  /// - Complexity: O(sightings · log sightings + findings).
  mutating func add(_ seen: IndicatorSightings, _ parts: ReportParts) {
    let byHost = seen.byHost
    var ids: [String: String] = [:]
    for place in findings.indices {
      let host = findings[place].host.address
      ids[host] = ids[host] ?? findings[place].id
      guard let address = IPAddress(host) else { continue }
      let own = seen.entry(for: address).map {
        Reason(
          kind: "indicator", text: "is on the list of indicators itself: \(seen.title(of: $0))")
      }
      let met = byHost[address] ?? []
      let told = met.prefix(Self.sightingsTold).map {
        Reason(kind: "indicator", text: SafeText.clean(seen.sentence($0), limit: 600))
      }
      let more = met.count - told.count
      let rest =
        more > 0
        ? [
          Reason(
            kind: "indicator",
            text: "and \(PlainWords.count(more, "more sighting")) of listed addresses")
        ] : []
      // Below what it was flagged for: that alone decides.
      let start = findings[place].reasons.firstIndex {
        $0.kind == "feature" || $0.kind == "context"
      }
      findings[place].reasons.insert(
        contentsOf: [own].compactMap(\.self) + told + rest,
        at: start ?? findings[place].reasons.endIndex)
    }
    let ordered = seen.sightings.enumerated().sorted { a, b in
      let rank = { (item: (offset: Int, element: SightingTable.Sighting)) in
        (ids[item.element.host.description] == nil ? 1 : 0, item.offset)
      }
      return rank(a) < rank(b)
    }
    intelligence = Intelligence(
      indicators: seen.blocks.count, rejected: seen.rejected, hosts: byHost.count,
      ownHosts: ownHosts(seen, parts), total: seen.sightings.count,
      listed: ordered.prefix(Self.listedSightings).map { item in
        let sighting = item.element
        return Sighting(
          host: parts.host(sighting.host), indicator: seen.blocks[sighting.entry].description,
          address: sighting.address.description, label: seen.labels[sighting.entry],
          isOutward: sighting.isOutward, transport: sighting.service.transport.description,
          port: Int(sighting.service.port), service: sighting.service.title,
          flows: sighting.flows, failedFlows: sighting.failedFlows,
          bytesOut: sighting.bytesOut, bytesIn: sighting.bytesIn,
          firstSeen: sighting.firstSeen.description, lastSeen: sighting.lastSeen.description,
          finding: ids[sighting.host.description])
      })
  }

  /// Hosts of the report, and hosts others met, that are on the list.
  private func ownHosts(_ seen: IndicatorSightings, _ parts: ReportParts) -> [OwnIndicator] {
    let edges = paths.flatMap { $0.hops.map(\.edge) }
    let named = findings.map(\.host) + edges.flatMap { [$0.source, $0.target] }
    let met = seen.sightings.map(\.address).filter { parts.directory.isAssessed($0) }
    let hosts = Set(named.compactMap { IPAddress($0.address) } + met)
    return hosts.sorted().prefix(Self.listedSightings).compactMap { host in
      seen.entry(for: host).map {
        OwnIndicator(
          host: parts.host(host), indicator: seen.blocks[$0].description, label: seen.labels[$0])
      }
    }
  }

  /// Sightings told one by one on a finding.
  private static let sightingsTold = 3
}
