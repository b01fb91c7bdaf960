// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Reporting
import Topology

/// What to draw of an analysis, in the terms of the command line.
struct MapRequest {
  let run: AnalysisRun
  let input: InputOptions
  let host: String?
  let hops: Int
  let from: Timestamp?
  let to: Timestamp?
  let against: TimeRange?

  private var edges: EdgeTable { run.source.edges }
  private var subnets: SubnetMap { run.source.subnets }
  private var directory: HostDirectory { HostDirectory(run.result, subnets: subnets) }

  /// The map of this view.
  ///
  /// - Throws: `ValidationError` if host or time have no flows.
  func map(_ view: MapView) throws -> AttackMap {
    switch view {
    case .path:
      .attackPaths(run.result, provenance: run.provenance, subnets: subnets)
    case .neighbourhood: try neighbourhood()
    case .blast: try blastRadius()
    case .crossings:
      .crossings(
        run.result.crossings.filter {
          $0.edge.lastSeen >= asked.start && $0.edge.firstSeen < asked.end
        }, directory: directory, windows: run.result.windows, provenance: run.provenance)
    case .changes: try changes()
    }
  }

  /// From `--from` to `--to` in whole hours, all of time where they are not given.
  private var asked: TimeRange {
    let hour = EdgeTable.tickLength
    let start = from?.floored(toMultipleOf: hour) ?? Timestamp(microseconds: .min / hour * hour)
    let end = to?.advanced(byMicroseconds: hour - 1).floored(toMultipleOf: hour)
    return TimeRange(start, end ?? Timestamp(microseconds: .max / hour * hour))
  }

  /// The first to the last hour with flows.
  private var covered: TimeRange? {
    guard let first = edges.ticks.first, let last = edges.ticks.last else { return nil }
    return TimeRange(
      Timestamp(microseconds: Int64(first) * EdgeTable.tickLength),
      Timestamp(microseconds: (Int64(last) + 1) * EdgeTable.tickLength))
  }

  private func neighbourhood() throws -> AttackMap {
    let address = try input.address(host ?? "")
    let merged = edges.slice(asked).mergingTicks()
    let rows = (0..<merged.count).map { merged.edge($0, isNew: nil, subnets: subnets) }
    guard rows.contains(where: { $0.source == address || $0.target == address }) else {
      throw missing(address)
    }
    return AttackMap.neighbourhood(
      of: address, hops: hops, edges: rows, paths: run.result.paths, directory: directory,
      provenance: run.provenance)
  }

  private func blastRadius() throws -> AttackMap {
    let start = try input.suspect(host ?? "", option: "--host")
    let part = edges.slice(asked)
    guard part.hosts.addresses.contains(start.host) else { throw missing(start.host) }
    // Where nothing else is said, a host is taken from when it first stood out.
    let since =
      start.since ?? directory.firstSeen(start.host)
      ?? max(run.result.windows.first?.start ?? asked.start, asked.start)
    return AttackMap.blastRadius(
      of: start.host, after: max(since, asked.start), edges: part, directory: directory,
      subnets: subnets, provenance: run.provenance)
  }

  private func changes() throws -> AttackMap {
    guard let covered, let first = run.result.windows.first, let last = run.result.windows.last
    else { throw ValidationError("there are no flows to compare") }
    let now = TimeRange(
      from == nil ? first.start : max(asked.start, covered.start),
      max(
        from == nil ? first.start : max(asked.start, covered.start),
        to == nil ? last.end : min(asked.end, max(covered.end, last.end))))
    let hour = EdgeTable.tickLength
    let before =
      against.map {
        TimeRange(
          $0.start.floored(toMultipleOf: hour),
          $0.end.advanced(byMicroseconds: hour - 1).floored(toMultipleOf: hour))
      } ?? TimeRange(min(covered.start, now.start), now.start)
    guard now.end > now.start, edges.rows(in: now).count > 0 else {
      throw ValidationError("no flows from \(now.start) to \(now.end)")
    }
    guard before.end > before.start, edges.rows(in: before).count > 0 else {
      throw ValidationError(
        "no flows from \(before.start) to \(before.end) to compare with: add earlier flows to the "
          + "input or with --baseline; --from or --baseline-until says where the past ends")
    }
    return AttackMap.changes(
      in: edges, now: now, before: before, directory: directory, subnets: subnets,
      provenance: run.provenance)
  }

  private func missing(_ address: IPAddress) -> ValidationError {
    ValidationError("--host \(address): no flow of this host in the input and time given")
  }
}
