// SPDX-License-Identifier: Apache-2.0

internal import Detection
internal import Flows
internal import Topology

/// What is written beside an arrow and shown when the pointer rests on it.
enum MapArrowText {
  /// Edges up to which an arrow names each with its number and time.
  private static let listedSteps = 4

  /// The numbered edges of an arrow one by one; none if they are one, or too many.
  static func steps(_ links: [MapLink], clock: MapClock) -> [AttackMap.Step] {
    guard (2...listedSteps).contains(links.count), links.allSatisfy({ !$0.numbers.isEmpty }) else {
      return []
    }
    return links.map { link in
      AttackMap.Step(
        number: MapLink.list(link.numbers), service: link.edge.service.title,
        detail: time([link], clock))
    }
  }

  static func details(
    _ links: [MapLink], kind: AttackMap.Kind, hasSteps: Bool, clock: MapClock
  ) -> [String] {
    let flows = links.reduce(Int64(0)) { $0 &+ $1.edge.flows }
    let failed = links.reduce(Int64(0)) { $0 &+ $1.edge.failedFlows }
    if kind.isChange { return change(links, kind, clock) }
    var lines = kind == .context || hasSteps ? [] : [time(links, clock)]
    if kind == .failed {
      lines.append(flows == 1 ? "failed" : "failed, all \(PlainWords.count(flows))")
    } else if failed > 0, kind != .context {
      lines.append("\(PlainWords.count(failed)) of \(PlainWords.count(flows)) failed")
    }
    if kind == .inferred { lines.append("inferred, \(certainty(links)) certain") }
    if kind == .context, links.allSatisfy({ $0.target == .internet }) {
      let bytes = links.reduce(Int64(0)) { $0 &+ max(0, min($1.edge.bytesOut, 1 << 50)) }
      lines.append("\(PlainWords.bytes(bytes)) out, from \(start(links, clock))")
    }
    return lines
  }

  /// How it was and how it is.
  private static func change(
    _ links: [MapLink], _ kind: AttackMap.Kind, _ clock: MapClock
  ) -> [String] {
    let total = { (count: (MapLink) -> Int64) in
      links.reduce(Int64(0)) { $0 &+ max(0, min(count($1), 1 << 50)) }
    }
    let flows = total { $0.edge.flows }
    let failed = links.allSatisfy { $0.edge.isFailure } ? ", all failed" : ""
    switch kind {
    case .appeared: return ["new, \(time(links, clock))\(failed)"]
    case .vanished:
      let last = links.map(\.edge.lastSeen).max() ?? Timestamp(microseconds: 0)
      return ["vanished, last \(clock.text(last, last))"]
    default:
      let before = total { $0.change?.earlierFlows ?? 0 }
      let (now, then) = (total { $0.edge.bytes }, total { $0.change?.earlierBytes ?? 0 })
      return flows / 2 >= before
        ? ["grown, \(PlainWords.count(before)) → \(PlainWords.count(flows, "flow"))"]
        : ["grown, \(PlainWords.bytes(then)) → \(PlainWords.bytes(now))"]
    }
  }

  /// When it began and how often it was; when it ended is in the tooltip.
  private static func time(_ links: [MapLink], _ clock: MapClock) -> String {
    let flows = links.reduce(Int64(0)) { $0 &+ $1.edge.flows }
    return "\(start(links, clock)) · \(PlainWords.count(flows, "flow"))"
  }

  private static func start(_ links: [MapLink], _ clock: MapClock) -> String {
    let first = links.map(\.edge.firstSeen).min() ?? Timestamp(microseconds: 0)
    return clock.text(first, first)
  }

  static func tooltip(_ links: [MapLink], _ directory: HostDirectory) -> String {
    let lines = links.prefix(12).map { link -> String in
      let edge = link.edge
      var text = link.isFollowed ? "hop \(MapLink.list(link.numbers)): " : ""
      if let change = link.change {
        text = "\(change.kind.rawValue): "
      }
      text += "\(directory.fullTitle(of: edge.source)) → \(directory.fullTitle(of: edge.target))"
      text += ", \(edge.service.title), \(PlainWords.moment(edge.firstSeen))"
      if edge.lastSeen > edge.firstSeen { text += " to \(PlainWords.moment(edge.lastSeen))" }
      text += ", \(PlainWords.count(edge.flows, "flow"))"
      if edge.failedFlows > 0 { text += ", \(PlainWords.count(edge.failedFlows)) failed" }
      text += ", \(PlainWords.bytes(edge.bytesOut)) out, \(PlainWords.bytes(edge.bytesIn)) in"
      if let change = link.change, change.kind != .appeared {
        text +=
          "; at most \(PlainWords.count(change.earlierFlows, "flow")) and "
          + "\(PlainWords.bytes(change.earlierBytes)) in a period before"
      }
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
