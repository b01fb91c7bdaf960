// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Foundation
import GRDB
import Ingest
import Reporting
import Simulation
import TestSupport
import Topology

@testable import Archive

/// Text of those who would like to be more than text.
enum Hostile {
  static let markup = "<script>alert(1)</script>\"'&amp;<img src=x onerror=alert(2)>"
  /// Overrides of direction, zero-width and control characters; SQLite ends text at the last of them.
  static let hidden = "a\u{202e}b\u{2066}c\u{200b}d\u{7}e\u{1b}[31mf\u{fffe}g\u{85}h\u{0}i"
  /// A quote that is one character with the mark that follows.
  static let combined = "x\"\u{301} onload='\u{308}y'"
  static let template = "{{csrf}} {{{content}}} {{#alerts}}"
  static let long = String(repeating: "<b>long</b> ", count: 9_000)
  static let short = [markup, hidden, combined, template]
  static let all = short + [long]
  static let whole = markup + hidden + combined + template
}

/// A judged office with a chain of hops on its last day; names, notes and titles are hostile, or not.
struct Office: Sendable {
  let archive: Archive
  static let noon = Timestamp(microseconds: 1_780_000_000_000_000)

  /// Where they are; removed when the tests end, as they are shared until then.
  private static let folder: String = {
    let url = FileManager.default.temporaryDirectory.appending(
      path: "sidestep-test-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(atPath: Office.folder) }
    return url.path
  }()

  static let plain = Task { try await Office(isHostile: false) }
  static let hostile = Task { try await Office(isHostile: true) }

  private init(isHostile: Bool) async throws {
    var options = OfficeOptions()
    options.seed = 3
    options.hosts = 50
    options.days = 10
    options.flowsPerWorkday = 400
    options.worksWeekends = true
    options.intrusions = [Intrusion(.hopChain, day: 9, hops: 3, services: [.tcp(5985)])]
    let simulation = try Simulation(options)
    let subnets = simulation.office.subnets.enumerated().map { place, subnet in
      NamedSubnet(
        block: subnet.block,
        name: isHostile ? Hostile.short[place % Hostile.short.count] : subnet.name,
        zone: isHostile ? Hostile.short[(place + 1) % Hostile.short.count] : subnet.zone)
    }
    let map = SubnetMap(subnets)
    let scope = EdgeScope(subnets: map)
    archive = try Archive(
      Self.folder + (isHostile ? "/hostile.db" : "/office.db"), create: true,
      hash: { ContentHash.sha256(of: $0) ?? "" })
    let tables = (0..<options.days).map {
      EdgeTableBuilder(simulation.day($0), scope: scope).table()
    }
    let hosts = Set(tables.flatMap(\.hosts.addresses)).subtracting([.internet]).sorted()
    // Every third host has no name.
    let assets = hosts.enumerated().compactMap { place, host -> AssetTable.Asset? in
      guard place % 3 != 0 else { return nil }
      return AssetTable.Asset(
        address: host,
        name: isHostile ? Hostile.all[place % Hostile.all.count] : "HOST-\(place)", role: nil)
    }
    try archive.ingest(
      tables.enumerated().map { day, edges in
        ReadFile(
          name: isHostile ? "\(day) \(Hostile.whole)" : "day-\(day).log", hash: "day \(day)",
          format: "zeek", counts: ReadFile.Counts(), edges: edges)
      },
      settings: ArchiveSettings(windowHours: 24, internalScope: .standard, subnets: map),
      knowledge: ArchiveKnowledge(subnets: subnets, assets: assets), at: Self.noon)
    let analysis = AnalysisOptions(subnets: map)
    let judge = try ArchiveJudge(archive, options: analysis)
    let windows = try archive.windows()
    for window in windows.dropFirst(7) {
      let judged = try await judge.judge([window])
      _ = try archive.record(
        judged, rules: CrossingRules(), options: analysis, at: Self.noon
      ) { _ in
        RunDescription(
          command: isHostile ? Hostile.whole : "sidestep analyze --db office.db",
          optionsHash: "0", options: ["window=24h", isHostile ? Hostile.whole : "seed=1"],
          inputs: [], report: try Self.report(judged, map))
      }
    }
    try speak(isHostile)
  }

  private static func report(_ judged: Judged, _ subnets: SubnetMap) throws -> [UInt8]? {
    guard let result = judged.result else { return nil }
    let provenance = Provenance(
      title: "office", inputs: [],
      flows: Provenance.FlowCounts(read: 0, used: 0, turned: 0, rejected: 0, ignored: 0), hosts: 0,
      edges: 0, options: [], optionsHash: "0", seed: 0, version: "test")
    return try Report(result: result, provenance: provenance, subnets: subnets).json()
  }

  /// A verdict of each kind, and hostile titles.
  private func speak(_ isHostile: Bool) throws {
    let alerts = try archive.alerts(AlertFilter(kind: .crossing))
    let actions: [VerdictAction] = [.accept, .dismiss, .escalate]
    for (place, (alert, action)) in zip(alerts, actions).enumerated() {
      let note = Hostile.all[place % Hostile.all.count].unicodeScalars.prefix(2_000)
      try archive.judge(
        alert.id,
        VerdictRequest(
          action: action, author: isHostile ? "eve " + Hostile.markup : "kim",
          note: isHostile ? String(String.UnicodeScalarView(note)) : "asked the owner, ticket 4711",
          expiresAfter: action == .accept ? 30 * 86_400_000_000 : nil), at: Self.noon)
    }
    guard isHostile else { return }
    try archive.write { database in
      let ids = try String.fetchAll(database, sql: "SELECT id FROM alert ORDER BY id")
      for (place, id) in ids.enumerated() {
        try database.execute(
          sql: "UPDATE alert SET title = ?, detector = ? WHERE id = ?",
          arguments: [Hostile.all[place % Hostile.all.count], Hostile.markup, id])
        let evidence = try JSONColumn.text([["feature", Hostile.whole], ["edge", Hostile.long]])
        try database.execute(
          sql: "UPDATE sighting SET evidence = ? WHERE alert = ?", arguments: [evidence, id])
      }
    }
  }
}

/// An archive nothing is in.
func emptyArchive() throws -> (TemporaryFolder, Archive) {
  let folder = try TemporaryFolder()
  return (
    folder,
    try Archive(
      folder.path + "/empty.db", create: true, hash: { ContentHash.sha256(of: $0) ?? "" })
  )
}
