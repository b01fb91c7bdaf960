// SPDX-License-Identifier: Apache-2.0

/// Techniques as a layer for the ATT&CK Navigator; the score is how many hops, or else flagged
/// hosts, are consistent with each.
///
/// Source: MITRE, *ATT&CK Navigator Layer File Format*, version 4.5.
enum NavigatorExport {
  static func bytes(_ report: Report) -> [UInt8] {
    let most = report.techniques.map(score).max() ?? 1
    let layer: JSONValue = [
      "name": .text(report.provenance.title),
      "versions": ["attack": "17", "navigator": "5.1.0", "layer": "4.5"],
      "domain": "enterprise-attack",
      "description": "What was seen in network flows is consistent with these techniques.",
      "sorting": 3, "hideDisabled": false,
      "techniques": .list(report.techniques.map(technique) + parents(report)),
      "gradient": [
        "colors": ["#fff7bc", "#d95f0e"], "minValue": 0, "maxValue": .integer(max(most, 1)),
      ],
      "legendItems": [], "metadata": metadata(report),
    ]
    return layer.page
  }

  private static func score(_ use: Report.TechniqueUse) -> Int { max(use.hops, use.hosts.count) }

  private static func technique(_ use: Report.TechniqueUse) -> JSONValue {
    let hops = PlainWords.count(use.hops, "hop")
    let hosts = PlainWords.count(use.hosts.count, "flagged host")
    return [
      "techniqueID": .text(use.technique.id), "tactic": .optional(use.technique.tactic?.shortName),
      "score": .integer(score(use)), "comment": .text("Consistent with: \(hops), \(hosts)."),
      "enabled": true, "showSubtechniques": false,
      "metadata": .list(use.hosts.map { ["name": "host", "value": .text($0)] }),
    ]
  }

  /// Techniques above those seen, unfolded, so that one sees these.
  private static func parents(_ report: Report) -> [JSONValue] {
    let seen = Set(report.techniques.map(\.technique.id))
    let above = report.techniques.filter(\.technique.isSubtechnique).map(\.technique.parent)
    return Set(above).filter { !seen.contains($0.id) }.sorted { $0.id < $1.id }.map { parent in
      [
        "techniqueID": .text(parent.id), "tactic": .optional(parent.tactic?.shortName),
        "enabled": true, "showSubtechniques": true,
      ]
    }
  }

  private static func metadata(_ report: Report) -> JSONValue {
    var items = [("made by", "Sidestep \(report.provenance.version)")]
    items += report.windows.map { ("window", "\($0.start) to \($0.end)") }
    return .list(items.map { ["name": .text($0.0), "value": .text($0.1)] })
  }
}
