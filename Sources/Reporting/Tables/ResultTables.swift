// SPDX-License-Identifier: Apache-2.0

public import Detection
private import Flows
public import Topology

extension Table {
  /// `hosts.csv` and `sidestep score`: one row per host and window, the most anomalous first,
  /// not evaluable ones last; after the promised columns the features by their names.
  public static func hosts(_ result: AnalysisResult) -> Table {
    var table = Table(
      columns: [
        "host", "window_start", "window_end", "subnet", "role", "evaluable", "score", "p_value",
        "severity", "flagged", "reasons",
      ] + result.featureNames)
    for assessment in result.assessments {
      table.append(row(assessment, result.featureNames.count))
    }
    return table
  }

  private static func row(_ assessment: HostAssessment, _ features: Int) -> [Cell] {
    let score = assessment.score
    var reasons = assessment.reasons.map(\.text).joined(separator: "; ")
    if case .notEvaluable(let reason) = assessment.outcome { reasons = reason }
    let promised: [Cell] = [
      .text(assessment.host.description), .time(assessment.window.start),
      .time(assessment.window.end), .text(assessment.subnet.block.description),
      .text(assessment.role.rawValue), .boolean(score != nil), .optional(score?.score),
      .optional(score?.pValue), .optional(score?.severity.rawValue),
      .boolean(score?.isFlagged ?? false), .text(reasons),
    ]
    let known = assessment.features.prefix(features).map(Cell.number)
    return promised + known + Array(repeating: .empty, count: features - known.count)
  }

  /// `crossings.csv`: one row per edge between two internal subnets, by time.
  public static func crossings(_ crossings: [SubnetCrossing]) -> Table {
    var table = Table(columns: [
      "first_seen", "last_seen", "source", "source_subnet", "source_zone", "target",
      "target_subnet", "target_zone", "protocol", "dst_port", "flows", "failed_flows",
      "bytes_out", "bytes_in", "new", "new_cell", "finding",
    ])
    for crossing in crossings {
      let edge = crossing.edge
      table.append([
        .time(edge.firstSeen), .time(edge.lastSeen), .text(edge.source.title),
        .text(crossing.sourceSubnet.block.description), .text(crossing.sourceSubnet.zone),
        .text(edge.target.title), .text(crossing.targetSubnet.block.description),
        .text(crossing.targetSubnet.zone), .text(edge.service.transport.description),
        .integer(Int64(edge.service.port)), .integer(edge.flows), .integer(edge.failedFlows),
        .integer(edge.bytesOut), .integer(edge.bytesIn), .optional(edge.isNew),
        .optional(crossing.isNewCell), .optional(crossing.findingID),
      ])
    }
    return table
  }

  /// `sidestep features --describe`: what every feature means.
  public static func features(_ features: [Feature]) -> Table {
    var table = Table(columns: [
      "name", "group", "unit", "range", "needs_baseline", "meaning", "source",
    ])
    table.textLimit = 160
    for feature in features {
      table.append([
        .text(feature.name), .text(feature.group.rawValue), .text(feature.unit),
        .text(feature.range), .boolean(feature.needsBaseline), .text(feature.meaning),
        .text(feature.source),
      ])
    }
    return table
  }

  /// `sidestep features --drift`: one row per window judged by a past, and feature.
  public static func drift(_ windows: [WindowDrift], columns: [Int]) -> Table {
    var table = Table(columns: [
      "window_start", "feature", "stability_index", "ks_distance", "ks_p_value", "moved",
    ])
    for window in windows {
      for column in columns {
        let drift = window.features[column]
        table.append([
          .time(window.window.start), .text(Feature.all[column].name),
          .number(drift.stabilityIndex), .number(drift.distance), .number(drift.pValue),
          .boolean(drift.isShift),
        ])
      }
    }
    return table
  }

  /// `sidestep edges --per-hour`: the rows of the edge table with all that is kept of them.
  ///
  /// Durations come as `bucket:flows`, bucket *b* being 2^(*b*−1) ..< 2^*b* microseconds.
  public static func hourly(_ edges: EdgeTable) -> Table {
    var table = Table(columns: [
      "hour", "src", "dst", "protocol", "dst_port", "flows", "failed_flows", "packets_out",
      "packets_in", "bytes_out", "bytes_in", "first_seen_us", "last_seen_us", "duration_us",
      "duration_buckets",
    ])
    for row in 0..<edges.count {
      let service = edges.services[row]
      let buckets = edges.histograms.row(row).map { "\($0.bucket):\($0.count)" }
      table.append([
        .time(Timestamp(microseconds: Int64(edges.ticks[row]) * EdgeTable.tickLength)),
        .text(edges.hosts.addresses[Int(edges.sources[row])].title),
        .text(edges.hosts.addresses[Int(edges.targets[row])].title),
        .text(service.transport.description), .integer(Int64(service.port)),
        .integer(edges.flows[row]), .integer(edges.failedFlows[row]),
        .integer(edges.packetsOut[row]), .integer(edges.packetsIn[row]),
        .integer(edges.bytesOut[row]), .integer(edges.bytesIn[row]),
        .integer(edges.firstSeen[row]), .integer(edges.lastSeen[row]),
        .integer(edges.durations[row]), .text(buckets.joined(separator: " ")),
      ])
    }
    return table
  }

  /// `sidestep edges`: one row per edge, in the order given.
  public static func edges(_ edges: some Sequence<Edge>) -> Table {
    var table = Table(columns: [
      "src", "dst", "protocol", "dst_port", "flows", "failed_flows", "bytes_out", "bytes_in",
      "first_seen", "last_seen", "new", "crosses_subnet",
    ])
    for edge in edges {
      table.append([
        .text(edge.source.title), .text(edge.target.title),
        .text(edge.service.transport.description), .integer(Int64(edge.service.port)),
        .integer(edge.flows), .integer(edge.failedFlows), .integer(edge.bytesOut),
        .integer(edge.bytesIn), .time(edge.firstSeen), .time(edge.lastSeen),
        .optional(edge.isNew), .boolean(edge.crossesSubnet),
      ])
    }
    return table
  }
}
