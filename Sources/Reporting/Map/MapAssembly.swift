// SPDX-License-Identifier: Apache-2.0

internal import Detection
internal import Flows
internal import Topology

/// Puts the map together from links and the hosts chosen to be shown.
struct MapAssembly {
  let links: [MapLink]
  let directory: HostDirectory
  let selection: MapSelection
  let entries: Set<IPAddress>
  let clock: MapClock
  let view: MapView
  private let allHosts: [IPAddress]
  private let usual: [MapLink]
  private let usualPartners: [IPAddress: Set<IPAddress>]
  private let probes: [IPAddress: [MapLink]]
  private let contextArrows: Int
  private let pivots: Set<IPAddress>
  private let senders: Set<IPAddress>
  private let reached: [IPAddress: Timestamp]

  private var shown: Set<IPAddress> { selection.shown }

  /// The parts of a map; `usual` and `probing` links are counted at their hosts and not drawn,
  /// `hosts` is every host of the map, shown or not.
  init(
    links: [MapLink], usual: [MapLink] = [], probing: [MapLink] = [], hosts: [IPAddress],
    selection: MapSelection,
    directory: HostDirectory, entries: Set<IPAddress>, contextArrows: Int, view: MapView = .path
  ) {
    self.view = view
    self.links = links
    self.directory = directory
    self.selection = selection
    self.usual = usual
    usualPartners = Self.partners(usual)
    probes = Dictionary(grouping: probing, by: \.target)
    self.entries = entries
    self.contextArrows = contextArrows
    allHosts = hosts
    let hopLinks = links.filter { $0.isFollowed }
    let times = (hopLinks.isEmpty ? links : hopLinks).flatMap {
      [$0.edge.firstSeen, $0.edge.lastSeen]
    }
    clock = MapClock(times + selection.shown.compactMap(directory.firstSeen))
    senders = Set(hopLinks.map(\.source))
    reached = Dictionary(
      hopLinks.filter { $0.kind.arrives }.map { ($0.target, $0.edge.firstSeen) },
      uniquingKeysWith: min)
    // Who can have been passed through is no pivot yet.
    pivots =
      view == .blast ? [] : senders.intersection(reached.keys).subtracting(entries)
  }

  /// The map, without heading and footer.
  func map() -> AttackMap {
    let hosts = shown.sorted()
    let blocks = Set(hosts.filter { $0 != .internet }.map(directory.subnet)).sorted {
      ($0.block, $0.name, $0.zone) < ($1.block, $1.name, $1.zone)
    }
    let clusterOf = Dictionary(uniqueKeysWithValues: zip(blocks, blocks.indices))
    let ids = Dictionary(
      uniqueKeysWithValues: hosts.enumerated().map { ($0.element, "n\($0.offset + 1)") })
    var map = AttackMap(
      view: view, title: "", subtitle: "", footer: [], summary: "",
      clusters: blocks.enumerated().map { index, subnet in
        AttackMap.Cluster(
          id: "c\(index + 1)", block: subnet.block.description, name: subnet.name,
          zone: subnet.zone)
      },
      nodes: [], arrows: [], counts: AttackMap.Counts(), direction: .down)
    map.nodes = hosts.map { host in
      let cluster = host == .internet ? nil : clusterOf[directory.subnet(of: host)]
      return node(host, id: ids[host] ?? "", cluster: cluster)
    }
    var drawn = MapArrows(
      directory: directory, clock: clock, hostIDs: ids, pathHosts: pathHosts,
      milestones: milestones)
    drawn.add(
      links.filter { shown.contains($0.source) && shown.contains($0.target) },
      contextLimit: contextArrows)
    var stubs: [MapSelection.Stub: [MapLink]] = [:]
    for link in links {
      guard let stub = selection.stub(of: link) else { continue }
      stubs[stub, default: []].append(link)
    }
    map.nodes += drawn.add(stubs: stubs, clusterOf: clusterOf)
    if !selection.overflow.isEmpty { map.nodes.append(overflow(id: "s\(stubs.count + 1)")) }
    map.arrows = drawn.arrows
    map.counts.hostsShown = hosts.count
    map.counts.hostsHidden = allHosts.count - hosts.count
    map.counts.flaggedHidden = allHosts.count {
      !shown.contains($0) && directory.finding(about: $0) != nil
    }
    map.counts.edgesShown = drawn.edgesShown
    map.counts.edgesCounted = drawn.edgesCounted
    map.counts.edgesHidden = links.count - drawn.edgesShown - drawn.edgesCounted
    map.counts.edgesUsual = usual.count
    map.counts.hostsUsual = Set(usualPartners.keys).subtracting(allHosts).count
    map.direction = MapDirection.best(for: map)
    return map
  }

  /// Where a path led on, or to flagged hosts; where it did neither, all it reached.
  private var milestones: Set<IPAddress> {
    let telling = Set(reached.keys).filter {
      senders.contains($0) || directory.finding(about: $0) != nil
    }
    return telling.isEmpty ? Set(reached.keys) : telling
  }

  private static func partners(_ links: [MapLink]) -> [IPAddress: Set<IPAddress>] {
    var partners: [IPAddress: Set<IPAddress>] = [:]
    for link in links {
      partners[link.source, default: []].insert(link.target)
      partners[link.target, default: []].insert(link.source)
    }
    return partners
  }

  private var pathHosts: Set<IPAddress> {
    Set(links.filter { $0.isFollowed }.flatMap { [$0.source, $0.target] })
  }

  /// The count of important hosts there was no room for.
  private func overflow(id: String) -> AttackMap.Node {
    let hosts = selection.overflow
    let names = hosts.prefix(20).map(directory.fullTitle)
    let more = hosts.count > 20 ? ["and \(PlainWords.count(hosts.count - 20)) more"] : []
    return AttackMap.Node(
      id: id, cluster: nil, title: "+\(PlainWords.count(hosts.count, "host"))",
      details: ["flagged or on a path, least severe", "no room on this map"],
      tooltip: (names + more).joined(separator: "\n"), role: nil, severity: .none,
      isEntry: false, isPivot: false)
  }

  private func node(_ host: IPAddress, id: String, cluster: Int?) -> AttackMap.Node {
    let finding = directory.finding(about: host)
    let role = directory.role(of: host)
    var details: [String] = []
    var identity = directory.name(of: host) == nil || host == .internet ? [] : [host.description]
    if role != .unknown, host != .internet { identity.append(role.title) }
    if !identity.isEmpty { details.append(identity.joined(separator: " · ")) }
    var judgement =
      finding.map { [$0.severity.rawValue, "score \(PlainWords.score($0.score))"] } ?? []
    if entries.contains(host) { judgement.append(MapStyle.entryTitle(view).short) }
    if pivots.contains(host) { judgement.append("pivot") }
    if !judgement.isEmpty { details.append(judgement.joined(separator: " · ")) }
    // Where a path says when the host was reached, that is what the reader looks for.
    if let arrival = reached[host], !entries.contains(host),
      finding != nil || view == .blast
    {
      details.append("reached \(clock.text(arrival, arrival))")
    } else if let first = directory.firstSeen(host) {
      details.append("first seen \(clock.text(first, first))")
    }
    if finding != nil || host == .internet, let others = usualPartners[host]?.count {
      details.append("usual traffic with \(PlainWords.count(others, "host"))")
    }
    if let failed = probes[host] {
      let flows = failed.reduce(Int64(0)) { $0 &+ $1.edge.flows }
      let sources = Set(failed.map(\.source)).sorted()
      details.append(
        "\(PlainWords.count(flows, "failed flow")) from "
          + (sources.count == 1
            ? directory.title(of: sources[0]) : PlainWords.count(sources.count, "host")))
    }
    return AttackMap.Node(
      id: id, cluster: cluster, title: directory.title(of: host), details: details,
      tooltip: tooltip(host, finding), role: role, severity: finding?.severity ?? .none,
      isEntry: entries.contains(host), isPivot: pivots.contains(host), host: host)
  }

  private func tooltip(_ host: IPAddress, _ finding: Finding?) -> String {
    var lines = [directory.fullTitle(of: host)]
    if host != .internet {
      lines.append("\(directory.role(of: host).title), subnet \(directory.subnet(of: host).block)")
    }
    if let finding {
      lines.append(
        "\(finding.severity.rawValue), score \(PlainWords.score(finding.score)), "
          + "p = \(PlainWords.probability(finding.pValue))")
      lines += finding.reasons.prefix(4).map { "– " + SafeText.clean($0.text, limit: 240) }
    } else {
      lines.append("not flagged")
    }
    if let others = usualPartners[host]?.count {
      lines.append("usual traffic with \(PlainWords.count(others, "host"))")
    }
    return lines.joined(separator: "\n")
  }

  /// The hops in order of time, in words; at most 40 of them.
  func summary() -> String {
    let hops = links.filter { $0.isFollowed }
      .sorted { ($0.edge.firstSeen, $0.firstNumber) < ($1.edge.firstSeen, $1.firstNumber) }
    let sentences = hops.prefix(40).map { link -> String in
      let number = MapLink.list(link.numbers)
      let how =
        link.kind == .failed
        ? "failed"
        : link.kind == .inferred
          ? "inferred, certainty \(PlainWords.percent(link.hop?.certainty ?? 0))"
          : link.kind == .reach ? "possible" : "observed"
      return "Hop \(number): \(directory.fullTitle(of: link.source)) to "
        + "\(directory.fullTitle(of: link.target)), \(link.edge.service.title), "
        + "\(PlainWords.moment(link.edge.firstSeen)), \(how)."
    }
    let more = hops.count > 40 ? ["\(PlainWords.count(hops.count - 40)) more hops."] : []
    return (sentences + more).joined(separator: " ")
  }
}

extension MapLink.HopNumber {
  /// Before every other.
  static let zero = MapLink.HopNumber(letter: "", number: 0)
}
