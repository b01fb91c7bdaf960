// SPDX-License-Identifier: Apache-2.0

/// Flagged hosts and attack paths as BloodHound OpenGraph: hosts have the ids `sidestep graph`
/// gives them, so that both imports meet, and all hops from one host to another are one edge, as
/// BloodHound keeps no more.
///
/// Source: bloodhound.specterops.io, OpenGraph schema.
enum OpenGraphExport {
  static func bytes(_ report: Report) -> [UInt8] {
    let graph: JSONValue = [
      "metadata": ["source_kind": "Sidestep"],
      "graph": [
        "nodes": .list(hosts(report).map { node($0, report) }),
        "edges": .list(pairs(report).map(edge)),
      ],
    ]
    return graph.page
  }

  /// Flagged hosts and those on paths, each once.
  private static func hosts(_ report: Report) -> [Report.Host] {
    var seen: Set<String> = []
    let onPaths = report.paths.flatMap(\.hops).flatMap { [$0.edge.source, $0.edge.target] }
    return (report.findings.map(\.host) + onPaths).filter { seen.insert($0.address).inserted }
  }

  private static func node(_ host: Report.Host, _ report: Report) -> JSONValue {
    let findings = report.findings.filter { $0.host.address == host.address }
    return [
      "id": .text(host.address),
      "kinds": findings.isEmpty ? ["SidestepHost"] : ["SidestepHost", "SidestepFlagged"],
      "properties": [
        "name": .text(host.name ?? host.address), "address": .text(host.address),
        "role": .text(host.role), "subnet": .text(host.subnet),
        "subnet_name": .text(host.subnetName), "zone": .text(host.zone),
        "severity": .optional(findings.first?.severity),
        "score": findings.map(\.score).max().map { JSONValue.number($0) } ?? .nothing,
        "findings": .unlessEmpty(findings.map(\.id)),
        "reasons": .unlessEmpty(findings.flatMap { $0.reasons.map(\.text) }),
      ],
    ]
  }

  /// The hops of each source and target, pairs in order of their first hop.
  private static func pairs(_ report: Report) -> [[Report.Hop]] {
    var places: [[String]: Int] = [:]
    var pairs: [[Report.Hop]] = []
    for hop in report.paths.flatMap(\.hops) {
      let key = [hop.edge.source.address, hop.edge.target.address]
      if let place = places[key] {
        pairs[place].append(hop)
      } else {
        places[key] = pairs.count
        pairs.append([hop])
      }
    }
    return pairs
  }

  private static func edge(_ hops: [Report.Hop]) -> JSONValue {
    [
      "kind": "SidestepHop",
      "start": ["value": .optional(hops.first?.edge.source.address), "match_by": "id"],
      "end": ["value": .optional(hops.first?.edge.target.address), "match_by": "id"],
      "properties": [
        "hops": .list(hops.map { .integer($0.number) }),
        "kinds": .list(hops.map { .text($0.kind) }),
        "services": .list(hops.map { .text($0.edge.service) }),
        "certainties": .list(hops.map { .number($0.certainty) }),
        "first_seen": .list(hops.map { .text($0.edge.firstSeen) }),
        "flows": .integer(hops.reduce(0) { $0 &+ $1.edge.flows }),
        "bytes_out": .integer(hops.reduce(0) { $0 &+ $1.edge.bytesOut }),
        "bytes_in": .integer(hops.reduce(0) { $0 &+ $1.edge.bytesIn }),
      ],
    ]
  }
}
