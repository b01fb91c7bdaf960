// SPDX-License-Identifier: Apache-2.0

/// Findings as alerts of the Elastic Common Schema, one JSON object a line.
///
/// What the schema has no field for is under `sidestep`.
///
/// Source: Elastic Common Schema 8.17, elastic.co/docs/reference/ecs.
enum ECSExport {
  private static let version = "8.17.0"

  static func bytes(_ report: Report) -> [UInt8] {
    JSONValue.lines(ExportedFinding.all(report).map { alert($0, report) })
  }

  /// One finding as an alert.
  static func alert(_ item: ExportedFinding, _ report: Report) -> JSONValue {
    [
      "@timestamp": "\(item.firstSeen)",
      "ecs": ["version": .text(version)],
      "message": .text("\(item.title). \(item.why)"),
      "event": event(item),
      "rule": [
        "id": "sidestep-host", "name": "Possible lateral movement", "category": "lateral-movement",
      ],
      "host": host(item.finding.host),
      "source": item.lead.map { endpoint($0.source, port: nil, bytes: $0.bytesOut) } ?? .nothing,
      "destination": item.lead.map {
        endpoint($0.target, port: $0.hasPort ? $0.port : nil, bytes: $0.bytesIn)
      } ?? .nothing,
      "network": item.lead.map(network) ?? .nothing,
      "threat": threat(item.finding.techniques),
      "related": related(item.hosts),
      "observer": [
        "vendor": "Sidestep", "product": "Sidestep", "type": "ids",
        "version": .text(report.provenance.version),
      ],
      "sidestep": own(item, report),
    ]
  }

  private static func event(_ item: ExportedFinding) -> JSONValue {
    [
      "kind": "alert", "category": ["network", "intrusion_detection"], "type": ["info"],
      "module": "sidestep", "dataset": "sidestep.finding", "provider": "sidestep",
      "id": .text(item.uuid), "action": "possible-lateral-movement",
      // The four steps Elastic's own rules use.
      "severity": .integer([21, 47, 73, 99][item.rank - 1]),
      "risk_score": .integer(item.risk), "risk_score_norm": .integer(item.risk),
      "start": "\(item.firstSeen)", "end": "\(item.lastSeen)", "reason": .text(item.why),
    ]
  }

  private static func host(_ host: Report.Host) -> JSONValue {
    [
      "ip": .unlessEmpty([host.ip].compactMap { $0 }), "name": .text(host.name ?? host.address),
      "hostname": .optional(host.name),
    ]
  }

  private static func endpoint(_ host: Report.Host, port: Int?, bytes: Int64) -> JSONValue {
    [
      "address": .text(host.name ?? host.address), "ip": .optional(host.ip),
      "port": port.map { JSONValue.integer($0) } ?? .nothing, "bytes": .integer(bytes),
    ]
  }

  private static func network(_ edge: Report.Edge) -> JSONValue {
    [
      "transport": .text(edge.ianaName), "iana_number": "\(edge.transportNumber)",
      "type": .text(edge.source.isV6 || edge.target.isV6 ? "ipv6" : "ipv4"),
      "direction": .text(edge.direction), "bytes": .integer(edge.bytesOut &+ edge.bytesIn),
    ]
  }

  private static func threat(_ techniques: [Report.Technique]) -> JSONValue {
    guard !techniques.isEmpty else { return .nothing }
    let tactics = distinct(techniques.compactMap(\.tactic))
    let parents = distinct(techniques.map(\.parent))
    let below = techniques.filter(\.isSubtechnique)
    var technique = fields(parents)
    if !below.isEmpty {
      technique.append(JSONValue.Member(name: "subtechnique", value: .object(fields(below))))
    }
    return [
      "framework": "MITRE ATT&CK",
      "tactic": [
        "id": .unlessEmpty(tactics.map(\.id)), "name": .unlessEmpty(tactics.map(\.name)),
      ],
      "technique": .object(technique),
    ]
  }

  private static func fields(_ techniques: [Report.Technique]) -> [JSONValue.Member] {
    [
      JSONValue.Member(name: "id", value: .unlessEmpty(techniques.map(\.id))),
      JSONValue.Member(name: "name", value: .unlessEmpty(techniques.map(\.name))),
      JSONValue.Member(name: "reference", value: .unlessEmpty(techniques.map(\.reference))),
    ]
  }

  private static func distinct<Value: Hashable>(_ values: [Value]) -> [Value] {
    var seen: Set<Value> = []
    return values.filter { seen.insert($0).inserted }
  }

  private static func related(_ hosts: [Report.Host]) -> JSONValue {
    [
      "ip": .unlessEmpty(hosts.compactMap(\.ip)),
      "hosts": .unlessEmpty(hosts.compactMap(\.name)),
    ]
  }

  /// What only we have: odds, reasons, hops.
  static func own(_ item: ExportedFinding, _ report: Report) -> JSONValue {
    let finding = item.finding
    return [
      "finding_id": .text(finding.id), "severity": .text(finding.severity),
      "score": .number(finding.score), "p_value": .number(finding.pValue),
      "reference": .text(report.calibration.reference),
      "window": ["start": .text(finding.window.start), "end": .text(finding.window.end)],
      "role": .text(finding.host.role), "subnet": .unlessEmpty(finding.host.subnet),
      "zone": .unlessEmpty(finding.host.zone),
      "reasons": .list(finding.reasons.map { .text($0.text) }),
      "benign_if": .unlessEmpty(finding.benignIf),
      "path_ids": .unlessEmpty(item.paths.map(\.id)),
      "hops": .unlessEmpty(item.hops.prefix(hopsListed).map(hop)),
      "hops_total": .integer(item.hops.count),
      "options_hash": .unlessEmpty(report.provenance.optionsHash),
    ]
  }

  /// How many hops a finding carries along: a worm's victim may have thousands.
  private static let hopsListed = 100

  /// A hop in plain fields.
  static func hop(_ hop: Report.Hop) -> JSONValue {
    let edge = hop.edge
    return [
      "number": .integer(hop.number), "kind": .text(hop.kind), "certainty": .number(hop.certainty),
      "source": .text(edge.source.address), "target": .text(edge.target.address),
      "service": .text(edge.service), "flows": .integer(edge.flows),
      "failed_flows": .integer(edge.failedFlows), "bytes_out": .integer(edge.bytesOut),
      "bytes_in": .integer(edge.bytesIn), "first_seen": .text(edge.firstSeen),
      "last_seen": .text(edge.lastSeen), "technique": .optional(hop.technique?.id),
    ]
  }
}
