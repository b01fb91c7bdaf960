// SPDX-License-Identifier: Apache-2.0

/// The ATT&CK tactic a technique serves, as far as our techniques need one.
///
/// Source: MITRE ATT&CK Enterprise, attack.mitre.org.
struct Tactic: Hashable, Sendable {
  /// `TA0008`.
  let id: String
  /// `Lateral Movement`.
  let name: String
  /// `lateral-movement`.
  let shortName: String

  /// Going on from host to host.
  static let lateralMovement = Tactic(
    id: "TA0008", name: "Lateral Movement", shortName: "lateral-movement")
  /// Finding out what there is.
  static let discovery = Tactic(id: "TA0007", name: "Discovery", shortName: "discovery")

  /// The tactic of our techniques whose id is, or is below, the one named.
  static func of(_ technique: String) -> Tactic? {
    switch technique.prefix(5) {
    case "T1021", "T1210", "T1570": .lateralMovement
    case "T1018", "T1046": .discovery
    default: nil
    }
  }
}

extension Report.Technique {
  /// Its tactic, if known.
  var tactic: Tactic? { Tactic.of(id) }

  /// Whether it is a technique below another, such as `T1021.002`.
  var isSubtechnique: Bool { id.contains(".") }

  /// The technique it is, or is below.
  var parent: Report.Technique {
    guard let dot = id.firstIndex(of: ".") else { return self }
    let parent = String(id[..<dot])
    return Report.Technique(id: parent, name: parent == "T1021" ? "Remote Services" : parent)
  }

  /// Its page.
  var reference: String {
    let place = id.map { $0 == "." ? "/" : $0 }.filter { $0.isLetter || $0.isNumber || $0 == "/" }
    return "https://attack.mitre.org/techniques/\(String(place))/"
  }
}
