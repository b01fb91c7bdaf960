// SPDX-License-Identifier: Apache-2.0

internal import Detection
internal import Flows
internal import Topology

/// The hosts of a map, the most important first.
struct MapOrder {
  private struct Weight {
    var neighbours: Set<IPAddress> = []
    var rank = 0
    var flows: Int64 = 0
  }

  private var weights: [IPAddress: Weight] = [:]
  private let directory: HostDirectory

  /// The hosts of `links`, and those of `also` that no link has.
  init(links: [MapLink], directory: HostDirectory, also: some Sequence<IPAddress>) {
    self.directory = directory
    for host in also { weights[host] = Weight() }
    for link in links {
      let rank =
        switch link.kind {
        case .observed, .inferred, .reach: 4
        case .control: 3
        case .appeared, .grown, .vanished: link.edge.service.givesControl ? 3 : 1
        case .failed: !link.isHop ? 1 : 2
        case .context: 0
        }
      for (host, other) in [(link.source, link.target), (link.target, link.source)] {
        weights[host, default: Weight()].neighbours.insert(other)
        weights[host, default: Weight()].rank = max(weights[host]?.rank ?? 0, rank)
        weights[host, default: Weight()].flows &+= max(0, min(link.edge.flows, 1 << 40))
      }
    }
  }

  /// By distance if given, then severity, then how telling its edges are, then by how many
  /// hosts it talks to; equals by address.
  ///
  /// - Parameters:
  ///   - distance: Edges from the middle of the map; 0 for hosts not in it.
  ///   - floor: The severity to treat a host as at least.
  /// - Returns: Every host once.
  func sorted(
    byDistance distance: [IPAddress: Int] = [:], floor: (IPAddress) -> Severity?
  ) -> [IPAddress] {
    struct Key: Comparable {
      let distance: Int, severity: Severity, rank: Int, score: Double, neighbours: Int
      let flows: Int64
      let host: IPAddress

      static func < (a: Key, b: Key) -> Bool {
        if a.distance != b.distance { return a.distance < b.distance }
        if a.severity != b.severity { return a.severity > b.severity }
        if a.rank != b.rank { return a.rank > b.rank }
        if a.score != b.score { return a.score > b.score }
        if a.neighbours != b.neighbours { return a.neighbours > b.neighbours }
        if a.flows != b.flows { return a.flows > b.flows }
        return a.host < b.host
      }
    }
    let keys = weights.map { host, weight in
      let finding = directory.finding(about: host)
      return Key(
        distance: distance[host] ?? 0,
        severity: max(finding?.severity ?? .none, floor(host) ?? .none), rank: weight.rank,
        score: finding?.score ?? 0, neighbours: weight.neighbours.count, flows: weight.flows,
        host: host)
    }
    return keys.sorted().map(\.host)
  }
}
