// SPDX-License-Identifier: Apache-2.0

import Archive
import Detection
import Flows
import Reporting
import Topology

/// A host that talked with the one looked at.
struct PeerRow {
  let peer: HostLink
  let out: String, outServices: String, into: String, intoServices: String, bytes: String
  let lastSeen: String
}

/// A host within reach.
struct ReachedRow {
  let target: HostLink
  let time: String
  let from: HostLink
  let service: String
  let crosses: Bool
}

/// What the edges of the last windows say of one host: whom it talked with, and what can have been
/// reached from it.
struct HostTraffic {
  private(set) var peers: [PeerRow] = []
  private(set) var peersNote = "No window is kept."
  private(set) var reached: [ReachedRow] = []
  private(set) var reachedNote = "No window is kept."
  /// From when on reach was counted.
  private(set) var after: Timestamp?

  /// Edges are read for a page up to so many, as their windows are read whole.
  private static let mostEdges = 1_000_000
  private static let mostWindows = 7
  private static let peersShown = 30
  private static let reachedShown = 60

  /// What can have been reached from `host` is counted from `after` on; if that is nil, from the
  /// first of its open alerts, or else from the start of the last window.
  init(
    _ host: IPAddress, after: Timestamp?, alerts: [Alert], _ archive: Archive, _ names: Names
  ) throws {
    let windows = try archive.windows()
    guard let last = windows.last, let settings = try archive.settings() else { return }
    let recent = Self.within(windows.reversed())
    let edges = try Self.edges(recent, archive)
    findPeers(host, edges, recent, names)
    let first = alerts.filter { $0.state == .open || $0.state == .escalated }.map(\.firstSeen)
      .min()?.floored(toMultipleOf: 1_000_000)
    let moment = after ?? first ?? last.start
    self.after = moment
    let later = windows.filter { settings.window($0.start).end > moment }
    let looked = Self.within(later)
    let isSame = Set(looked.map(\.start)) == Set(recent.map(\.start))
    let table = isSame ? edges : try Self.edges(looked, archive)
    findReached(host, moment, table, looked, of: later.count, names)
  }

  /// The first windows that are few enough.
  private static func within(_ windows: [ArchivedWindow]) -> [ArchivedWindow] {
    var sum = 0
    return Array(
      windows.prefix(mostWindows).prefix { window in
        defer { sum += window.edges }
        return sum == 0 || sum + window.edges <= mostEdges
      })
  }

  private static func edges(_ windows: [ArchivedWindow], _ archive: Archive) throws -> EdgeTable {
    try windows.sorted { $0.start < $1.start }.reduce(EdgeTable()) {
      $0.merging(try archive.edges(of: $1.start) ?? EdgeTable())
    }
  }

  private struct Talk {
    var out: Int64 = 0
    var into: Int64 = 0
    var outServices: [Service: Int64] = [:]
    var intoServices: [Service: Int64] = [:]
    var bytes: Int64 = 0
    var last = Timestamp(microseconds: .min)

    mutating func add(_ edge: Edge, isOut: Bool) {
      if isOut {
        out = out.saturatingSum(edge.flows)
        outServices[edge.service, default: 0] &+= edge.flows
      } else {
        into = into.saturatingSum(edge.flows)
        intoServices[edge.service, default: 0] &+= edge.flows
      }
      bytes = bytes.saturatingSum(edge.bytes)
      last = max(last, edge.lastSeen)
    }
  }

  private mutating func findPeers(
    _ host: IPAddress, _ edges: EdgeTable, _ windows: [ArchivedWindow], _ names: Names
  ) {
    guard let first = windows.last, let last = windows.first else { return }
    let time =
      windows.count == 1
      ? "the window of \(Words.window(last.start))"
      : "\(PlainWords.count(windows.count, "window")), \(Words.window(first.start)) to "
        + "\(Words.window(last.start))"
    guard let own = edges.hosts.index(of: host) else {
      peersNote = "It talked with nobody in \(time)."
      return
    }
    var talks: [IPAddress: Talk] = [:]
    for row in 0..<edges.count {
      let isOut = Int(edges.sources[row]) == own
      guard isOut || Int(edges.targets[row]) == own else { continue }
      let edge = edges.edge(row, isNew: nil, subnets: SubnetMap())
      talks[isOut ? edge.target : edge.source, default: Talk()].add(edge, isOut: isOut)
    }
    let ranked = talks.sorted {
      ($1.value.out.saturatingSum($1.value.into), $0.key)
        < ($0.value.out.saturatingSum($0.value.into), $1.key)
    }
    peers = ranked.prefix(Self.peersShown).map { peer, talk in
      PeerRow(
        peer: HostLink(peer, at: talk.last, names), out: PlainWords.count(talk.out),
        outServices: Self.list(talk.outServices), into: PlainWords.count(talk.into),
        intoServices: Self.list(talk.intoServices), bytes: PlainWords.bytes(talk.bytes),
        lastSeen: Words.time(talk.last))
    }
    peersNote =
      "In \(time) it talked with \(PlainWords.count(ranked.count, "host")), those with the most flows "
      + "first"
      + (ranked.count > peers.count ? "; the first \(peers.count) are shown." : ".")
  }

  private static func list(_ services: [Service: Int64]) -> String {
    let ranked = services.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key.title)
    let more = ranked.count > 3 ? " and \(PlainWords.count(ranked.count - 3)) more" : ""
    return ranked.prefix(3).joined(separator: ", ") + more
  }

  private mutating func findReached(
    _ host: IPAddress, _ moment: Timestamp, _ edges: EdgeTable, _ windows: [ArchivedWindow],
    of count: Int, _ names: Names
  ) {
    guard let last = windows.last else {
      reachedNote = "No window that is kept ends after \(Words.time(moment))."
      return
    }
    let radius = BlastRadius(edges, from: host, after: moment, subnets: names.context.subnets)
    let targets = radius.reached.filter { $0.host != host }
    reached = targets.prefix(Self.reachedShown).map { reached in
      ReachedRow(
        target: HostLink(reached.host, at: reached.time, names), time: Words.time(reached.time),
        from: HostLink(reached.edge.source, at: reached.time, names),
        service: reached.edge.service.title, crosses: reached.edge.crossesSubnet)
    }
    let until = "in the windows up to that of \(Words.window(last.start))"
    reachedNote =
      targets.isEmpty
      ? "From \(Words.time(moment)) on nothing can have been reached \(until)."
      : "From \(Words.time(moment)) on \(PlainWords.count(targets.count, "host")) can have been reached "
        + "\(until), session by session, each later than the one before, over services that give "
        + "control. That is what can have happened, not what did"
        + (targets.count > reached.count ? "; the first \(reached.count) are shown." : ".")
    if windows.count < count {
      reachedNote +=
        " \(PlainWords.count(count - windows.count, "later window")) were not looked at."
    }
  }
}
