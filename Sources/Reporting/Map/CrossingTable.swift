// SPDX-License-Identifier: Apache-2.0

internal import Detection
internal import Flows
internal import Topology

/// Crossings summed by pair of subnets and by service.
struct CrossingTable {
  /// Everything from one node to another.
  struct Way {
    let source: String, target: String
    let crossings: [SubnetCrossing]

    var hasNew: Bool { crossings.contains { $0.isNewCell == true } }
    var givesControl: Bool { crossings.contains { $0.edge.service.givesControl } }
    var isSuspect: Bool { crossings.contains { $0.findingID != nil && $0.isNewCell != false } }
  }

  /// What is known of one subnet.
  private struct Part {
    var weight = 0
    var flows: Int64 = 0
    var senders: Set<IPAddress> = []
    var receivers: Set<IPAddress> = []
    var flagged: Set<IPAddress> = []
  }

  private let crossings: [SubnetCrossing]
  let directory: HostDirectory
  private var parts: [NamedSubnet: Part] = [:]

  init(_ crossings: [SubnetCrossing], directory: HostDirectory) {
    self.crossings = crossings
    self.directory = directory
    for crossing in crossings {
      let edge = crossing.edge
      let isNew = crossing.isNewCell == true
      let weight = Self.weight(
        isNew: isNew, isSuspect: isNew && crossing.findingID != nil,
        givesControl: edge.service.givesControl)
      for isSource in [true, false] {
        let subnet = isSource ? crossing.sourceSubnet : crossing.targetSubnet
        let host = isSource ? edge.source : edge.target
        var part = parts[subnet] ?? Part()
        part.weight = max(part.weight, weight)
        part.flows &+= max(0, min(edge.flows, 1 << 40))
        if isSource { part.senders.insert(host) } else { part.receivers.insert(host) }
        if directory.finding(about: host) != nil { part.flagged.insert(host) }
        parts[subnet] = part
      }
    }
  }

  var hasBaseline: Bool { crossings.contains { $0.isNewCell != nil } }

  /// Every subnet, the most telling first.
  var ranked: [NamedSubnet] {
    parts.sorted { a, b in
      if a.value.weight != b.value.weight { return a.value.weight > b.value.weight }
      if a.value.flows != b.value.flows { return a.value.flows > b.value.flows }
      return (a.key.block, a.key.name, a.key.zone) < (b.key.block, b.key.name, b.key.zone)
    }.map(\.key)
  }

  /// Everything by pair of nodes: new ones first, of findings before others, then those that give
  /// control, then by flows.
  func ways(id: (Subnet) -> String) -> [Way] {
    struct Pair: Hashable { let source: String, target: String }
    let groups = Dictionary(grouping: crossings) {
      Pair(source: id($0.sourceSubnet.block), target: id($0.targetSubnet.block))
    }
    struct Weighed {
      let way: Way, weight: Int, flows: Int64
    }
    let weighed = groups.map { pair, crossings -> Weighed in
      let way = Way(source: pair.source, target: pair.target, crossings: crossings)
      let weight = Self.weight(
        isNew: way.hasNew, isSuspect: way.isSuspect, givesControl: way.givesControl)
      return Weighed(way: way, weight: weight, flows: Self.flows(crossings))
    }
    let sorted = weighed.sorted { (a: Weighed, b: Weighed) -> Bool in
      if a.weight != b.weight { return a.weight > b.weight }
      if a.flows != b.flows { return a.flows > b.flows }
      return (a.way.source, a.way.target) < (b.way.source, b.way.target)
    }
    return sorted.map(\.way)
  }

  private static func weight(isNew: Bool, isSuspect: Bool, givesControl: Bool) -> Int {
    var weight = givesControl ? 1 : 0
    if isNew { weight += 4 }
    if isSuspect { weight += 8 }
    return weight
  }

  func node(_ subnet: NamedSubnet, id: String) -> AttackMap.Node {
    let part = parts[subnet] ?? Part()
    var details: [String] = []
    if !subnet.name.isEmpty { details.append(subnet.block.description) }
    if !subnet.zone.isEmpty, subnet.zone != subnet.name { details.append("zone \(subnet.zone)") }
    if !part.senders.isEmpty {
      details.append("\(PlainWords.count(part.senders.count, "host")) went out")
    }
    if !part.receivers.isEmpty {
      details.append("\(PlainWords.count(part.receivers.count, "host")) reached")
    }
    if !part.flagged.isEmpty { details.append("\(PlainWords.count(part.flagged.count)) flagged") }
    let flagged = part.flagged.sorted().prefix(20).map { "flagged: " + directory.fullTitle(of: $0) }
    return AttackMap.Node(
      id: id, cluster: nil,
      title: subnet.name.isEmpty ? subnet.block.description : subnet.name, details: details,
      tooltip: (["subnet \(subnet.block)"] + details.dropFirst() + flagged)
        .joined(separator: "\n"), role: nil, severity: .none, isEntry: false, isPivot: false,
      isSubnet: true)
  }

  /// The count of subnets there was no room for.
  func rest(_ subnets: [NamedSubnet], id: String) -> AttackMap.Node {
    let names = subnets.prefix(20).map(\.block.description)
    let more = subnets.count > 20 ? ["and \(PlainWords.count(subnets.count - 20)) more"] : []
    return AttackMap.Node(
      id: id, cluster: nil, title: "+\(PlainWords.count(subnets.count, "subnet"))",
      details: ["the least telling"], tooltip: (names + more).joined(separator: "\n"), role: nil,
      severity: .none, isEntry: false, isPivot: false)
  }

  var sentence: String {
    guard !crossings.isEmpty else { return "No edge crossed from one internal subnet to another." }
    let new = crossings.count { $0.isNewCell == true }
    let text =
      "\(PlainWords.count(crossings.count, "edge")) crossed between "
      + PlainWords.count(parts.count, "internal subnet")
    return hasBaseline
      ? text + "; \(PlainWords.count(new)) in a combination of subnets and service not seen before."
      : text + "."
  }

  /// The new ways in words, at most 40 of them.
  var summary: String {
    let new = crossings.filter { $0.isNewCell == true }
    let sentences = new.prefix(40).map { crossing in
      "New: \(crossing.edge.service.title) from \(crossing.sourceSubnet.block) to "
        + "\(crossing.targetSubnet.block), \(PlainWords.moment(crossing.edge.firstSeen))."
    }
    let more = new.count > 40 ? ["\(PlainWords.count(new.count - 40)) more new ways."] : []
    return (sentences + more).joined(separator: " ")
  }

  static func flows(_ crossings: [SubnetCrossing]) -> Int64 {
    crossings.reduce(Int64(0)) { $0 &+ max(0, min($1.edge.flows, 1 << 40)) }
  }
}
