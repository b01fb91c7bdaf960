// SPDX-License-Identifier: Apache-2.0

import Archive
import Detection
import Flows
import Foundation
import Ingest
import Simulation
import TestSupport
import Topology

/// A small office, day by day, as an archive takes it in.
struct SmallOffice: Sendable {
  let days: [EdgeTable]
  let subnets: [NamedSubnet]
  let start: Timestamp

  /// Nine days with a chain of three hops on the last.
  static let shared = Result { try SmallOffice() }

  private init() throws {
    var options = OfficeOptions()
    options.seed = 3
    options.hosts = 50
    options.days = 9
    options.flowsPerWorkday = 500
    options.worksWeekends = true
    options.intrusions = [Intrusion(.hopChain, day: 8, hops: 3, services: [.tcp(5985)])]
    let simulation = try Simulation(options)
    subnets = simulation.office.subnets.map {
      NamedSubnet(block: $0.block, name: $0.name, zone: $0.zone)
    }
    let scope = EdgeScope(subnets: SubnetMap(subnets))
    days = (0..<options.days).map {
      EdgeTableBuilder(simulation.day($0), scope: scope).table()
    }
    start = options.start
  }

  func day(_ number: Int) -> Timestamp {
    start.advanced(byMicroseconds: Int64(number) * 86_400_000_000)
  }

  func file(_ number: Int) -> ReadFile {
    ReadFile(
      name: "day-\(number).log", hash: "hash of day \(number)", format: "zeek",
      counts: ReadFile.Counts(), edges: days[number])
  }

  var settings: ArchiveSettings {
    ArchiveSettings(
      windowHours: 24, internalScope: .standard, subnets: SubnetMap(subnets))
  }

  var options: AnalysisOptions { AnalysisOptions(subnets: SubnetMap(subnets)) }
}

/// An archive in a folder of its own.
struct Place {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path + "/archive.db"
  }

  func open(create: Bool = true) throws -> Archive {
    try Archive(path, create: create, hash: { ContentHash.sha256(of: $0) ?? "" })
  }
}

extension Archive {
  static let noon = Timestamp(microseconds: 1_780_000_000_000_000)

  /// Takes in days of the small office.
  @discardableResult
  func ingest(_ office: SmallOffice, _ days: some Sequence<Int>) throws -> IngestOutcome {
    try ingest(
      days.map(office.file), settings: office.settings,
      knowledge: ArchiveKnowledge(subnets: office.subnets), at: Self.noon)
  }

  /// Judges what is new, or everything from a day on.
  @discardableResult
  func judge(
    _ office: SmallOffice, from: Timestamp? = nil, rules: CrossingRules = CrossingRules()
  ) async throws -> RunOutcome {
    let judge = try ArchiveJudge(self, options: office.options)
    let windows = try judge.windowsToJudge(from: from, until: nil)
    guard !windows.isEmpty else { return RunOutcome() }
    let judged = try await judge.judge(windows)
    return try record(judged, rules: rules, options: office.options, at: Self.noon) { _ in
      RunDescription(command: "test", optionsHash: "", options: [], inputs: [], report: [1, 2])
    }
  }
}
