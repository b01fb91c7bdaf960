// SPDX-License-Identifier: Apache-2.0

import Flows
import Topology

/// What the windows so far have taught: the only state that goes from window to window.
struct Past {
  /// What is usual.
  private(set) var profiles = HostProfiles()
  /// How often first control sessions of each kind occur.
  private(set) var novelty = EdgeNovelty()
  /// Benign host-windows that had enough history to serve as reference, the oldest window first.
  private(set) var reference: [HostWindow] = []
  /// How many of them each window gave, the oldest first.
  private(set) var referenceSizes: [Int] = []
  /// How many there ever were, those let go included; counted anew with a stored past.
  private(set) var referenceSeen = 0
  /// How many windows they come from.
  var referenceWindows: Int { referenceSizes.count }

  /// How many host-windows are kept at least when the oldest windows are let go.
  ///
  /// That is 52 days of 5,000 hosts, in about 150 MB; without a limit a past would grow for ever.
  static let referenceKept = 1 << 18

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
      refer(to: view.hosts.filter { !flagged.contains($0.host) }, keeping: Self.referenceKept)
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

  /// Takes a window into the reference, and lets go the oldest that are not needed to keep `most`.
  mutating func refer(to hosts: [HostWindow], keeping most: Int) {
    reference += hosts
    referenceSizes.append(hosts.count)
    referenceSeen += hosts.count
    var (windows, rows) = (0, 0)
    while reference.count - rows - referenceSizes[windows] >= most {
      rows += referenceSizes[windows]
      windows += 1
    }
    reference.removeFirst(rows)
    referenceSizes.removeFirst(windows)
  }
}
