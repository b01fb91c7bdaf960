// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import TestSupport
import Testing
import Topology

@testable import Archive

@Suite struct IngestTests {
  @Test("the same content twice changes nothing, and says so")
  func twice() throws {
    let office = try SmallOffice.shared.get()
    let place = try Place()
    let archive = try place.open()
    let first = try archive.ingest(office, 0..<2)
    #expect(first.added.count == 2 && first.windows == [office.day(0), office.day(1)])
    let before = try archive.windows()
    var renamed = office.file(0)
    renamed.name = "again.log"
    // The same flows in another wrapping, such as compressed.
    var rewrapped = office.file(1)
    rewrapped.hash = "another"
    let second = try archive.ingest(
      [office.file(0), renamed, rewrapped], settings: office.settings,
      knowledge: ArchiveKnowledge(), at: Archive.noon)
    #expect(second.added.isEmpty && second.windows.isEmpty)
    #expect(second.known.map(\.name) == ["day-0.log", "again.log", "day-1.log"])
    #expect(second.known.map(\.as) == ["day-0.log", "day-0.log", "day-1.log"])
    #expect(try archive.windows() == before)
    #expect(try archive.problems().isEmpty)
  }

  @Test("several files of a day add up, in any order and portions", arguments: UInt64(0)..<3)
  func portions(seed: UInt64) throws {
    let flows = RandomFlows.make(600, seed: seed, days: 3)
    let scope = EdgeScope()
    let files = (0..<6).map { part in
      ReadFile(
        name: "\(part)", hash: "\(part)", format: "zeek", counts: ReadFile.Counts(),
        edges: EdgeTableBuilder(
          FlowBatch(flows.enumerated().filter { $0.offset % 6 == part }.map(\.element)),
          scope: scope
        ).table())
    }
    let whole = EdgeTableBuilder(FlowBatch(flows), scope: scope).table()
    let settings = ArchiveSettings(
      windowHours: 24, internalScope: .standard, subnets: SubnetMap())
    var generator = SeededGenerator(seed: seed)
    for portion in [1, 4, 6] {
      let place = try Place()
      let archive = try place.open()
      var rest = files.shuffled(using: &generator)
      while !rest.isEmpty {
        try archive.ingest(
          Array(rest.prefix(portion)), settings: settings, knowledge: ArchiveKnowledge(),
          at: Archive.noon)
        rest.removeFirst(min(portion, rest.count))
      }
      for window in try archive.windows() {
        let range = settings.window(window.start)
        #expect(try archive.edges(of: window.start) == whole.slice(range))
        let cells = try archive.cells(in: range).map(\.use)
        #expect(cells == CellUse.all(in: whole.slice(range), subnets: SubnetMap()))
      }
      #expect(try archive.windows().count == whole.windowStarts(hours: 24).count)
      #expect(try archive.problems().isEmpty)
    }
  }

  @Test("what is fixed by the first flows is refused otherwise, and what is known may change")
  func settings() throws {
    let office = try SmallOffice.shared.get()
    let place = try Place()
    let archive = try place.open()
    try archive.ingest(office, [0])
    func message(_ change: (inout ArchiveSettings) -> Void) -> String {
      var settings = office.settings
      change(&settings)
      do {
        try archive.ingest(
          [office.file(1)], settings: settings, knowledge: ArchiveKnowledge(), at: Archive.noon)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(message { $0.windowHours = 12 }.contains("--window 24h"))
    #expect(message { $0.internalBlocks.removeFirst() }.contains("--internal"))
    #expect(message { $0.subnetBlocks.removeFirst() }.contains("--subnets"))
    #expect(try archive.windows().count == 1)
    var renamed = office.subnets
    renamed[0].zone = "vault"
    try archive.ingest(
      [office.file(1)], settings: office.settings,
      knowledge: ArchiveKnowledge(subnets: renamed, protectedZones: ["vault"]), at: Archive.noon)
    let context = try archive.context()
    #expect(context.protectedZones == ["vault"])
    #expect(context.subnets.subnets.contains { $0.zone == "vault" })
    #expect(try archive.settings() == office.settings)
  }

  @Test("days beyond what is kept go, and do not come back")
  func retention() async throws {
    let office = try SmallOffice.shared.get()
    let place = try Place()
    let archive = try place.open()
    try archive.ingest(office, 0..<6)
    try await archive.judge(office)
    #expect(try archive.forget(allButDays: 3) == 3)
    #expect(try archive.windows().map(\.start) == [office.day(3), office.day(4), office.day(5)])
    #expect(try archive.cells(in: TimeRange(office.day(0), office.day(3))).isEmpty)
    let late = try archive.ingest(
      [office.file(1)].map { file in
        var file = file
        file.hash = "late"
        file.edges = office.days[0].slice(
          TimeRange(office.day(0), office.day(0).advanced(byMicroseconds: 36_000_000_000)))
        return file
      }, settings: office.settings, knowledge: ArchiveKnowledge(), at: Archive.noon)
    #expect(late.tooOld > 0 && late.windows.isEmpty)
    #expect(try archive.problems().isEmpty)
    try archive.ingest(office, [6])
    try await archive.judge(office)
    #expect(try archive.windows().last?.isJudged == true)
  }
}
