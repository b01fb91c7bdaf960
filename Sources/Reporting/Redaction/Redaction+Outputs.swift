// SPDX-License-Identifier: Apache-2.0

public import Detection
internal import Flows
public import Topology

extension Redaction {
  /// The redaction of everything an analysis leaves: page, map, tables and exports agree.
  ///
  /// - Parameters:
  ///   - result: What was found, with the names of all hosts and subnets.
  ///   - provenance: With the names of inputs.
  ///   - subnets: The subnets file.
  ///   - indicators: With what the list says.
  public init(
    of result: AnalysisResult, provenance: Provenance, subnets: SubnetMap,
    indicators: IndicatorSightings? = nil
  ) {
    let own = result.assessments.map(\.subnet)
    let crossed = result.crossings.flatMap { [$0.sourceSubnet, $0.targetSubnet] }
    let listed = subnets.blocks.map { subnets.subnet(of: $0.base) }
    let places = Array(Set(own + crossed + listed)).sorted { a, b in
      (a.block, a.name, a.zone) < (b.block, b.name, b.zone)
    }
    var names = result.assessments.compactMap { $0.name.map { ($0, "host") } }
    names += places.map { ($0.name, "subnet") } + places.map { ($0.zone, "zone") }
    names += (indicators?.labels ?? []).map { ($0, "indicator") }
    for (rule, _) in result.allowed {
      for party in [rule.source, rule.target] {
        if case .host(let name, _) = party { names.append((name, "host")) }
      }
      names.append((rule.reason, "reason"))
    }
    names += provenance.inputs.map { ($0.name, "input") }
    names += provenance.namedOptions
    self.init(
      blocks: places.map(\.block),
      names: names.map { (name: $0.0, kind: $0.1) })
  }
}

extension AttackMap {
  /// Puts other addresses and names in place of the real ones.
  public mutating func redact(_ redaction: inout Redaction) {
    title = redaction.text(title)
    subtitle = redaction.text(subtitle)
    summary = redaction.text(summary)
    footer = footer.map { Self.withoutHash(redaction.text($0)) }
    for place in clusters.indices {
      clusters[place].block = redaction.block(clusters[place].block)
      clusters[place].name = redaction.name(clusters[place].name, kind: "subnet")
      clusters[place].zone = redaction.name(clusters[place].zone, kind: "zone")
    }
    for place in nodes.indices {
      nodes[place].title = redaction.text(nodes[place].title)
      nodes[place].details = nodes[place].details.map { redaction.text($0) }
      nodes[place].tooltip = Self.lines(nodes[place].tooltip, &redaction)
      nodes[place].host = nil
    }
    for place in arrows.indices {
      arrows[place].details = arrows[place].details.map { redaction.text($0) }
      arrows[place].tooltip = Self.lines(arrows[place].tooltip, &redaction)
    }
  }

  /// Line by line: a name that was cut takes the rest of its line with it, no more.
  private static func lines(_ text: String, _ redaction: inout Redaction) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { redaction.text(String($0)) }.joined(separator: "\n")
  }

  /// The hash of the options could be found out by trying addresses.
  private static func withoutHash(_ line: String) -> String {
    guard let start = line.firstRange(of: " · options ") else { return line }
    guard let end = line[start.upperBound...].firstRange(of: " · ") else { return line }
    return String(line[..<start.lowerBound] + line[end.lowerBound...])
  }
}

extension Table {
  /// This table with other addresses and names in its texts.
  public func redacted(_ redaction: inout Redaction) -> Table {
    var table = Table(columns: columns)
    table.textLimit = textLimit
    for row in rows {
      table.append(
        row.map { cell in
          guard case .text(let text) = cell else { return cell }
          return .text(text.count < 2 ? text : redaction.text(text))
        })
    }
    return table
  }
}
