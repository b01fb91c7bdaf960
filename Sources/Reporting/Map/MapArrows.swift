// SPDX-License-Identifier: Apache-2.0

internal import Detection
internal import Flows
internal import Topology

/// Merges links into arrows and counts.
struct MapArrows {
  let directory: HostDirectory
  let clock: MapClock
  let hostIDs: [IPAddress: String]
  let pathHosts: Set<IPAddress>
  /// Hosts that a hop to stands out: the path went on from them, or they are flagged.
  let milestones: Set<IPAddress>
  private(set) var arrows: [AttackMap.Arrow] = []
  private(set) var edgesShown = 0
  private(set) var edgesCounted = 0

  init(
    directory: HostDirectory, clock: MapClock, hostIDs: [IPAddress: String],
    pathHosts: Set<IPAddress>, milestones: Set<IPAddress>
  ) {
    self.directory = directory
    self.clock = clock
    self.hostIDs = hostIDs
    self.pathHosts = pathHosts
    self.milestones = milestones
  }

  private struct Pair: Hashable, Comparable {
    let source: IPAddress, target: IPAddress, kind: AttackMap.Kind

    static func < (a: Pair, b: Pair) -> Bool {
      (a.source, a.target, a.kind.rawValue) < (b.source, b.target, b.kind.rawValue)
    }
  }

  /// Hops of one pair that are further apart than this get arrows of their own: 1 hour.
  private static let closeInTime: Int64 = 3_600_000_000

  /// Arrows of context up to which each says what it is.
  private static let namedContext = 24

  /// Adds arrows for links between hosts shown, numbered ones first, at most `contextLimit` of context.
  mutating func add(_ links: [MapLink], contextLimit: Int) {
    let hops = Dictionary(grouping: links.filter { !$0.numbers.isEmpty }) {
      Pair(source: $0.source, target: $0.target, kind: $0.kind)
    }
    var groups = hops.flatMap { pair, links in Self.runs(links).map { (pair, $0) } }
    groups.sort { Self.order($0.1, $1.1, $0.0, $1.0) }
    let context = Dictionary(grouping: links.filter { $0.numbers.isEmpty }) {
      Pair(source: $0.source, target: $0.target, kind: $0.kind)
    }
    let ranked = context.sorted { a, b in
      let (x, y) = (Self.weight(a.key.kind, a.value), Self.weight(b.key.kind, b.value))
      return x == y ? a.key < b.key : x > y
    }
    groups += ranked.prefix(contextLimit).map { ($0.key, $0.value) }
    let isCrowded = ranked.count > Self.namedContext
    for (pair, links) in groups {
      guard let source = hostIDs[pair.source], let target = hostIDs[pair.target] else { continue }
      edgesShown += links.count
      append(links, kind: pair.kind, source: source, target: target, isCrowded: isCrowded)
    }
  }

  /// Adds a node and an arrow for each group of hidden neighbours.
  mutating func add(
    stubs: [MapSelection.Stub: [MapLink]], clusterOf: [NamedSubnet: Int]
  ) -> [AttackMap.Node] {
    let sorted = stubs.sorted { a, b in
      (a.key.anchor, a.key.isOutward ? 0 : 1, a.key.outcome.place)
        < (b.key.anchor, b.key.isOutward ? 0 : 1, b.key.outcome.place)
    }
    return sorted.enumerated().map { index, item in
      let (stub, links) = item
      let id = "s\(index + 1)"
      edgesCounted += links.count
      let isUncertain = stub.outcome.isHop && !links.contains { $0.kind == .observed }
      let kind = isUncertain ? .inferred : stub.outcome
      let anchor = hostIDs[stub.anchor] ?? ""
      append(
        links, kind: kind, source: stub.isOutward ? anchor : id,
        target: stub.isOutward ? id : anchor)
      return node(stub, links, id: id, clusterOf: clusterOf)
    }
  }

  private func node(
    _ stub: MapSelection.Stub, _ links: [MapLink], id: String, clusterOf: [NamedSubnet: Int]
  ) -> AttackMap.Node {
    let hosts = Set(links.map { stub.isOutward ? $0.target : $0.source })
    let subnets = Set(hosts.map(directory.subnet))
    let flagged = hosts.count { directory.finding(about: $0) != nil }
    let only = subnets.count == 1 ? subnets.first : nil
    var details = [
      "on \(MapServices.text(links, limit: 2))",
      only.map { "in \($0.block)" } ?? "in \(PlainWords.count(subnets.count, "subnet"))",
    ]
    if flagged > 0 { details.append("\(PlainWords.count(flagged)) of them flagged") }
    let names = hosts.sorted().prefix(20).map(directory.fullTitle).joined(separator: "\n")
    let more = hosts.count > 20 ? "\nand \(PlainWords.count(hosts.count - 20)) more" : ""
    return AttackMap.Node(
      id: id, cluster: only.flatMap { clusterOf[$0] },
      title: "+\(PlainWords.count(hosts.count, "host"))", details: details,
      tooltip: names + more, role: nil, severity: .none, isEntry: false, isPivot: false)
  }

  private mutating func append(
    _ links: [MapLink], kind: AttackMap.Kind, source: String, target: String,
    isCrowded: Bool = false
  ) {
    let toStub = source.hasPrefix("s") || target.hasPrefix("s")
    let isHop = kind.arrives || links.contains { $0.isHop }
    let steps = toStub ? [] : MapArrowText.steps(links, clock: clock)
    // What is usual is drawn to show that it is there; naming it would bury the rest.
    let isUsual =
      kind == .context && (isCrowded || links.allSatisfy { $0.edge.isNew == false })
      || kind.isChange && isCrowded && !links.contains { $0.edge.service.givesControl }
    let betweenPathHosts = links.allSatisfy {
      pathHosts.contains($0.source) && pathHosts.contains($0.target)
    }
    arrows.append(
      AttackMap.Arrow(
        id: "e\(arrows.count + 1)", source: source, target: target, kind: kind,
        crossesSubnet: links.contains { $0.edge.crossesSubnet },
        numbers: MapLink.list(links.flatMap(\.numbers)),
        services: toStub || isUsual
          ? ""
          : MapServices.text(
            links, limit: isHop ? 6 : kind == .control ? 5 : kind.isChange ? 2 : 3),
        steps: steps,
        details: isUsual && kind.isChange
          ? [] : MapArrowText.details(links, kind: kind, hasSteps: !steps.isEmpty, clock: clock),
        tooltip: MapArrowText.tooltip(links, directory), edges: links.count,
        leadsOn: links.contains { milestones.contains($0.target) },
        shapesLayout: isHop || !betweenPathHosts,
        moment: links.map(\.edge.firstSeen).min().map(PlainWords.moment) ?? ""))
  }

  /// `links` by time, cut where a pause is longer than ``closeInTime``.
  private static func runs(_ links: [MapLink]) -> [[MapLink]] {
    var runs: [[MapLink]] = []
    for link in links.sorted(by: { order([$0], [$1]) }) {
      if let last = runs.last?.last?.edge.lastSeen,
        link.edge.firstSeen <= last.advanced(byMicroseconds: closeInTime)
      {
        runs[runs.count - 1].append(link)
      } else {
        runs.append([link])
      }
    }
    return runs
  }

  private static func order(
    _ a: [MapLink], _ b: [MapLink], _ x: Pair? = nil, _ y: Pair? = nil
  ) -> Bool {
    guard let first = a.first, let second = b.first else { return false }
    let (m, n) = (first.firstNumber, second.firstNumber)
    if first.edge.firstSeen != second.edge.firstSeen {
      return first.edge.firstSeen < second.edge.firstSeen
    }
    if m != n { return m < n }
    if let x, let y { return x < y }
    return first.edge.service < second.edge.service
  }

  private static func weight(_ kind: AttackMap.Kind, _ links: [MapLink]) -> Double {
    let flows = links.reduce(0.0) { $0 + Double($1.edge.flows) }
    let isTelling =
      kind == .control || kind.isChange && links.contains { $0.edge.service.givesControl }
    return (isTelling ? 1e15 : kind == .failed ? 1e14 : 0) + flows
  }
}
