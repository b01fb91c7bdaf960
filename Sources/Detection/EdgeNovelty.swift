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
/// in every respect. Being monotone in novelty keeps popular servers from looking rare. A
/// source that made such sessions before is measured by its own habit as well, and all sources
/// by how busy the window is.
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

  /// A host that made sessions of a kind.
  struct Use: Hashable {
    let host: IPAddress
    let cell: Cell
  }

  private var useWindows: [Use: Int] = [:]
  private var cellHostWindows: [Cell: Int] = [:]
  private var stateHostWindows: [SourceState: Int] = [:]
  private var cellSightings: [Cell: [Respects: Int]] = [:]
  private var classSightings: [PortClass: [Respects: Int]] = [:]

  /// How strongly a cell's novelty leans on that of its port class, in sightings.
  private static let prior = 10.0
  /// How strongly a source's habit leans on that of its kind, in windows with such a session: what
  /// came back so many times is as likely as not.
  private static let habitPrior = 4.0

  /// The surprise of a session of a host in nats, 0 and more.
  func surprise(_ sighting: Sighting, of host: IPAddress, at pace: Pace = Pace()) -> Double {
    let cell = sighting.cell
    let common = min(1, pace(cell) * use(cell))
    let own = Double(useWindows[Use(host: host, cell: cell)] ?? 0)
    let habit = (own + Self.habitPrior * common) / (own + Self.habitPrior)
    let inClass = Self.share(classSightings[cell.portClass], sighting.respects)
    let inCell = Self.share(cellSightings[cell], sighting.respects)
    let general = (inClass.atLeast + 1) / (inClass.all + 1)
    let novelty = (inCell.atLeast + Self.prior * general) / (inCell.all + Self.prior)
    return -log(habit) - log(novelty)
  }

  /// The share of host-windows of such sources with such a session.
  private func use(_ cell: Cell) -> Double {
    (Double(cellHostWindows[cell] ?? 0) + 0.5) / (Double(stateHostWindows[cell.source] ?? 0) + 1)
  }

  /// How much busier with first sessions a window is than the past.
  ///
  /// - Parameters:
  ///   - states: Of every host of the window.
  ///   - sessions: The window's first sessions.
  /// - Returns: By kind of source and class of port.
  func pace(of states: [SourceState], _ sessions: [(source: IPAddress, sighting: Sighting)]) -> Pace
  {
    let seen = Set(sessions.map { Use(host: $0.source, cell: $0.sighting.cell) })
    var now: [Pace.Kind: Int] = [:]
    for use in seen { now[Pace.Kind(use.cell), default: 0] += 1 }
    var before: [Pace.Kind: Int] = [:]
    for (cell, count) in cellHostWindows { before[Pace.Kind(cell), default: 0] += count }
    let hosts = Dictionary(states.map { ($0, 1) }, uniquingKeysWith: +)
    return Pace(
      factors: Dictionary(
        uniqueKeysWithValues: now.map { kind, count in
          let rate =
            Double((before[kind] ?? 0) + 1) / Double((stateHostWindows[kind.source] ?? 0) + 1)
          let expected = rate * Double(hosts[kind.source] ?? 0)
          return (kind, (Double(count) + 1) / (expected + 1))
        }))
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
    for (_, sighting) in sessions {
      cellSightings[sighting.cell, default: [:]][sighting.respects, default: 0] += 1
      classSightings[sighting.cell.portClass, default: [:]][sighting.respects, default: 0] += 1
    }
    for use in Set(sessions.map({ Use(host: $0.source, cell: $0.sighting.cell) })) {
      useWindows[use, default: 0] += 1
      cellHostWindows[use.cell, default: 0] += 1
    }
  }
}

extension EdgeNovelty {
  /// What a model keeps of a cell: in how many windows each host used it, and how often which
  /// sessions.
  typealias KeptCell = (cell: Cell, hosts: [IPAddress: Int], sightings: [Respects: Int])

  /// Everything counted, in no order; all other counts are sums of these.
  var kept: (states: [SourceState: Int], cells: [KeptCell]) {
    var hosts: [Cell: [IPAddress: Int]] = [:]
    for (use, count) in useWindows { hosts[use.cell, default: [:]][use.host] = count }
    return (
      stateHostWindows,
      cellSightings.map { cell, sightings in (cell, hosts[cell] ?? [:], sightings) }
    )
  }

  /// The counts that kept this.
  init(states: [SourceState: Int], cells: [KeptCell]) {
    stateHostWindows = states
    for (cell, hosts, sightings) in cells {
      for (host, count) in hosts { useWindows[Use(host: host, cell: cell)] = count }
      cellHostWindows[cell] = hosts.values.reduce(0, +)
      cellSightings[cell] = sightings
      classSightings[cell.portClass, default: [:]].merge(sightings, uniquingKeysWith: +)
    }
  }
}
