// SPDX-License-Identifier: Apache-2.0

/// Findings as events for Splunk's HTTP Event Collector, one JSON object a line, with the field
/// names of the Common Information Model.
///
/// Source: Splunk, *Format events for HTTP Event Collector*; CIM, *Alerts* and *Intrusion
/// Detection*.
enum SplunkExport {
  static func bytes(_ report: Report) -> [UInt8] {
    JSONValue.lines(
      ExportedFinding.all(report).map { item in
        [
          "time": .number(item.firstSeen.seconds),
          "host": .text(item.finding.host.name ?? item.finding.host.address),
          "source": "sidestep", "sourcetype": "sidestep:finding", "event": event(item, report),
        ]
      })
  }

  private static func event(_ item: ExportedFinding, _ report: Report) -> JSONValue {
    let lead = item.lead
    return [
      "id": .text(item.uuid), "signature": "Possible lateral movement",
      "signature_id": "sidestep-host", "ids_type": "network", "type": "alert",
      "vendor_product": "Sidestep", "severity": .text(item.finding.severity),
      "risk_score": .integer(item.risk), "description": .text("\(item.title). \(item.why)"),
      "src": .text((lead?.source ?? item.finding.host).address),
      "src_host": .optional((lead?.source ?? item.finding.host).name),
      "dest": .optional(lead?.target.address), "dest_host": .optional(lead?.target.name),
      "dest_port": lead.flatMap { $0.hasPort ? JSONValue.integer($0.port) : nil } ?? .nothing,
      "transport": .optional(lead?.transport),
      "mitre_technique_id": .unlessEmpty(item.finding.techniques.map(\.id)),
      "sidestep": ECSExport.own(item, report),
    ]
  }
}
