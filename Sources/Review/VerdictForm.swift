// SPDX-License-Identifier: Apache-2.0

import Archive
import Detection
import Flows

/// The form by which an analyst judges an alert.
struct VerdictForm {
  /// One thing to choose, and what it does.
  struct Choice {
    let value: String, label: String, help: String, isChosen: Bool
  }

  let action: String
  let token: String
  let verdicts: [Choice]
  let scopes: [Choice]
  let periods: [Choice]
  let longestNote: String

  init(_ alert: Alert, csrf: String) {
    action = Link.alert(alert.id) + "/verdict"
    token = csrf
    verdicts = VerdictAction.allCases.filter { $0 != .reopen || alert.state != .open }.map {
      Choice(value: $0.rawValue, label: Self.label($0), help: Self.help($0), isChosen: false)
    }
    scopes = Self.scopes(alert).map { scope in
      Choice(
        value: scope.rawValue, label: scope.rawValue, help: Self.help(scope, alert),
        isChosen: scope == alert.kind.usualScope)
    }
    periods = [
      ("7d", "for 7 days"), ("30d", "for 30 days"), ("90d", "for 90 days"), ("", "for ever"),
    ]
    .map { Choice(value: $0, label: $1, help: "", isChosen: $0 == "30d") }
    longestNote = String(VerdictRequest.longestNote)
  }

  /// What the archive takes for the kind.
  private static func scopes(_ alert: Alert) -> [AlertException.Scope] {
    switch alert.kind {
    case .path: [.pair]
    case .host: alert.host == nil ? [.pair] : [.host, .pair]
    case .crossing: alert.host == nil ? [.cell, .pair] : [.cell, .pair, .host]
    }
  }

  private static func label(_ action: VerdictAction) -> String {
    switch action {
    case .accept: "Accept"
    case .dismiss: "Dismiss"
    case .escalate: "Escalate"
    case .reopen: "Reopen"
    }
  }

  private static func help(_ action: VerdictAction) -> String {
    switch action {
    case .accept: "It is as it should be. What is like it is held back from now on."
    case .dismiss: "It means nothing. Nothing is held back; the same would alert again."
    case .escalate: "It is an incident. It counts for the detector."
    case .reopen: "It is to be looked at again. An exception made of it ends."
    }
  }

  private static func help(_ scope: AlertException.Scope, _ alert: Alert) -> String {
    let factor = AlertException.factor
    switch scope {
    case .pair:
      return "Only these hosts asking those for these services, up to \(factor) times as much."
    case .cell:
      return "Any host of these subnets asking for these services, up to \(factor) times as much."
    case .host:
      let host = alert.host?.description ?? "the host"
      return alert.kind == .crossing
        ? "Any crossing by \(host) alone, up to \(factor) times as much; never an attack path."
        : "Whatever \(host) does, up to \(factor) times as much; never an attack path."
    }
  }
}
