// SPDX-License-Identifier: Apache-2.0

/// An edge as STIX has it: the traffic, and that we observed it.
///
/// Source: OASIS, *STIX Version 2.1*, 2021, sections 4.14 and 6.12.
struct STIXTraffic {
  /// The identifier of the traffic, as the standard derives it.
  let id: String
  /// The identifier of the observation.
  let observationID: String
  private let edge: Report.Edge
  private let members: [(String, JSONValue)]

  /// The traffic of `edge`.
  init(_ edge: Report.Edge) {
    let version = edge.source.isV6 || edge.target.isV6 ? "ipv6" : "ipv4"
    self.edge = edge
    members = [
      ("dst_port", edge.hasPort ? .integer(edge.port) : .nothing),
      ("dst_ref", .optional(STIXObjects.addressID(edge.target))), ("end", .text(edge.lastSeen)),
      ("protocols", [.text(version), .text(edge.ianaName)]),
      ("src_ref", .optional(STIXObjects.addressID(edge.source))), ("start", .text(edge.firstSeen)),
    ]
    id = STIXObjects.observableID("network-traffic", members)
    observationID = STIXObjects.id("observed-data", [id])
  }

  /// The observable.
  var object: JSONValue {
    let common: JSONValue = [
      "type": "network-traffic", "spec_version": "2.1", "id": .text(id), "is_active": false,
      "src_byte_count": .integer(edge.bytesOut), "dst_byte_count": .integer(edge.bytesIn),
    ]
    return common.joined(
      .object(members.map { JSONValue.Member(name: $0.0, value: $0.1) }))
  }

  /// That it was seen, by whom and when.
  var observation: JSONValue {
    let references = [id] + [edge.source, edge.target].compactMap(STIXObjects.addressID)
    return STIXObjects.domainObject(
      "observed-data", id: observationID, at: ExportedFinding.moment(edge.lastSeen),
      [
        "first_observed": .text(edge.firstSeen), "last_observed": .text(edge.lastSeen),
        "number_observed": .integer(min(max(edge.flows, 1), 999_999_999)),
        "object_refs": .list(references.map(JSONValue.text)),
      ])
  }
}
