// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Foundation
import Ingest
import Simulation
import TestSupport
import Testing
import Topology

@testable import Archive

/// A week of mornings in a simulated office, with and without an analyst's word.
@Suite struct MorningsTests {
  private struct Office {
    let simulation: Simulation
    let subnets: [NamedSubnet]
    let scope: EdgeScope

    init() throws {
      var options = OfficeOptions()
      options.seed = 14
      options.hosts = 100
      options.days = 10
      options.flowsPerWorkday = 1_000
      options.worksWeekends = true
      options.difficulty.oneOffSessions = 4
      options.difficulty.newEdges = 4
      options.intrusions = [Intrusion(.hopChain, day: 9, hops: 4, services: [.tcp(5985)])]
      simulation = try Simulation(options)
      subnets = simulation.office.subnets.map {
        NamedSubnet(block: $0.block, name: $0.name, zone: $0.zone)
      }
      scope = EdgeScope(subnets: SubnetMap(subnets))
    }

    func ingest(_ day: Int, into archive: Archive) throws {
      try archive.ingest(
        [
          ReadFile(
            name: "\(day)", hash: "\(day)", format: "zeek", counts: ReadFile.Counts(),
            edges: EdgeTableBuilder(simulation.day(day), scope: scope).table())
        ],
        settings: ArchiveSettings(
          windowHours: 24, internalScope: .standard, subnets: SubnetMap(subnets)),
        knowledge: ArchiveKnowledge(subnets: subnets, protectedZones: ["servers"]),
        at: Archive.noon)
    }

    /// Takes in a day and judges it; what the analyst then has before him.
    func morning(_ day: Int, _ archive: Archive) async throws -> (alerts: [Alert], held: Int) {
      try ingest(day, into: archive)
      let options = AnalysisOptions(subnets: SubnetMap(subnets))
      let judge = try ArchiveJudge(archive, options: options)
      let judged = try await judge.judge(try judge.windowsToJudge(from: nil, until: nil))
      let outcome = try archive.record(
        judged, rules: CrossingRules(protectedZones: ["servers"]), options: options,
        at: Archive.noon
      ) { _ in RunDescription(command: "", optionsHash: "", options: [], inputs: [], report: nil) }
      let shown = Set(outcome.new + outcome.seenAgain + outcome.reopened)
      let alerts = try archive.alerts(AlertFilter(states: [.open]), limit: 1_000)
      return (alerts.filter { shown.contains($0.id) }, outcome.suppressed.values.reduce(0, +))
    }
  }

  @Test("accepting what is benign on the first mornings cuts the later ones, and hides no intruder")
  func week() async throws {
    let office = try Office()
    let place = try Place()
    var figures: [String] = []
    let taught = try place.open()
    for day in 0..<3 { try office.ingest(day, into: taught) }
    // What nobody teaches is the same until the first verdict.
    for day in 3..<7 {
      let morning = try await office.morning(day, taught)
      figures.append("day \(day): \(morning.alerts.count)")
    }
    try taught.vacuum()
    let copy = place.folder.path + "/silent.db"
    try FileManager.default.copyItem(atPath: place.path, toPath: copy)
    let silent = try Archive(copy, hash: { ContentHash.sha256(of: $0) ?? "" })
    for alert in try taught.alerts(AlertFilter(states: [.open]), limit: 1_000) {
      // Who opens new ways as his work is expected to open more.
      let isSender =
        alert.detector == "new_cell" && alert.subject.contains(" from 10.")
        && !alert.subject.contains("/24")
      try taught.judge(
        alert.id,
        VerdictRequest(
          action: .accept, author: "kim", note: "benign",
          scope: isSender ? .host : alert.kind.usualScope, expiresAfter: 30 * 86_400_000_000),
        at: Archive.noon)
    }
    var (before, after, held) = (0, 0, 0)
    for day in 7..<10 {
      let plain = try await office.morning(day, silent)
      let quiet = try await office.morning(day, taught)
      before += plain.alerts.count
      after += quiet.alerts.count
      held += quiet.held
      figures.append("day \(day): \(plain.alerts.count) untaught, \(quiet.alerts.count) taught")
      guard day == 9 else { continue }
      let steps = office.simulation.truth.intrusions[0].steps.filter { $0.step > 0 }
      let pairs = Set(steps.map { "\($0.source) \($0.target)" })
      func isIntruder(_ alert: Alert) throws -> Bool {
        try silent.alert(alert.id).members.contains {
          pairs.contains("\($0.edge.source) \($0.edge.target)")
        }
      }
      let intruder = try plain.alerts.filter { try $0.kind != .crossing && isIntruder($0) }
      #expect(Set(intruder.map(\.id)).isSubset(of: quiet.alerts.map(\.id)))
      let path = try #require(intruder.first { $0.kind == .path })
      #expect(path.severity == .critical)
      let hops = try taught.alert(path.id).members
      let found = hops.count { pairs.contains("\($0.edge.source) \($0.edge.target)") }
      figures.append("\(path.title): \(found) of \(steps.count) steps")
      #expect(found >= 3)
    }
    print("mornings: \(figures.joined(separator: "; ")); \(held) held back")
    #expect(3 * after <= 2 * before, "\(before) alerts untaught, \(after) taught")
    #expect(held > 0)
    #expect(try taught.rules().reduce(0) { $0 + $1.uses } == held)
    #expect(try taught.problems().isEmpty && silent.problems().isEmpty)
  }
}
