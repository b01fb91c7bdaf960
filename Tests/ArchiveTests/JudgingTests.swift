// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import TestSupport
import Testing
import Topology

@testable import Archive

@Suite struct JudgingTests {
  @Test("a day judged by the archive is judged as by the flows of the days before, to the bit")
  func sameAsBaseline() async throws {
    let office = try SmallOffice.shared.get()
    let place = try Place()
    let archive = try place.open()
    try archive.ingest(office, 0..<9)
    let judge = try ArchiveJudge(archive, options: office.options)
    let windows = try judge.windowsToJudge(from: office.day(8), until: nil)
    let result = try #require(try await judge.judge(windows).result)
    var options = office.options
    options.baselineUntil = office.day(8)
    let whole = office.days.reduce(EdgeTable()) { $0.merging($1) }
    let told = try await Analysis.run(whole, options: options)
    #expect(result.windows == told.windows)
    #expect(result.assessments == told.assessments)
    #expect(result.findings == told.findings && !told.findings.isEmpty)
    #expect(result.paths == told.paths && !told.paths.isEmpty)
    #expect(result.crossings == told.crossings)
    #expect(result.surroundings == told.surroundings)
    #expect(result.reference == told.reference && result.drift == told.drift)
    #expect(result.calibrationNote == told.calibrationNote)
  }

  /// What a run leaves of hosts and alerts.
  private func state(_ archive: Archive, _ office: SmallOffice) throws -> [String] {
    let profiles = try archive.profiles(in: TimeRange(office.day(0), office.day(9)))
    return try archive.windows().map { "\($0.start) \($0.flagged.sorted())" }
      + profiles.map { "\($0.host) \($0.window) \($0.pValue ?? -1) \($0.features)" }
      + archive.alerts(limit: 1_000).map { "\($0)" }
  }

  @Test("days judged one by one, at once and again give the same hosts and alerts")
  func portions() async throws {
    let office = try SmallOffice.shared.get()
    let (one, all) = (try Place(), try Place())
    let daily = try one.open()
    try daily.ingest(office, 0..<6)
    for day in 6..<9 {
      try daily.ingest(office, [day])
      try await daily.judge(office, from: day == 6 ? office.day(6) : nil)
    }
    let archive = try all.open()
    try archive.ingest(office, 0..<9)
    try await archive.judge(office, from: office.day(6))
    let expected = try state(daily, office)
    #expect(try state(archive, office) == expected)
    #expect(try !daily.alerts().isEmpty)
    for from in [7] {
      let outcome = try await archive.judge(office, from: office.day(from))
      #expect(outcome.new.isEmpty && outcome.withdrawn.isEmpty)
      #expect(try state(archive, office) == expected)
    }
    #expect(try archive.problems().isEmpty && daily.problems().isEmpty)
  }

  @Test("a late file of a judged day has it and all later days judged again")
  func lateFile() async throws {
    let office = try SmallOffice.shared.get()
    let place = try Place()
    let archive = try place.open()
    let morning = office.day(5).advanced(byMicroseconds: 43_200_000_000)
    var (early, late) = (office.file(5), office.file(5))
    early.edges = office.days[5].split(at: morning).before
    late.edges = office.days[5].split(at: morning).after
    late.hash = "late"
    try archive.ingest(office, 0..<5)
    let add = { (file: ReadFile) in
      try archive.ingest(
        [file], settings: office.settings, knowledge: ArchiveKnowledge(), at: Archive.noon)
    }
    _ = try add(early)
    try archive.ingest(office, [6])
    try await archive.judge(office, from: office.day(5))
    #expect(try add(late).judgedAnew == [office.day(5), office.day(6)])
    let judge = try ArchiveJudge(archive, options: office.options)
    let windows = try judge.windowsToJudge(from: nil, until: nil)
    #expect(windows.map(\.start) == [office.day(5), office.day(6)])
    try await archive.judge(office)
    let other = try Place()
    let whole = try other.open()
    try whole.ingest(office, 0..<7)
    try await whole.judge(office, from: office.day(5))
    #expect(try state(archive, office) == state(whole, office))
    #expect(try judge.windowsToJudge(from: nil, until: nil).isEmpty)
    // What was past alone changes what is judged by it.
    var older = office.file(0)
    (older.hash, older.edges) = (
      "older",
      office.days[0].split(at: office.day(0).advanced(byMicroseconds: 36_000_000_000)).before
    )
    #expect(try add(older).judgedAnew == [office.day(5), office.day(6)])
    #expect(
      try judge.windowsToJudge(from: nil, until: nil).map(\.start) == [
        office.day(5), office.day(6),
      ])
  }

  @Test("a day that comes late is judged, and the judged days after it again")
  func lateDay() async throws {
    let office = try SmallOffice.shared.get()
    let place = try Place()
    let archive = try place.open()
    try archive.ingest(office, [0, 1, 2, 3, 4, 5, 7])
    try await archive.judge(office, from: office.day(5))
    try archive.ingest(office, [6])
    let judge = try ArchiveJudge(archive, options: office.options)
    let windows = try judge.windowsToJudge(from: nil, until: nil)
    #expect(windows.map(\.start) == [office.day(6), office.day(7)])
  }

  @Test("a wrong clock far ahead neither makes all days too old nor ends exceptions")
  func wrongClock() throws {
    let office = try SmallOffice.shared.get()
    let place = try Place()
    let archive = try place.open()
    try archive.ingest(office, 0..<3)
    var file = office.file(3)
    let later = Flow.tcp("10.0.0.1", "10.0.0.2", 22, minute: 73 * 525_600)
    file.edges = EdgeTableBuilder(FlowBatch([later]), scope: EdgeScope()).table()
    try archive.ingest(
      [file], settings: office.settings, knowledge: ArchiveKnowledge(), at: Archive.noon)
    #expect(try archive.windows().count == 4)
    #expect(try archive.forget(allButDays: 2) == 1)
    #expect(try archive.windows().prefix(2).map(\.start) == [office.day(1), office.day(2)])
  }

  @Test("what is judged by nothing yet waits for enough past, or is judged among peers if asked")
  func young() async throws {
    let office = try SmallOffice.shared.get()
    let place = try Place()
    let archive = try place.open()
    #expect(throws: ArchiveError.self) { try ArchiveJudge(archive, options: office.options) }
    try archive.ingest(office, 0..<3)
    let judge = try ArchiveJudge(archive, options: office.options)
    #expect(try judge.windowsToJudge(from: nil, until: nil).isEmpty)
    let windows = try judge.windowsToJudge(from: office.day(0), until: office.day(1))
    #expect(windows.count == 1)
    let judged = try await judge.judge(windows)
    guard case .peers = judged.result?.reference else {
      Issue.record("not judged among peers")
      return
    }
    try archive.ingest(office, 3..<9)
    // A week is past where nothing was judged.
    #expect(
      try judge.windowsToJudge(from: nil, until: nil).map(\.start) == [
        office.day(7), office.day(8),
      ])
  }

  @Test("windows that change while they are judged are not recorded as they were")
  func changed() async throws {
    let office = try SmallOffice.shared.get()
    let place = try Place()
    let archive = try place.open()
    try archive.ingest(office, [0, 1, 2, 4])
    let judge = try ArchiveJudge(archive, options: office.options)
    let judged = try await judge.judge(
      try judge.windowsToJudge(from: office.day(4), until: nil))
    try archive.ingest(office, [3])
    #expect(throws: ArchiveError.changed) {
      try archive.record(
        judged, rules: CrossingRules(), options: office.options, at: Archive.noon
      ) { _ in
        RunDescription(command: "", optionsHash: "", options: [], inputs: [], report: nil)
      }
    }
    #expect(try archive.runs().isEmpty && archive.alerts().isEmpty)
  }
}
