// SPDX-License-Identifier: Apache-2.0

internal import Detection
internal import Flows
internal import Topology

/// What is written beside an arrow and shown when the pointer rests on it.
enum MapArrowText {
  static func details(
    _ links: [MapLink], kind: AttackMap.Kind, isHop: Bool, clock: MapClock
  ) -> [String] {
    let flows = links.reduce(Int64(0)) { $0 &+ $1.edge.flows }
    let failed = links.reduce(Int64(0)) { $0 &+ $1.edge.failedFlows }
    let first = links.map(\.edge.firstSeen).min() ?? Timestamp(microseconds: 0)
    let last = links.map(\.edge.lastSeen).max() ?? first
    var lines: [String] = []
    if kind != .context {
      lines.append(
        "\(clock.text(first, isHop ? max(first, last) : first)) · \(PlainWords.count(flows, "flow"))"
      )
    }
    if kind == .failed {
      lines.append(flows == 1 ? "failed" : "failed, all \(PlainWords.count(flows))")
    } else if failed > 0, kind != .context {
      lines.append("\(PlainWords.count(failed)) of them failed")
    }
    if kind == .inferred { lines.append("inferred, \(certainty(links)) certain") }
    if links.contains(where: \.edge.crossesSubnet), kind != .context {
      lines.append("⇄ crosses subnets")
    }
    return lines
  }

  static func tooltip(_ links: [MapLink], _ directory: HostDirectory) -> String {
    let lines = links.prefix(12).map { link -> String in
      let edge = link.edge
      var text = link.isHop ? "hop \(MapLink.list(link.numbers)): " : ""
      text += "\(directory.fullTitle(of: edge.source)) → \(directory.fullTitle(of: edge.target))"
      text += ", \(edge.service.title), \(PlainWords.moment(edge.firstSeen))"
      text += ", \(PlainWords.count(edge.flows, "flow"))"
      if edge.failedFlows > 0 { text += ", \(PlainWords.count(edge.failedFlows)) failed" }
      text += ", \(PlainWords.bytes(edge.bytesOut)) out, \(PlainWords.bytes(edge.bytesIn)) in"
      if let hop = link.hop {
        text += ", \(hop.kind.rawValue), certainty \(PlainWords.percent(hop.certainty))"
        text += "\n– " + SafeText.clean(hop.reason.text, limit: 240)
      }
      return text
    }
    let more = links.count > 12 ? ["and \(PlainWords.count(links.count - 12)) more edges"] : []
    return (lines + more).joined(separator: "\n")
  }

  private static func certainty(_ links: [MapLink]) -> String {
    let values = links.compactMap { $0.hop?.certainty }
    guard let low = values.min(), let high = values.max() else { return PlainWords.percent(0) }
    let (a, b) = (PlainWords.percent(low), PlainWords.percent(high))
    return a == b ? a : "\(a) to \(b)"
  }
}
