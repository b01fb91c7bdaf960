// SPDX-License-Identifier: Apache-2.0

import Flows
private import Glibc
import Topology

/// How surprising a first control session is, from how often past windows saw the like.
///
/// A workstation that opens SSH to a server for the first time is rare where workstations
/// never do so, and everyday work for a jump host.
///
/// The surprise, in nats, is the self-information of two counts: of host-windows of such
/// sources that made such a session at all, and of such sessions that were at least as novel
/// in every respect. Being monotone in novelty keeps popular servers from looking rare.
struct EdgeNovelty {
  /// Sessions that are alike: kind of source, zone of the target, class of the service.
  struct Cell: Hashable {
    let source: SourceState
    let target: SubnetZone
    let portClass: PortClass
  }

  /// In which respects a session is new.
  struct Respects: Hashable {
    /// Whether source and target never talked before.
    let isNewPair: Bool
    /// Whether the source never used the service before.
    let isNewService: Bool
    /// How unpopular the target is on the service: 3 nobody, 2 up to 2 hosts, 1 up to 9, 0 more.
    let obscurity: Int

    func isAtLeastAsNovel(as other: Respects) -> Bool {
      (isNewPair || !other.isNewPair) && (isNewService || !other.isNewService)
        && obscurity >= other.obscurity
    }
  }

  /// A session as this detector sees it.
  struct Sighting: Hashable {
    let cell: Cell
    let respects: Respects
  }

  private var cellHostWindows: [Cell: Int] = [:]
  private var stateHostWindows: [SourceState: Int] = [:]
  private var cellSightings: [Cell: [Respects: Int]] = [:]
  private var classSightings: [PortClass: [Respects: Int]] = [:]

  /// How strongly a cell's novelty leans on that of its port class, in sightings.
  private static let prior = 10.0

  /// The surprise of a session in nats, above 0.
  func surprise(_ sighting: Sighting) -> Double {
    let cell = sighting.cell
    let use =
      (Double(cellHostWindows[cell] ?? 0) + 0.5)
      / (Double(stateHostWindows[cell.source] ?? 0) + 1)
    let inClass = Self.share(classSightings[cell.portClass], sighting.respects)
    let inCell = Self.share(cellSightings[cell], sighting.respects)
    let general = (inClass.atLeast + 1) / (inClass.all + 1)
    let novelty = (inCell.atLeast + Self.prior * general) / (inCell.all + Self.prior)
    return -log(min(1, use)) - log(novelty)
  }

  private static func share(
    _ sightings: [Respects: Int]?, _ respects: Respects
  ) -> (atLeast: Double, all: Double) {
    var atLeast = 0
    var all = 0
    for (seen, count) in sightings ?? [:] {
      all += count
      if seen.isAtLeastAsNovel(as: respects) { atLeast += count }
    }
    return (Double(atLeast), Double(all))
  }

  /// Takes in a window: the states of its hosts and its first sessions.
  mutating func fold(states: [SourceState], sessions: [(source: IPAddress, sighting: Sighting)]) {
    for state in states { stateHostWindows[state, default: 0] += 1 }
    var counted: [Cell: Set<IPAddress>] = [:]
    for (source, sighting) in sessions {
      cellSightings[sighting.cell, default: [:]][sighting.respects, default: 0] += 1
      classSightings[sighting.cell.portClass, default: [:]][sighting.respects, default: 0] += 1
      counted[sighting.cell, default: []].insert(source)
    }
    for (cell, sources) in counted { cellHostWindows[cell, default: 0] += sources.count }
  }
}

extension EdgeNovelty {
  /// What a model keeps of a cell: host-windows that used it, and how often which sessions.
  typealias KeptCell = (cell: Cell, hostWindows: Int, sightings: [Respects: Int])

  /// Everything counted, in no order; the counts of port classes are the sums of their cells'.
  var kept: (states: [SourceState: Int], cells: [KeptCell]) {
    (
      stateHostWindows,
      cellSightings.map { cell, sightings in (cell, cellHostWindows[cell] ?? 0, sightings) }
    )
  }

  /// The counts that kept this.
  init(states: [SourceState: Int], cells: [KeptCell]) {
    stateHostWindows = states
    for (cell, hostWindows, sightings) in cells {
      cellHostWindows[cell] = hostWindows
      cellSightings[cell] = sightings
      classSightings[cell.portClass, default: [:]].merge(sightings, uniquingKeysWith: +)
    }
  }
}
