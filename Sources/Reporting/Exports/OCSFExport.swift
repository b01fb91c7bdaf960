// SPDX-License-Identifier: Apache-2.0

/// Findings as OCSF Detection Findings, class 2004, one JSON object a line.
///
/// Source: Open Cybersecurity Schema Framework, schema.ocsf.io, *Detection Finding*.
enum OCSFExport {
  /// Hops and crossings of a finding listed as evidence; a sweep has thousands.
  private static let evidenceListed = 100

  /// From low to critical.
  private static let severities = ["Low", "Medium", "High", "Critical"]

  /// - Parameters:
  ///   - report: What to export.
  ///   - version: The schema's version; what is written is valid from 1.5 to 1.8.
  /// - Returns: The findings, UTF-8.
  static func bytes(_ report: Report, version: String) -> [UInt8] {
    JSONValue.lines(ExportedFinding.all(report).map { finding($0, report, version) })
  }

  private static func finding(
    _ item: ExportedFinding, _ report: Report, _ version: String
  ) -> JSONValue {
    [
      "category_uid": 2, "category_name": "Findings", "class_uid": 2004,
      "class_name": "Detection Finding", "activity_id": 1, "activity_name": "Create",
      "type_uid": 200_401, "type_name": "Detection Finding: Create",
      "severity_id": .integer(item.rank + 1), "severity": .text(severities[item.rank - 1]),
      "status_id": 1, "status": "New", "is_alert": true,
      "time": .integer(item.firstSeen.milliseconds),
      "start_time": .integer(item.firstSeen.milliseconds),
      "end_time": .integer(item.lastSeen.milliseconds), "message": .text(item.why),
      "risk_score": .integer(item.risk), "metadata": metadata(item, report, version),
      "finding_info": info(item), "evidences": evidences(item),
      "observables": .list(observables(item)),
      "unmapped": ["sidestep": ECSExport.own(item, report)],
    ]
  }

  private static func metadata(
    _ item: ExportedFinding, _ report: Report, _ version: String
  ) -> JSONValue {
    [
      "version": .text(version), "uid": .text(item.uuid),
      "product": [
        "name": "Sidestep", "vendor_name": "Sidestep", "version": .text(report.provenance.version),
      ],
    ]
  }

  private static func info(_ item: ExportedFinding) -> JSONValue {
    [
      "uid": .text(item.uuid), "title": .text(item.title), "desc": .text(item.why),
      "types": ["Lateral movement"],
      "analytic": [
        "type_id": 2, "type": "Behavioral", "name": "Possible lateral movement",
        "uid": "sidestep-host",
      ],
      "attacks": .unlessEmpty(item.finding.techniques.map(attack)),
      "created_time": .integer(ExportedFinding.moment(item.finding.window.end).milliseconds),
      "first_seen_time": .integer(item.firstSeen.milliseconds),
      "last_seen_time": .integer(item.lastSeen.milliseconds),
    ]
  }

  private static func attack(_ technique: Report.Technique) -> JSONValue {
    let own: JSONValue = [
      "uid": .text(technique.id), "name": .text(technique.name),
      "src_url": .text(technique.reference),
    ]
    let parent = technique.parent
    let above: JSONValue = [
      "uid": .text(parent.id), "name": .text(parent.name), "src_url": .text(parent.reference),
    ]
    return [
      "tactic": technique.tactic.map { ["uid": .text($0.id), "name": .text($0.name)] } ?? .nothing,
      "technique": technique.isSubtechnique ? above : own,
      "sub_technique": technique.isSubtechnique ? own : .nothing,
    ]
  }

  private static func evidences(_ item: ExportedFinding) -> JSONValue {
    guard !item.edges.isEmpty else {
      return [["src_endpoint": endpoint(item.finding.host, port: nil)]]
    }
    return .list(
      item.edges.prefix(evidenceListed).map { edge in
        [
          "src_endpoint": endpoint(edge.source, port: nil),
          "dst_endpoint": endpoint(edge.target, port: edge.hasPort ? edge.port : nil),
          "connection_info": connection(edge),
        ]
      })
  }

  private static func connection(_ edge: Report.Edge) -> JSONValue {
    let direction = ["inbound": 1, "outbound": 2, "internal": 3][edge.direction] ?? 0
    return [
      "direction_id": .integer(direction),
      "direction": .text(["Unknown", "Inbound", "Outbound", "Lateral"][direction]),
      "protocol_name": .text(edge.ianaName), "protocol_num": .integer(edge.transportNumber),
    ]
  }

  private static func endpoint(_ host: Report.Host, port: Int?) -> JSONValue {
    [
      "ip": .optional(host.ip), "hostname": .optional(host.name),
      "name": host.isInternet ? .text(host.address) : .nothing,
      "port": port.map { JSONValue.integer($0) } ?? .nothing, "zone": .unlessEmpty(host.zone),
    ]
  }

  /// Each host of the evidence once, named by the attribute that holds it.
  private static func observables(_ item: ExportedFinding) -> [JSONValue] {
    var places: [(path: String, host: Report.Host)] = []
    if item.edges.isEmpty { places = [("evidences[0].src_endpoint", item.finding.host)] }
    for (number, edge) in item.edges.prefix(evidenceListed).enumerated() {
      places.append(("evidences[\(number)].src_endpoint", edge.source))
      places.append(("evidences[\(number)].dst_endpoint", edge.target))
    }
    var seen: Set<String> = []
    return places.filter { seen.insert($0.host.address).inserted }.flatMap { path, host in
      let address: JSONValue =
        host.ip.map {
          ["name": .text(path + ".ip"), "type_id": 2, "type": "IP Address", "value": .text($0)]
        } ?? .nothing
      let name: JSONValue =
        host.name.map {
          [
            "name": .text(path + ".hostname"), "type_id": 1, "type": "Hostname",
            "value": .text($0),
          ]
        } ?? .nothing
      return [address, name].filter { $0 != .nothing }
    }
  }
}
