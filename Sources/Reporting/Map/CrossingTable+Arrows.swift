// SPDX-License-Identifier: Apache-2.0

internal import Detection
internal import Flows
internal import Topology

extension CrossingTable {
  /// Services an arrow names one by one.
  private static let listedServices = 4

  /// What one arrow says of one service.
  private struct Use {
    let service: Service
    let crossings: [SubnetCrossing]

    var isNew: Bool { crossings.contains { $0.isNewCell == true } }
    var order: (Int, Int, Int64, Service) {
      let isNamed = service.port < MapRelevance.firstEphemeralPort
      return (
        isNew ? 0 : 1, service.givesControl ? 0 : isNamed ? 1 : 2,
        -CrossingTable.flows(crossings), service
      )
    }
  }

  func arrow(_ way: Way, id: String, isCrowded: Bool) -> AttackMap.Arrow {
    let uses = Dictionary(grouping: way.crossings, by: \.edge.service)
      .map { Use(service: $0, crossings: $1) }.sorted { $0.order < $1.order }
    let new = uses.filter(\.isNew)
    // Where it is known what is new, the rest is told in a line, and only where there is room.
    let told = hasBaseline ? new : uses
    let listed = told.prefix(Self.listedServices)
    var details: [String] = []
    if told.count > listed.count {
      details.append("+\(PlainWords.count(told.count - listed.count)) more")
    }
    let isUsual = hasBaseline && new.isEmpty && !isCrowded
    if isUsual {
      details.append(
        "\(PlainWords.count(Self.flows(way.crossings), "flow")), "
          + PlainWords.count(way.crossings.count, "edge"))
    }
    if !new.isEmpty, uses.count > new.count {
      details.append("beside \(PlainWords.count(uses.count - new.count, "service")) seen before")
    }
    let stands = way.givesControl && !hasBaseline
    let kind: AttackMap.Kind = new.isEmpty ? (stands ? .control : .context) : .appeared
    return AttackMap.Arrow(
      id: id, source: way.source, target: way.target, kind: kind, crossesSubnet: false,
      numbers: "", services: isUsual ? Self.names(uses) : "", steps: listed.map(step),
      details: details,
      tooltip: tooltip(way), edges: way.crossings.count, leadsOn: true, shapesLayout: true)
  }

  private static func names(_ uses: [Use]) -> String {
    let more = uses.count > 2 ? ["+\(uses.count - 2) more"] : []
    return (uses.prefix(2).map(\.service.title) + more).joined(separator: ", ")
  }

  private func step(_ use: Use) -> AttackMap.Step {
    let flows = Self.flows(use.crossings)
    let failed = use.crossings.allSatisfy { $0.edge.isFailure } ? ", all failed" : ""
    return AttackMap.Step(
      number: use.isNew ? "new" : "", service: use.service.title,
      detail: "\(PlainWords.count(flows, "flow")), "
        + "\(PlainWords.count(use.crossings.count, "pair"))\(failed)")
  }

  private func tooltip(_ way: Way) -> String {
    let ordered = way.crossings.sorted { (a: SubnetCrossing, b: SubnetCrossing) -> Bool in
      let (x, y) = (a.isNewCell == true, b.isNewCell == true)
      if x != y { return x }
      if a.edge.firstSeen != b.edge.firstSeen { return a.edge.firstSeen < b.edge.firstSeen }
      return (a.edge.source, a.edge.target, a.edge.service)
        < (b.edge.source, b.edge.target, b.edge.service)
    }
    let lines = ordered.prefix(12).map { crossing -> String in
      let edge = crossing.edge
      var text = crossing.isNewCell == true ? "new: " : ""
      text += "\(directory.fullTitle(of: edge.source)) → \(directory.fullTitle(of: edge.target)), "
      text += "\(edge.service.title), \(PlainWords.moment(edge.firstSeen)), "
      text += PlainWords.count(edge.flows, "flow")
      if edge.failedFlows > 0 { text += ", \(PlainWords.count(edge.failedFlows)) failed" }
      return text
    }
    let more =
      ordered.count > 12 ? ["and \(PlainWords.count(ordered.count - 12)) more edges"] : []
    return (lines + more).joined(separator: "\n")
  }
}
