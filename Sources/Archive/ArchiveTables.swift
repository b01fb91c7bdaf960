// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
public import Reporting
import Topology

extension Table {
  /// `sidestep alerts list`.
  public static func alerts(_ alerts: [Alert]) -> Table {
    var table = Table(columns: [
      "id", "kind", "detector", "severity", "state", "p_value", "first_seen", "last_seen",
      "sightings", "flows", "bytes", "host", "title",
    ])
    for alert in alerts {
      table.append([
        .text(alert.id), .text(alert.kind.rawValue), .text(alert.detector),
        .text(alert.severity.rawValue), .text(alert.state.rawValue), .optional(alert.pValue),
        .time(alert.firstSeen), .time(alert.lastSeen), .integer(Int64(alert.sightings)),
        .integer(alert.flows), .integer(alert.bytes), .optional(alert.host?.title),
        .text(alert.title),
      ])
    }
    return table
  }

  /// `sidestep alerts rules`.
  public static func rules(_ rules: [Rule]) -> Table {
    var table = Table(columns: [
      "rule", "alert", "scope", "by", "at", "since", "until", "over", "uses", "last_use", "note",
      "title",
    ])
    for rule in rules {
      table.append([
        .integer(rule.id), .text(rule.alert), .text(rule.scope.rawValue), .text(rule.author),
        .time(rule.at), .time(rule.since), rule.until.map(Cell.time) ?? .empty,
        .boolean(rule.isOver), .integer(Int64(rule.uses)), rule.lastUse.map(Cell.time) ?? .empty,
        .text(rule.note), .text(rule.title),
      ])
    }
    return table
  }

  /// `sidestep alerts stats`.
  public static func detectorRecords(_ records: [DetectorRecord]) -> Table {
    var table = Table(columns: [
      "kind", "detector", "alerts", "open", "escalated", "accepted", "dismissed", "precision",
      "precision_low", "precision_high",
    ])
    for record in records {
      table.append([
        .text(record.kind.rawValue), .text(record.detector), .integer(Int64(record.alerts)),
        .integer(Int64(record.open)), .integer(Int64(record.escalated)),
        .integer(Int64(record.accepted)), .integer(Int64(record.dismissed)),
        .optional(record.precision), .optional(record.interval?.lowerBound),
        .optional(record.interval?.upperBound),
      ])
    }
    return table
  }

  /// Cells of the subnet × port matrix, a row a window.
  public static func cells(_ cells: [ArchivedCell]) -> Table {
    var table = Table(columns: [
      "window_start", "source_subnet", "target_subnet", "protocol", "dst_port", "flows",
      "failed_flows", "bytes", "sources", "targets",
    ])
    for cell in cells {
      let key = cell.use.cell
      table.append([
        .time(cell.window), .text(key.source.description), .text(key.target.description),
        .text(key.service.transport.description), .integer(Int64(key.service.port)),
        .integer(cell.use.flows), .integer(cell.use.failedFlows), .integer(cell.use.bytes),
        .integer(Int64(cell.use.sources)), .integer(Int64(cell.use.targets)),
      ])
    }
    return table
  }

  /// Profiles of hosts, a row a window; `names` are the features shown, all of the last row if nil.
  public static func profiles(_ profiles: [ArchivedProfile], names: [String]? = nil) -> Table {
    let names = names ?? profiles.last?.names ?? []
    var table = Table(
      columns: ["host", "window_start", "role", "score", "p_value", "severity", "flagged"] + names)
    for profile in profiles {
      let values = Dictionary(
        zip(profile.names, profile.features), uniquingKeysWith: { first, _ in first })
      table.append(
        [
          .text(profile.host.description), .time(profile.window),
          .optional(profile.role?.rawValue), .optional(profile.score), .optional(profile.pValue),
          .optional(profile.severity?.rawValue), .boolean(profile.isFlagged),
        ] + names.map { .optional(values[$0]) })
    }
    return table
  }
}
