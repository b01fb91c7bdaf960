// SPDX-License-Identifier: Apache-2.0

internal import Flows

/// The STIX 2.1 objects that both our bundles are made of.
///
/// Observables have the identifiers the standard derives from their content, everything else ours,
/// so that the same content is the same object wherever it is imported.
///
/// Source: OASIS, *STIX Version 2.1*, 2021, sections 2.9, 3.7, 6.
enum STIXObjects {
  /// The identifier of our object of this type.
  static func id(_ type: String, _ parts: [String]) -> String {
    "\(type)--\(StableUUID.text(type, parts))"
  }

  /// A moment as `created` and `modified` must be: three digits of a second.
  static func milliseconds(_ time: Timestamp) -> String {
    let digits = String(time.calendar.microsecond / 1_000)
    let padded = String(repeating: "0", count: 3 - digits.count) + digits
    return "\(time.date)T\(time.clock).\(padded)Z"
  }

  /// An object of our own with the properties that all have.
  static func domainObject(
    _ type: String, id: String, at time: Timestamp, _ members: JSONValue
  ) -> JSONValue {
    let moment = JSONValue.text(milliseconds(time))
    let common: JSONValue = [
      "type": .text(type), "spec_version": "2.1", "id": .text(id), "created": moment,
      "modified": moment, "created_by_ref": .text(maker),
    ]
    return common.joined(members)
  }

  /// Who says so.
  static let maker = id("identity", ["sidestep"])

  /// When objects that are the same in every report were made, so that each stays one version.
  private static let unchanging = Timestamp(microseconds: 1_767_225_600_000_000)

  /// The object of ``maker``.
  static let identity: JSONValue = domainObject(
    "identity", id: maker, at: unchanging,
    [
      "name": "Sidestep", "identity_class": "system",
      "description": "Finds lateral movement in network flows.",
    ])

  /// The identifier of a host's address; nil for the Internet.
  static func addressID(_ host: Report.Host) -> String? {
    host.ip.map { ip in
      observableID(host.isV6 ? "ipv6-addr" : "ipv4-addr", [("value", .text(ip))])
    }
  }

  /// A host's address; nothing for the Internet.
  static func address(_ host: Report.Host) -> JSONValue {
    guard let ip = host.ip, let id = addressID(host) else { return .nothing }
    return [
      "type": host.isV6 ? "ipv6-addr" : "ipv4-addr", "spec_version": "2.1", "id": .text(id),
      "value": .text(ip),
    ]
  }

  /// The identifier the standard derives from these properties, which must be in order of name.
  static func observableID(_ type: String, _ members: [(String, JSONValue)]) -> String {
    let object = JSONValue.object(members.map { JSONValue.Member(name: $0.0, value: $0.1) })
    let name = String(decoding: object.line, as: UTF8.self)
    return "\(type)--" + StableUUID.text(StableUUID.make(name, in: StableUUID.observables))
  }

  /// The identifier of a technique.
  static func patternID(_ technique: Report.Technique) -> String {
    id("attack-pattern", [technique.id])
  }

  /// A technique, as a pointer into ATT&CK.
  static func pattern(_ technique: Report.Technique) -> JSONValue {
    let phases = technique.tactic.map { tactic -> JSONValue in
      [["kill_chain_name": "mitre-attack", "phase_name": .text(tactic.shortName)]]
    }
    return domainObject(
      "attack-pattern", id: patternID(technique), at: unchanging,
      [
        "name": .text(technique.name), "kill_chain_phases": phases ?? .nothing,
        "external_references": [
          [
            "source_name": "mitre-attack", "external_id": .text(technique.id),
            "url": .text(technique.reference),
          ]
        ],
      ])
  }

  /// A bundle; its identifier follows from what it holds.
  static func bundle(_ objects: [JSONValue]) -> [UInt8] {
    let content = String(decoding: JSONValue.list(objects).line, as: UTF8.self)
    let bundle: JSONValue = [
      "type": "bundle", "id": .text(id("bundle", [content])), "objects": .list(objects),
    ]
    return bundle.page
  }
}

extension JSONValue {
  /// An object with the members of both.
  func joined(_ other: JSONValue) -> JSONValue {
    guard case .object(let own) = self, case .object(let more) = other else { return self }
    return .object(own + more)
  }
}

extension Report {
  /// Every host of findings and paths, each once.
  var exportedHosts: [Host] {
    var seen: Set<String> = []
    let evidence = ExportedFinding.all(self).flatMap(\.hosts)
    let paths = paths.flatMap { path in
      [path.entry] + path.hops.flatMap { [$0.edge.source, $0.edge.target] }
    }
    return (evidence + paths).filter { seen.insert($0.address).inserted }
  }

  /// Every technique of findings and hops, each once, by id.
  var exportedTechniques: [Technique] {
    let all = findings.flatMap(\.techniques) + paths.flatMap(\.hops).compactMap(\.technique)
    var seen: Set<String> = []
    return all.filter { seen.insert($0.id).inserted }.sorted { $0.id < $1.id }
  }

  /// What tells this report from others: the network, what was read, and which windows were judged.
  ///
  /// Analyzing the same data again gives the same, whatever the options.
  var identity: [String] {
    provenance.options.filter { $0.name == "site" }.map(\.value)
      + provenance.inputs.map { $0.hash.isEmpty ? $0.name : $0.hash } + windows.map(\.start)
  }

  /// The end of the last window: the first moment at which all of this could be known.
  var knownAt: Timestamp {
    windows.map { ExportedFinding.moment($0.end) }.max() ?? Timestamp(microseconds: 0)
  }
}
