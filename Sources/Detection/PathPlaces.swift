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

  private let places: [(host: IPAddress, place: Place)]

  init(_ paths: [AttackPath]) {
    places = paths.flatMap { path in
      Set(path.hops.flatMap { [$0.edge.source, $0.edge.target] }).sorted().map { host in
        (
          host,
          Place(
            sent: path.hops.filter { $0.edge.source == host },
            received: path.hops.filter { $0.edge.target == host }, path: path)
        )
      }
    }
  }

  /// The host's place on the first path with a hop of it in `window`; nil if there is none.
  func place(of host: IPAddress, in window: TimeRange) -> Place? {
    places.first { known, place in
      known == host
        && (place.sent + place.received).contains { window.contains($0.edge.firstSeen) }
    }?.place
  }
}
