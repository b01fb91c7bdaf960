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
    let edges = report.paths.flatMap { $0.hops.map(\.edge) } + items.flatMap(\.edges)
    var traffic: [Report.Edge: STIXTraffic] = [:]
    var objects = [STIXObjects.identity]
    objects += report.exportedHosts.map(STIXObjects.address).filter { $0 != .nothing }
    var seen: Set<String> = []
    for edge in edges where traffic[edge] == nil {
      let new = STIXTraffic(edge)
      traffic[edge] = new
      if seen.insert(new.id).inserted { objects += [new.object, new.observation] }
    }
    objects += report.exportedTechniques.map { STIXObjects.pattern($0) }
    objects += report.exportedTechniques.map { technique in
      let hops = report.paths.flatMap(\.hops).filter { $0.technique?.id == technique.id }
      return sighting(
        technique, hops.map(\.edge), hops.compactMap { traffic[$0.edge]?.observationID }, report)
    }.filter { $0 != .nothing }
    objects += items.map { item in
      note(item, item.edges.compactMap { traffic[$0]?.observationID })
    }
    return STIXObjects.bundle(objects + [document(report, objects)])
  }

  private static func distinct(_ ids: [String]) -> JSONValue {
    var seen: Set<String> = []
    return .list(ids.filter { seen.insert($0).inserted }.map(JSONValue.text))
  }

  private static func sighting(
    _ technique: Report.Technique, _ edges: [Report.Edge], _ observed: [String], _ report: Report
  ) -> JSONValue {
    let times = edges.map { ExportedFinding.moment($0.firstSeen) }
    guard let first = times.min(), let last = times.max() else { return .nothing }
    return STIXObjects.domainObject(
      "sighting", id: STIXObjects.id("sighting", [technique.id] + observed), at: report.knownAt,
      [
        "description": .text(
          "\(PlainWords.count(edges.count, "hop")) consistent with \(technique.id)."),
        "first_seen": "\(first)", "last_seen": "\(last)", "count": .integer(edges.count),
        "sighting_of_ref": .text(STIXObjects.patternID(technique)),
        "observed_data_refs": distinct(observed),
      ])
  }

  private static func note(_ item: ExportedFinding, _ observed: [String]) -> JSONValue {
    let finding = item.finding
    var lines = ["\(item.title), severity \(finding.severity)."]
    lines += finding.reasons.map { "- \($0.text)" }
    if !finding.benignIf.isEmpty { lines.append("Could be benign if:") }
    lines += finding.benignIf.map { "- \($0)" }
    let references =
      [STIXObjects.addressID(finding.host)].compactMap { $0 } + observed
      + finding.techniques.map(STIXObjects.patternID)
    return STIXObjects.domainObject(
      "note", id: "note--\(item.uuid)", at: ExportedFinding.moment(finding.window.end),
      [
        "abstract": .text(item.title), "content": .text(lines.joined(separator: "\n")),
        "object_refs": distinct(references),
      ])
  }

  private static func document(_ report: Report, _ objects: [JSONValue]) -> JSONValue {
    let references = objects.compactMap { $0["id"] }
    let findings = PlainWords.count(report.findings.count, "finding")
    let paths = PlainWords.count(report.paths.count, "attack path")
    return STIXObjects.domainObject(
      "report",
      id: STIXObjects.id(
        "report", [report.provenance.optionsHash] + report.identity),
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
