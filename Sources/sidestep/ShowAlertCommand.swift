// SPDX-License-Identifier: Apache-2.0

import Archive
import ArgumentParser
import Detection
import Flows
import Ingest
import Reporting
import Topology

/// One alert with its evidence and history.
struct ShowAlertCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows an alert: evidence, edges, history of its cells or host, verdicts.")

  @Argument(help: "The alert's id, or the start of it.")
  var id: String

  @OptionGroup(title: "Archive") var options: ArchiveOptions

  @Option(help: ArgumentHelp("Also draw its small map.", valueName: "file.svg"))
  var map: String?

  private static let edgesShown = 20
  private static let cellsShown = 5
  private static let windowsShown = 14

  func run() async throws {
    try await Console.reportingErrors {
      let archive = try options.archive()
      let detail = try archive.alert(id)
      let context = try archive.context()
      for line in Self.lines(detail) { try Console.say(Printable.text(line)) }
      try Console.output(Self.edges(detail).bytes(as: .table))
      for (title, table) in try Self.history(detail, archive) {
        try Console.say("")
        try Console.say(Printable.text(title))
        try Console.output(table.bytes(as: .table))
      }
      guard let map else { return }
      guard let drawing = detail.map(context, version: Version.text) else {
        throw ValidationError(
          "\(detail.alert.id) rests on no single edge: there is nothing to draw")
      }
      let svg = try MapDrawing.svg(drawing, worker: MapWorker.ofThisProgram)
      guard map != InputFile.standardInputPath else { return try Console.output(Array(svg.utf8)) }
      try ReportFolder.write(Array(svg.utf8), to: map)
      try Console.say("Map: \(map)")
    }
  }

  private static func lines(_ detail: AlertDetail) -> [String] {
    let alert = detail.alert
    var lines = [
      alert.title,
      "\(alert.id): \(alert.severity.rawValue), \(alert.state.rawValue), \(alert.kind.rawValue) by "
        + "\(alert.detector)" + (alert.pValue.map { ", p-value \(brief($0))" } ?? ""),
      "first seen \(alert.firstSeen), last seen \(alert.lastSeen), in \(alert.sightings) "
        + "\(alert.sightings == 1 ? "window" : "windows"): \(alert.flows) flows, "
        + "\(alert.bytes) bytes",
    ]
    if !detail.zones.isEmpty { lines.append("zones: \(detail.zones.joined(separator: ", "))") }
    for sighting in detail.sightings.prefix(windowsShown) {
      lines.append("window of \(sighting.window.start):")
      lines += sighting.evidence.map { "  \($0.text)" }
    }
    if detail.sightings.count > windowsShown {
      lines.append("and \(detail.sightings.count - windowsShown) more windows")
    }
    for verdict in detail.verdicts {
      lines.append(
        "\(verdict.action.rawValue) by \(verdict.author), \(verdict.at)"
          + (verdict.note.isEmpty ? "" : ": \(verdict.note)"))
    }
    return lines
  }

  private static func edges(_ detail: AlertDetail) -> Table {
    var table = Table(columns: [
      "hop", "first_seen", "source", "target", "service", "flows", "bytes",
    ])
    for member in detail.members.prefix(edgesShown) {
      let edge = member.edge
      table.append([
        .optional(member.hop.map(Int64.init)), .time(edge.firstSeen), .text(edge.source.title),
        .text(edge.target.title), .text(edge.service.title), .integer(edge.flows),
        .integer(edge.bytes),
      ])
    }
    if detail.members.count > edgesShown {
      Console.note("\(detail.members.count - edgesShown) more edges are not shown")
    }
    return table
  }

  /// The past of cells or host, with a heading each.
  private static func history(
    _ detail: AlertDetail, _ archive: Archive
  ) throws -> [(String, Table)] {
    if detail.alert.kind == .crossing {
      return try detail.cells.prefix(cellsShown).map { cell in
        (
          "\(cell.service.title) from \(cell.source) to \(cell.target):",
          .cells(Array(try archive.history(of: cell).suffix(windowsShown)))
        )
      }
    }
    guard let host = detail.alert.host else { return [] }
    let shown = ["flows_out", "unique_dst_ips", "unique_dst_ports", "failed_flows"]
    return [
      (
        "\(host):",
        .profiles(Array(try archive.history(of: host).suffix(windowsShown)), names: shown)
      )
    ]
  }

  private static func brief(_ value: Double) -> String {
    var table = Table(columns: ["p"])
    table.append([.number(value)])
    return String(decoding: table.text(), as: UTF8.self).split(separator: "\n").last.map(
      String.init)
      ?? ""
  }
}
