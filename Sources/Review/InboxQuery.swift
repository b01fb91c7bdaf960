// SPDX-License-Identifier: Apache-2.0

import Archive
import Detection
import Flows

/// Which alerts the inbox shows, and from where on.
public struct InboxQuery: Hashable, Sendable {
  /// Of this kind; nil for all.
  var kind: AlertDraft.Kind?
  /// In this state; nil for all.
  var state: AlertState? = .open
  /// With a host in this zone.
  var zone: String?
  /// With this host.
  var host: IPAddress?
  /// Last seen then or later.
  var since: Timestamp?
  /// At least as severe.
  var severity: Severity?
  /// Where the page before ended.
  var after: AlertCursor?

  /// The whole inbox: what is open.
  public init() {}

  /// What the fields of an address say: `kind`, `status` (a state, or `all`; open if there is none),
  /// `zone`, `host`, `since`, `severity`, and `after`, the place a page ended.
  ///
  /// - Throws: ``ReviewError/query(_:)`` for a field or a value there is not.
  public init(fields: [String: String]) throws {
    let fields = try Fields(
      fields, known: ["kind", "status", "zone", "host", "since", "severity", "after"])
    kind = try fields.choice("kind", of: AlertDraft.Kind.self)
    if fields["status"] == Self.allStates {
      state = nil
    } else {
      state = try fields.choice("status", of: AlertState.self) ?? .open
    }
    zone = try fields.value("zone", "zone: it is too long") { $0 }
    host = try fields.address("host")
    since = try fields.moment("since")
    severity = try fields.choice("severity", of: Severity.self).flatMap { $0 == .none ? nil : $0 }
    after = try fields.value("after", "place in the list: start at the first page") {
      AlertCursor(text: $0)
    }
  }

  static let allStates = "all"

  /// The filter of the archive.
  var filter: AlertFilter {
    AlertFilter(
      kind: kind, states: state.map { [$0] } ?? [], zone: zone, host: host, since: since,
      severity: severity)
  }

  /// Whether it asks for less than all alerts of its state.
  var isNarrow: Bool {
    kind != nil || zone != nil || host != nil || since != nil || severity != nil
  }

  /// The address of the list that starts after `cursor`.
  func address(after cursor: AlertCursor? = nil) -> String {
    var parts: [(String, String)] = []
    if let kind { parts.append(("kind", kind.rawValue)) }
    if state != .open { parts.append(("status", state?.rawValue ?? Self.allStates)) }
    if let zone { parts.append(("zone", zone)) }
    if let host { parts.append(("host", host.description)) }
    if let since { parts.append(("since", since.description)) }
    if let severity { parts.append(("severity", severity.rawValue)) }
    if let cursor { parts.append(("after", cursor.text)) }
    return Link.address("/", parts)
  }
}

extension AlertCursor {
  /// `critical.1772409600000000.crossing-0123456789abcdef`.
  var text: String { "\(severity.rawValue).\(lastSeen.microseconds).\(id)" }

  init?(text: String) {
    let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let severity = Severity(rawValue: String(parts[0])),
      let microseconds = Int64(parts[1]), !parts[2].isEmpty, parts[2].utf8.count <= 100
    else { return nil }
    self.init(
      severity: severity, lastSeen: Timestamp(microseconds: microseconds), id: String(parts[2]))
  }
}
