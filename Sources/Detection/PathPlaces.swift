// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// Where hosts stand on attack paths.
struct PathPlaces {
  /// A host's part in a path.
  struct Place {
    /// Hops out of the host.
    var sent: [Hop]
    /// Hops into the host.
    var received: [Hop]
    /// The path.
    var path: AttackPath
  }

  /// In the order of paths.
  private var places: [IPAddress: [Place]] = [:]

  init(_ paths: [AttackPath]) {
    for path in paths {
      let sent = Dictionary(grouping: path.hops, by: \.edge.source)
      let received = Dictionary(grouping: path.hops, by: \.edge.target)
      for host in Set(sent.keys).union(received.keys) {
        places[host, default: []].append(
          Place(sent: sent[host] ?? [], received: received[host] ?? [], path: path))
      }
    }
  }

  /// The host's place on the first path with a hop of it in `window`; nil if there is none.
  func place(of host: IPAddress, in window: TimeRange) -> Place? {
    places[host]?.first { place in
      (place.sent + place.received).contains { window.contains($0.edge.firstSeen) }
    }
  }
}
