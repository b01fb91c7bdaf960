// SPDX-License-Identifier: Apache-2.0

private import Flows

/// Attack paths as one MITRE Attack Flow: a hop is an action, which leads to the hops that go on
/// from where it arrived; hosts are assets.
///
/// Source: Center for Threat-Informed Defense, *Attack Flow* 2.0.0, an extension of STIX 2.1.
enum AttackFlowExport {
  private static let definition = "extension-definition--fb9c968a-745b-4ade-9b25-c324172197f4"
  private static let author = "identity--d673f8cb-c168-42da-8ed4-0cb26725f86c"
  private static let published: JSONValue = "2022-08-02T19:34:35.143Z"

  static func bytes(_ report: Report) -> [UInt8] {
    var objects = extensionObjects + [STIXObjects.identity]
    let hosts = hosts(report)
    objects += hosts.map(STIXObjects.address).filter { $0 != .nothing }
    let techniques = Set(report.paths.flatMap(\.hops).compactMap(\.technique?.id))
    objects += report.exportedTechniques.filter { techniques.contains($0.id) }.map {
      STIXObjects.pattern($0)
    }
    objects.append(flow(report))
    objects += hosts.map { asset($0, report) }
    objects += report.paths.flatMap { actions($0, report) }
    if report.paths.isEmpty { objects.append(nothingFound(report)) }
    return STIXObjects.bundle(objects)
  }

  private static func hosts(_ report: Report) -> [Report.Host] {
    var seen: Set<String> = []
    return report.paths.flatMap { path in
      path.hops.flatMap { [$0.edge.source, $0.edge.target] }
    }.filter { seen.insert($0.address).inserted }
  }

  private static let extensionObjects: [JSONValue] = [
    [
      "type": "extension-definition", "spec_version": "2.1", "id": .text(definition),
      "created": published, "modified": published, "created_by_ref": .text(author),
      "name": "Attack Flow",
      "description": "Extends STIX 2.1 with features to create Attack Flows.",
      "schema":
        "https://center-for-threat-informed-defense.github.io/attack-flow/stix/attack-flow-schema-2.0.0.json",
      "version": "2.0.0", "extension_types": ["new-sdo"],
    ],
    [
      "type": "identity", "spec_version": "2.1", "id": .text(author), "created": published,
      "modified": published, "created_by_ref": .text(author),
      "name": "MITRE Center for Threat-Informed Defense", "identity_class": "organization",
    ],
  ]

  private static func extended(
    _ type: String, id: String, _ report: Report, _ members: JSONValue
  ) -> JSONValue {
    let extensions = JSONValue.object([
      JSONValue.Member(name: definition, value: ["extension_type": "new-sdo"])
    ])
    return STIXObjects.domainObject(type, id: id, at: report.knownAt, members)
      .joined(["extensions": extensions])
  }

  private static func flow(_ report: Report) -> JSONValue {
    let starts = report.paths.flatMap { path in
      zip(path.hops, path.causes).filter { $0.1 == nil }.map { actionID($0.0, path) }
    }
    let start = starts.isEmpty ? [conditionID(report)] : starts
    return extended(
      "attack-flow", id: STIXObjects.id("attack-flow", start + report.identity), report,
      [
        "name": .text(report.provenance.title), "scope": "incident",
        "description": .text(
          "\(PlainWords.count(report.paths.count, "attack path")) inferred from network flows. "
            + report.calibration.note),
        "start_refs": .list(start.map(JSONValue.text)),
      ])
  }

  /// An address is another host in another network, and perhaps in another year.
  private static func assetID(_ host: Report.Host, _ report: Report) -> String {
    STIXObjects.id("attack-asset", [host.address] + report.identity)
  }

  private static func asset(_ host: Report.Host, _ report: Report) -> JSONValue {
    let place = host.subnet.isEmpty ? "" : " in \(host.subnet)"
    return extended(
      "attack-asset", id: assetID(host, report), report,
      [
        "name": .text(host.title), "description": .text(host.role + place),
        "object_ref": .optional(STIXObjects.addressID(host)),
      ])
  }

  private static func actionID(_ hop: Report.Hop, _ path: Report.Path) -> String {
    STIXObjects.id("attack-action", [path.id, "\(hop.number)"])
  }

  private static func actions(_ path: Report.Path, _ report: Report) -> [JSONValue] {
    var effects: [Int: [String]] = [:]
    for (hop, cause) in zip(path.hops, path.causes) {
      guard let cause else { continue }
      effects[cause, default: []].append(actionID(hop, path))
    }
    return path.hops.enumerated().map { place, hop in
      action(hop, id: actionID(hop, path), effects: effects[place] ?? [], report)
    }
  }

  private static func action(
    _ hop: Report.Hop, id: String, effects: [String], _ report: Report
  ) -> JSONValue {
    let edge = hop.edge
    let text =
      "\(edge.source.title) → \(edge.target.title), \(edge.service), "
      + "\(PlainWords.count(edge.flows, "flow")), \(hop.kind): \(hop.reason.text)"
    return extended(
      "attack-action", id: id, report,
      [
        "name": .text(hop.technique?.name ?? edge.service),
        "technique_id": .optional(hop.technique?.id),
        "technique_ref": .optional(hop.technique.map(STIXObjects.patternID)),
        "tactic_id": .optional(hop.technique?.tactic?.id), "description": .text(text),
        "confidence": .integer(Int((min(max(hop.certainty, 0), 1) * 100).rounded())),
        "execution_start": .text(edge.firstSeen), "execution_end": .text(edge.lastSeen),
        "asset_refs": [.text(assetID(edge.target, report))], "effect_refs": .unlessEmpty(effects),
      ])
  }

  private static func conditionID(_ report: Report) -> String {
    STIXObjects.id("attack-condition", ["no path"] + report.identity)
  }

  /// A flow must start somewhere, one without paths too.
  private static func nothingFound(_ report: Report) -> JSONValue {
    extended(
      "attack-condition", id: conditionID(report), report,
      ["description": "No attack path was found."])
  }
}
