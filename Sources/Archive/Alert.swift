// SPDX-License-Identifier: Apache-2.0

public import Detection
public import Flows
internal import GRDB
public import Topology

/// What has become of an alert.
public enum AlertState: String, CaseIterable, Hashable, Sendable, Codable {
  /// Nobody has spoken yet, or it is to be looked at again.
  case open
  /// It is as it should be, and will be held back.
  case accepted
  /// It means nothing, and stays as context.
  case dismissed
  /// It is an incident.
  case escalated
  /// It was accepted for a time that is over.
  case expired
}

/// A finding put before an analyst; one row of the inbox.
public struct Alert: Hashable, Sendable {
  /// Follows from what it is about and the window it was first seen in.
  public var id: String
  /// Host, path or crossing.
  public var kind: AlertDraft.Kind
  /// Which detector says so.
  public var detector: String
  /// What makes sightings one alert.
  public var subject: String
  /// A line for lists; may hold hostile text.
  public var title: String
  /// The highest of its sightings.
  public var severity: Severity
  /// The lowest of its sightings; nil where that is no question.
  public var pValue: Double?
  /// What has become of it.
  public var state: AlertState
  /// Start of the first flow.
  public var firstSeen: Timestamp
  /// Start of the last flow.
  public var lastSeen: Timestamp
  /// Start of the first window it was seen in.
  public var firstWindow: Timestamp
  /// Start of the last window it was seen in.
  public var lastWindow: Timestamp
  /// In how many windows it was seen.
  public var sightings: Int
  /// Flows it rests on.
  public var flows: Int64
  /// Bytes of these.
  public var bytes: Int64
  /// The host to start looking at.
  public var host: IPAddress?

  init?(_ row: Row) {
    guard let kind = AlertDraft.Kind(rawValue: row["kind"]),
      let state = AlertState(rawValue: row["state"])
    else { return nil }
    id = row["id"]
    self.kind = kind
    detector = row["detector"]
    subject = row["subject"]
    title = row["title"]
    severity = Severity(number: row["severity"])
    pValue = row["p_value"]
    self.state = state
    firstSeen = Timestamp(microseconds: row["first_seen"])
    lastSeen = Timestamp(microseconds: row["last_seen"])
    firstWindow = Timestamp(microseconds: row["first_window"])
    lastWindow = Timestamp(microseconds: row["last_window"])
    sightings = row["sightings"]
    flows = row["flows"]
    bytes = row["bytes"]
    host = (row["host"] as String?).flatMap { IPAddress($0) }
  }

  /// Where a page that ends with this alert goes on.
  public var cursor: AlertCursor {
    AlertCursor(severity: severity, lastSeen: lastSeen, id: id)
  }
}

/// The place of an alert in the inbox: the most severe first, then the latest.
public struct AlertCursor: Hashable, Sendable {
  /// How urgent.
  public var severity: Severity
  /// Start of its last flow.
  public var lastSeen: Timestamp
  /// Its id.
  public var id: String

  /// The place of an alert of these.
  public init(severity: Severity, lastSeen: Timestamp, id: String) {
    self.severity = severity
    self.lastSeen = lastSeen
    self.id = id
  }
}

/// Which alerts are wanted.
public struct AlertFilter: Hashable, Sendable {
  /// Of this kind; nil for all.
  public var kind: AlertDraft.Kind?
  /// In these states; empty for all.
  public var states: Set<AlertState>
  /// With a host in this zone.
  public var zone: String?
  /// With this host.
  public var host: IPAddress?
  /// Last seen then or later.
  public var since: Timestamp?
  /// At least as severe.
  public var severity: Severity?

  /// The filter of these.
  public init(
    kind: AlertDraft.Kind? = nil, states: Set<AlertState> = [], zone: String? = nil,
    host: IPAddress? = nil, since: Timestamp? = nil, severity: Severity? = nil
  ) {
    self.kind = kind
    self.states = states
    self.zone = zone
    self.host = host
    self.since = since
    self.severity = severity
  }
}

/// What one window said of an alert.
public struct Sighting: Hashable, Sendable {
  /// The window.
  public var window: TimeRange
  /// The run that saw it.
  public var run: Int64
  /// How urgent.
  public var severity: Severity
  /// The chance of it; nil where that is no question.
  public var pValue: Double?
  /// Flows it rests on.
  public var flows: Int64
  /// Bytes of these.
  public var bytes: Int64
  /// Counted sentences; may hold hostile text.
  public var evidence: [Evidence]
}

/// What an analyst said of an alert.
public struct Verdict: Hashable, Sendable {
  /// Its number.
  public var id: Int64
  /// The alert.
  public var alert: String
  /// What was said.
  public var action: VerdictAction
  /// Who; may hold hostile text.
  public var author: String
  /// The time of day.
  public var at: Timestamp
  /// The end of the last window there was.
  public var dataTime: Timestamp
  /// Why; may hold hostile text.
  public var note: String
}

/// What an analyst can say.
public enum VerdictAction: String, CaseIterable, Hashable, Sendable, Codable {
  /// It is as it should be.
  case accept
  /// It means nothing.
  case dismiss
  /// It is an incident.
  case escalate
  /// It is to be looked at again.
  case reopen

  /// What the alert becomes.
  public var state: AlertState {
    switch self {
    case .accept: .accepted
    case .dismiss: .dismissed
    case .escalate: .escalated
    case .reopen: .open
    }
  }
}

/// Everything about one alert.
public struct AlertDetail: Sendable {
  /// The alert.
  public var alert: Alert
  /// What each window said, the latest first.
  public var sightings: [Sighting]
  /// The edges of the last sighting, by hop or time.
  public var members: [AlertDraft.Member]
  /// Every host that took part.
  public var hosts: [IPAddress]
  /// The cells it is about.
  public var cells: [SubnetPortMatrix.Cell]
  /// The zones it touches.
  public var zones: [String]
  /// What was said, the latest first.
  public var verdicts: [Verdict]
}
