// SPDX-License-Identifier: Apache-2.0

private import Flows

/// Findings as a STIX 2.1 bundle: the traffic as observed data, techniques with their sightings, a
/// note for each finding, and a report that holds it all together.
///
/// There are no indicators: internal addresses are where it happened, not what to block.
///
/// Source: OASIS, *STIX Version 2.1*, 2021.
enum STIXExport {
  static func bytes(_ report: Report) -> [UInt8] {
    let items = ExportedFinding.all(report)
    var seen: Set<String> = []
    let edges = (report.paths.flatMap { $0.hops.map(\.edge) } + items.flatMap(\.edges)).filter {
      seen.insert(trafficID($0)).inserted
    }
    var objects = [STIXObjects.identity]
    objects += report.exportedHosts.map(STIXObjects.address).filter { $0 != .nothing }
    objects += edges.flatMap { [traffic($0), observation($0)] }
    objects += report.exportedTechniques.map { STIXObjects.pattern($0, at: report.knownAt) }
    objects += report.exportedTechniques.map { sighting($0, report) }.filter { $0 != .nothing }
    objects += items.map(note)
    return STIXObjects.bundle(objects + [document(report, objects)])
  }

  private static func trafficMembers(_ edge: Report.Edge) -> [(String, JSONValue)] {
    let version = edge.source.isV6 || edge.target.isV6 ? "ipv6" : "ipv4"
    return [
      ("dst_port", edge.hasPort ? .integer(edge.port) : .nothing),
      ("dst_ref", .optional(STIXObjects.addressID(edge.target))),
      ("end", .text(edge.lastSeen)), ("protocols", [.text(version), .text(edge.transport)]),
      ("src_ref", .optional(STIXObjects.addressID(edge.source))),
      ("start", .text(edge.firstSeen)),
    ]
  }

  private static func trafficID(_ edge: Report.Edge) -> String {
    STIXObjects.observableID("network-traffic", trafficMembers(edge))
  }

  private static func traffic(_ edge: Report.Edge) -> JSONValue {
    let common: JSONValue = [
      "type": "network-traffic", "spec_version": "2.1", "id": .text(trafficID(edge)),
      "is_active": false, "src_byte_count": .integer(edge.bytesOut),
      "dst_byte_count": .integer(edge.bytesIn),
    ]
    let members = trafficMembers(edge).map { JSONValue.Member(name: $0.0, value: $0.1) }
    return common.joined(.object(members))
  }

  private static func observationID(_ edge: Report.Edge) -> String {
    STIXObjects.id("observed-data", [trafficID(edge)])
  }

  private static func observation(_ edge: Report.Edge) -> JSONValue {
    let references =
      [trafficID(edge)] + [edge.source, edge.target].compactMap(STIXObjects.addressID)
    return STIXObjects.domainObject(
      "observed-data", id: observationID(edge), at: ExportedFinding.moment(edge.lastSeen),
      [
        "first_observed": .text(edge.firstSeen), "last_observed": .text(edge.lastSeen),
        // Section 4.14: 1 to 999,999,999.
        "number_observed": .integer(min(max(edge.flows, 1), 999_999_999)),
        "object_refs": .list(references.map(JSONValue.text)),
      ])
  }

  private static func sighting(_ technique: Report.Technique, _ report: Report) -> JSONValue {
    let hops = report.paths.flatMap(\.hops).filter { $0.technique?.id == technique.id }
    let times = hops.map { ExportedFinding.moment($0.edge.firstSeen) }
    guard let first = times.min(), let last = times.max() else { return .nothing }
    var seen: Set<String> = []
    let observed = hops.map { observationID($0.edge) }.filter { seen.insert($0).inserted }
    return STIXObjects.domainObject(
      "sighting", id: STIXObjects.id("sighting", [technique.id] + observed), at: report.knownAt,
      [
        "description": .text("\(hops.count) hops are consistent with \(technique.id)."),
        "first_seen": "\(first)", "last_seen": "\(last)", "count": .integer(hops.count),
        "sighting_of_ref": .text(STIXObjects.patternID(technique)),
        "observed_data_refs": .list(observed.map(JSONValue.text)),
      ])
  }

  private static func note(_ item: ExportedFinding) -> JSONValue {
    let finding = item.finding
    var lines = ["\(item.title), severity \(finding.severity)."]
    lines += finding.reasons.map { "- \($0.text)" }
    if !finding.benignIf.isEmpty { lines.append("Could be benign if:") }
    lines += finding.benignIf.map { "- \($0)" }
    let references =
      [STIXObjects.addressID(finding.host)].compactMap { $0 }
      + item.edges.map(observationID) + finding.techniques.map(STIXObjects.patternID)
    return STIXObjects.domainObject(
      "note", id: "note--\(item.uuid)", at: ExportedFinding.moment(finding.window.end),
      [
        "abstract": .text(item.title), "content": .text(lines.joined(separator: "\n")),
        "object_refs": .list(references.map(JSONValue.text)),
      ])
  }

  private static func document(_ report: Report, _ objects: [JSONValue]) -> JSONValue {
    let references = objects.compactMap { $0["id"] }
    let findings = PlainWords.count(report.findings.count, "finding")
    let paths = PlainWords.count(report.paths.count, "attack path")
    return STIXObjects.domainObject(
      "report",
      id: STIXObjects.id(
        "report", [report.provenance.optionsHash] + report.provenance.inputs.map(\.hash)),
      at: report.knownAt,
      [
        "name": .text(report.provenance.title), "report_types": ["observed-data"],
        "description": .text("\(findings), \(paths). \(report.calibration.note)"),
        "published": .text(STIXObjects.milliseconds(report.knownAt)),
        "object_refs": .list(references),
      ])
  }
}

extension JSONValue {
  /// The member with this name, if there is one.
  subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }
}
