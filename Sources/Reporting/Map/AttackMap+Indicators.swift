// SPDX-License-Identifier: Apache-2.0

internal import Detection
internal import Flows
internal import Topology

extension AttackMap {
  /// Addresses somebody has warned of that are drawn one by one; more are counted.
  private static let indicatorsDrawn = 6

  /// Marks hosts that met addresses somebody has warned of, and draws those addresses: the Internet
  /// is one host else, and the one address that matters would be lost in it.
  ///
  /// - Complexity: O(nodes + sightings · log sightings).
  public mutating func mark(_ seen: IndicatorSightings) {
    let byHost = seen.byHost
    let clock = MapClock(seen.sightings.map(\.firstSeen))
    var met: [Int: [(node: String, sighting: SightingTable.Sighting)]] = [:]
    for place in nodes.indices {
      guard let host = nodes[place].host, host != .internet else { continue }
      if let entry = seen.entry(for: host) {
        nodes[place].isListed = true
        nodes[place].details.append("\(MapStyle.indicatorMark) listed itself")
        nodes[place].tooltip += "\n\(MapStyle.indicatorMark) listed: \(seen.title(of: entry))"
      }
      guard let own = byHost[host] else { continue }
      nodes[place].isListed = true
      let entries = Set(own.map(\.entry)).sorted()
      nodes[place].details.append(
        "\(MapStyle.indicatorMark) met "
          + (entries.count == 1
            ? "a listed address" : "\(PlainWords.count(entries.count)) listed addresses"))
      nodes[place].tooltip += own.prefix(4).map {
        "\n\(MapStyle.indicatorMark) " + SafeText.clean(seen.sentence($0), limit: 240)
      }.joined()
      for sighting in own { met[sighting.entry, default: []].append((nodes[place].id, sighting)) }
    }
    let shownHosts = Set(nodes.compactMap(\.host))
    let order = met.keys.sorted { a, b in
      let first = { (entry: Int) in met[entry]?.map(\.sighting.firstSeen).min() }
      guard let left = first(a), let right = first(b), left != right else { return a < b }
      return left < right
    }.filter { !shownHosts.contains(seen.blocks[$0].base) }
    for entry in order.prefix(Self.indicatorsDrawn) { draw(entry, met[entry] ?? [], seen, clock) }
    let more = order.count - min(order.count, Self.indicatorsDrawn)
    if more > 0 {
      footer.append(
        "\(PlainWords.count(more, "more listed address")) met by hosts shown, not drawn.")
    }
  }

  private mutating func draw(
    _ entry: Int, _ met: [(node: String, sighting: SightingTable.Sighting)],
    _ seen: IndicatorSightings, _ clock: MapClock
  ) {
    let block = seen.blocks[entry]
    let id = "i\(entry + 1)"
    nodes.append(
      Node(
        id: id, cluster: nil,
        title: block.base == block.last ? block.base.description : block.description,
        details: ["\(MapStyle.indicatorMark) listed"]
          + (seen.labels[entry].isEmpty ? [] : [SafeText.clean(seen.labels[entry], limit: 40)]),
        tooltip: seen.title(of: entry), role: .internet, severity: .none, isEntry: false,
        isPivot: false, isIndicator: true))
    for (node, own) in Dictionary(grouping: met, by: \.node).sorted(by: { $0.key < $1.key }) {
      let all = own.map(\.sighting)
      for isOutward in [true, false] {
        let some = all.filter { $0.isOutward == isOutward }
        guard let first = some.first else { continue }
        let flows = some.reduce(Int64(0)) { $0.saturatingSum($1.flows) }
        let services = Set(some.map(\.service)).sorted()
        arrows.append(
          Arrow(
            id: "e\(arrows.count + 1)", source: isOutward ? node : id,
            target: isOutward ? id : node, kind: .context, crossesSubnet: false, numbers: "",
            services: services[0].title
              + (services.count > 1 ? ", +\(services.count - 1) more" : ""),
            steps: [],
            details: [
              "\(clock.text(first.firstSeen, first.firstSeen)) · \(PlainWords.count(flows, "flow"))"
            ], tooltip: some.prefix(4).map(seen.sentence).joined(separator: "\n"),
            edges: some.count, leadsOn: false, shapesLayout: isOutward))
      }
    }
  }
}
