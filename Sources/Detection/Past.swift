// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// What the windows so far have taught: the only state that goes from window to window.
struct Past {
  /// What is usual.
  private(set) var profiles = HostProfiles()
  /// How often first control sessions of each kind occur.
  private(set) var novelty = EdgeNovelty()
  /// Benign host-windows that had enough history to serve as reference.
  private(set) var reference: [HostWindow] = []
  /// How many windows they come from.
  private(set) var referenceWindows = 0

  /// Takes in a window.
  ///
  /// - Parameters:
  ///   - view: The window as it was seen.
  ///   - flagged: Hosts that must not count as benign; nil if none of the window may.
  ///   - options: Subnets and the history a reference needs.
  mutating func fold(
    _ view: WindowView, except flagged: Set<IPAddress>?, _ options: AnalysisOptions
  ) {
    // A flood of flags says that the reference is wrong, not that the hosts are: left out, it
    // would feed itself.
    let flagged = flagged.map { 100 * $0.count > 1000 + view.hosts.count ? [] : $0 }
    if let flagged, view.history >= options.minimumHistory {
      reference += view.hosts.filter { !flagged.contains($0.host) }
      referenceWindows += 1
    }
    // A window before the first reference: scores of a window without learned novelty would be
    // no measure for those of windows with it.
    if let flagged, view.history + 1 >= options.minimumHistory {
      novelty.fold(
        states: view.states,
        sessions: view.moves.compactMap { move in
          guard let sighting = move.sighting, !flagged.contains(move.source) else { return nil }
          return (move.source, sighting)
        })
    }
    profiles.fold(view.edges, features: view.featureMatrix, subnets: options.subnets)
  }
}
