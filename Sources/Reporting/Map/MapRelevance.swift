// SPDX-License-Identifier: Apache-2.0

internal import Detection
internal import Flows
internal import Topology

/// What of the edges around an incident helps somebody who has to act on it.
///
/// Drawn are hops, new sessions that give control, failed attempts of the hosts in question,
/// new ways from subnet to subnet, and what went to the Internet. All else is counted.
struct MapRelevance {
  /// On the map.
  private(set) var drawn: [MapLink] = []
  /// Seen in the baseline too.
  private(set) var usual: [MapLink] = []
  /// Attempts of others on the hosts in question that failed, as scanners make them.
  private(set) var probing: [MapLink] = []
  /// New, and no sign of movement.
  private(set) var aside: [MapLink] = []
  /// Hosts that sent or were reached by a hop.
  let onPath: Set<IPAddress>

  /// Less than this to the Internet is what every page view sends: 1 MB.
  private static let upload: Int64 = 1_000_000
  /// Ports from here on are handed out at random and name no service (Linux's default range).
  static let firstEphemeralPort: UInt16 = 32_768

  /// Sorts `links` out.
  ///
  /// A flagged host that has nothing else keeps all it has, as it may be what the host was
  /// flagged for. When no host is in question, nothing is drawn.
  init(_ links: [MapLink], flagged: Set<IPAddress>, crossings: [SubnetCrossing]) {
    onPath = Set(
      links.filter { $0.isHop }.flatMap { link in
        link.kind == .failed ? [link.source] : [link.source, link.target]
      })
    let keys = flagged.union(onPath)
    let newCells = Set(crossings.filter { $0.isNewCell == true }.map(\.edge))
    var rest: [MapLink] = []
    for link in links {
      if !keys.isEmpty, Self.tells(link, keys: keys, newCells: newCells) {
        drawn.append(link)
      } else {
        rest.append(link)
      }
    }
    let bare = flagged.subtracting(drawn.flatMap { [$0.source, $0.target] })
    for link in rest {
      if bare.contains(link.source) || bare.contains(link.target) {
        drawn.append(link)
      } else if link.edge.isNew == false {
        usual.append(link)
      } else if link.kind == .failed {
        probing.append(link)
      } else {
        aside.append(link)
      }
    }
  }

  private static func tells(
    _ link: MapLink, keys: Set<IPAddress>, newCells: Set<Edge>
  ) -> Bool {
    if link.isHop { return true }
    let edge = link.edge
    guard edge.isNew != false else { return false }
    switch link.kind {
    case .control: return true
    case .failed: return keys.contains(edge.source)
    default:
      guard keys.contains(edge.source) else { return false }
      if edge.target == .internet {
        return edge.bytesOut >= upload && edge.bytesOut / 2 > edge.bytesIn
      }
      return newCells.contains(edge) && edge.service.port < firstEphemeralPort
    }
  }
}
