// SPDX-License-Identifier: Apache-2.0

import Archive
import Detection
import Flows
import Topology

/// An alert as the interface writes it; columns of `alerts list`.
struct AlertValue: Encodable {
  let id, kind, detector, severity, state, title: String
  let pValue: Double?
  let firstSeen, lastSeen: String
  let sightings: Int
  let flows, bytes: Int64
  let host: String?

  init(_ alert: Alert) {
    id = alert.id
    kind = alert.kind.rawValue
    detector = alert.detector
    severity = alert.severity.rawValue
    state = alert.state.rawValue
    title = alert.title
    pValue = alert.pValue
    firstSeen = alert.firstSeen.description
    lastSeen = alert.lastSeen.description
    sightings = alert.sightings
    flows = alert.flows
    bytes = alert.bytes
    host = alert.host?.title
  }
}

/// Everything about an alert.
struct AlertDetailValue: Encodable {
  struct Sighting: Encodable {
    let windowStart, windowEnd, severity: String
    let pValue: Double?
    let flows, bytes: Int64
    let evidence: [String]
  }

  struct Edge: Encodable {
    let hop: Int?
    let source, target, service, firstSeen, lastSeen: String
    let flows, failedFlows, bytes: Int64
  }

  struct Verdict: Encodable {
    let verdict, by, at, note: String
  }

  struct Cell: Encodable {
    let sourceSubnet, targetSubnet, service: String
  }

  let alert: AlertValue
  let zones, hosts: [String]
  let sightings: [Sighting]
  let edges: [Edge]
  let cells: [Cell]
  let verdicts: [Verdict]

  init(_ detail: AlertDetail) {
    alert = AlertValue(detail.alert)
    zones = detail.zones
    hosts = detail.hosts.map(\.title)
    sightings = detail.sightings.map {
      Sighting(
        windowStart: $0.window.start.description, windowEnd: $0.window.end.description,
        severity: $0.severity.rawValue, pValue: $0.pValue, flows: $0.flows, bytes: $0.bytes,
        evidence: $0.evidence.map(\.text))
    }
    edges = detail.members.map {
      Edge(
        hop: $0.hop, source: $0.edge.source.title, target: $0.edge.target.title,
        service: $0.edge.service.title, firstSeen: $0.edge.firstSeen.description,
        lastSeen: $0.edge.lastSeen.description, flows: $0.edge.flows,
        failedFlows: $0.edge.failedFlows, bytes: $0.edge.bytes)
    }
    cells = detail.cells.map {
      Cell(
        sourceSubnet: $0.source.description, targetSubnet: $0.target.description,
        service: $0.service.title)
    }
    verdicts = detail.verdicts.map {
      Verdict(
        verdict: $0.action.rawValue, by: $0.author, at: $0.at.description, note: $0.note)
    }
  }
}

/// A cell of the subnet × port matrix in a window.
struct CellValue: Encodable {
  let windowStart, sourceSubnet, targetSubnet, `protocol`: String
  let port: UInt16
  let flows, failedFlows, bytes: Int64
  let sources, targets: Int

  init(_ cell: ArchivedCell) {
    let key = cell.use.cell
    windowStart = cell.window.description
    sourceSubnet = key.source.description
    targetSubnet = key.target.description
    `protocol` = key.service.transport.description
    port = key.service.port
    flows = cell.use.flows
    failedFlows = cell.use.failedFlows
    bytes = cell.use.bytes
    sources = cell.use.sources
    targets = cell.use.targets
  }
}

/// A host in a window.
struct ProfileValue: Encodable {
  let windowStart: String
  let role, severity: String?
  let score, pValue: Double?
  let flagged: Bool
  let features: [String: Double]

  init(_ profile: ArchivedProfile) {
    windowStart = profile.window.description
    role = profile.role?.rawValue
    severity = profile.severity?.rawValue
    score = profile.score
    pValue = profile.pValue
    flagged = profile.isFlagged
    features = Dictionary(
      zip(profile.names, profile.features).filter { $0.1.isFinite },
      uniquingKeysWith: { first, _ in first })
  }
}

/// A run.
struct RunValue: Encodable {
  let id: Int64
  let at, command, from, to: String
  let windows, hosts, findings, paths, crossings, newAlerts, suppressed: Int
  let drift: [String]

  init(_ run: ArchivedRun) {
    id = run.id
    at = run.at.description
    command = run.command
    from = run.range.start.description
    to = run.range.end.description
    windows = run.windows
    hosts = run.hosts
    findings = run.findings
    paths = run.paths
    crossings = run.crossings
    newAlerts = run.newAlerts
    suppressed = run.suppressed
    drift = run.drift
  }
}

/// An exception.
struct RuleValue: Encodable {
  let rule: Int64
  let alert, title, scope, by, at, note, since: String
  let until, lastUse: String?
  let over: Bool
  let uses: Int

  init(_ rule: Rule) {
    self.rule = rule.id
    alert = rule.alert
    title = rule.title
    scope = rule.scope.rawValue
    by = rule.author
    at = rule.at.description
    note = rule.note
    since = rule.since.description
    until = rule.until?.description
    lastUse = rule.lastUse?.description
    over = rule.isOver
    uses = rule.uses
  }
}

/// A line of the audit.
struct AuditValue: Encodable {
  let id: Int64
  let at, by, action, subject, detail: String

  init(_ entry: AuditEntry) {
    id = entry.id
    at = entry.at.description
    by = entry.author
    action = entry.action
    subject = entry.subject
    detail = entry.detail
  }
}

/// How often a detector was right.
struct DetectorValue: Encodable {
  let kind, detector: String
  let alerts, open, escalated, accepted, dismissed: Int
  let precision, precisionLow, precisionHigh: Double?

  init(_ record: DetectorRecord) {
    kind = record.kind.rawValue
    detector = record.detector
    alerts = record.alerts
    open = record.open
    escalated = record.escalated
    accepted = record.accepted
    dismissed = record.dismissed
    precision = record.precision
    precisionLow = record.interval?.lowerBound
    precisionHigh = record.interval?.upperBound
  }
}
