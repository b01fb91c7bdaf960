// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import TestSupport
import Testing
import Topology

@testable import Archive

/// Made days, so that it is plain what is new.
private struct Days {
  let place: Place
  let archive: Archive
  let subnets: [NamedSubnet]

  init() throws {
    place = try Place()
    archive = try place.open()
    subnets = [("10.0.1.0/24", "clients"), ("10.0.2.0/24", "vault"), ("10.0.3.0/24", "servers")]
      .compactMap { block, zone in
        Subnet(block).map { NamedSubnet(block: $0, name: zone, zone: zone) }
      }
  }

  static func start(_ day: Int) -> Timestamp {
    Timestamp(microseconds: 1_772_409_600_000_000 + Int64(day) * 86_400_000_000)
  }

  /// Thirty clients ask a server; and what else there is.
  @discardableResult
  func run(
    _ day: Int, _ more: [Flow] = [], protected: Set<String> = ["vault"], judging: Bool = true,
    part: String = ""
  ) async throws -> RunOutcome {
    let usual = (1...(part.isEmpty ? 30 : 1)).map {
      Flow.tcp("10.0.1.\($0)", "10.0.3.1", 443, minute: day * 1440 + 500 + $0)
    }
    let edges = EdgeTableBuilder(
      FlowBatch(usual + more), scope: EdgeScope(subnets: SubnetMap(subnets))
    ).table()
    let settings = ArchiveSettings(
      windowHours: 24, internalScope: .standard, subnets: SubnetMap(subnets))
    try archive.ingest(
      [
        ReadFile(
          name: "\(day)", hash: "\(day)\(part)", format: "zeek", counts: ReadFile.Counts(),
          edges: edges)
      ], settings: settings,
      knowledge: ArchiveKnowledge(subnets: subnets, protectedZones: protected), at: Archive.noon)
    return judging ? try await judge(from: Self.start(day), protected: protected) : RunOutcome()
  }

  func judge(
    from: Timestamp, protected: Set<String> = ["vault"]
  ) async throws -> RunOutcome {
    let options = AnalysisOptions(subnets: SubnetMap(subnets))
    let judge = try ArchiveJudge(archive, options: options)
    let judged = try await judge.judge(judge.windowsToJudge(from: from, until: nil))
    return try archive.record(
      judged, rules: CrossingRules(protectedZones: protected), options: options, at: Archive.noon
    ) { _ in RunDescription(command: "", optionsHash: "", options: [], inputs: [], report: nil) }
  }

  func say(
    _ action: VerdictAction, _ id: String, scope: AlertException.Scope? = nil, days: Int? = nil,
    note: String = "because"
  ) throws {
    try archive.judge(
      id,
      VerdictRequest(
        action: action, author: "kim", note: note, scope: scope,
        expiresAfter: days.map { Int64($0) * 86_400_000_000 }), at: Archive.noon)
  }

  func backup(_ day: Int, _ count: Int = 5, from host: Int = 9) -> [Flow] {
    (0..<count).map {
      .tcp("10.0.1.\(host)", "10.0.2.7", 445, minute: day * 1440 + 100 + $0)
    }
  }

  func states() throws -> [String] {
    try archive.alerts(limit: 100).sorted { $0.firstSeen < $1.firstSeen }.map {
      "\($0.detector) \($0.state) \($0.sightings)"
    }
  }
}

@Suite struct VerdictTests {
  @Test("an accepted cell is held back, counted and listed, until its exception expires")
  func expiry() async throws {
    let days = try Days()
    for day in 0..<4 { try await days.run(day, judging: false) }
    let first = try await days.run(4, days.backup(4))
    #expect(first.new.count == 1)
    let id = try #require(first.new.first)
    #expect(try days.archive.alert(id).alert.severity == .high)
    try days.say(.accept, id, days: 2)
    // Into a protected zone every use of a known cell is an alert too.
    let second = try await days.run(5, days.backup(5))
    #expect(second.new.isEmpty && second.suppressed == [1: 1])
    #expect(second.notes.first?.hasPrefix("1 alert was held back") == true)
    // Reports are shared: who made it is in the list of exceptions.
    #expect(second.notes.contains { $0.contains("until 2026-03-09") && !$0.contains("kim") })
    let rule = try #require(try days.archive.rules().first)
    #expect(rule.uses == 1 && rule.lastUse == Days.start(5) && !rule.isOver)
    #expect(rule.author == "kim" && rule.note == "because" && rule.scope == .cell)
    #expect(try days.archive.runs().first?.suppressed == 1)
    let third = try await days.run(6, days.backup(6))
    #expect(third.new.isEmpty && third.suppressed == [1: 1])
    #expect(
      try days.states() == ["newCell expired 1"].map { $0.replacing("newCell", with: "new_cell") })
    let fourth = try await days.run(7, days.backup(7))
    #expect(fourth.new.count == 1 && fourth.suppressed.isEmpty)
    #expect(try days.states() == ["new_cell expired 1", "protected open 1"])
    #expect(try days.archive.rules().first?.isOver == true)
    #expect(try days.archive.problems().isEmpty)
  }

  @Test("much more than was accepted alerts all the same")
  func change() async throws {
    let days = try Days()
    for day in 0..<4 { try await days.run(day, judging: false) }
    let id = try #require(try await days.run(4, days.backup(4)).new.first)
    try days.say(.accept, id)
    let usual = try await days.run(5, days.backup(5, 90))
    #expect(usual.new.isEmpty && usual.suppressed == [1: 1])
    let flood = try await days.run(6, days.backup(6, 400))
    #expect(flood.new.count == 1 && flood.suppressed.isEmpty)
  }

  @Test("a judged window that grows to much more is looked at again, whatever was said of it")
  func grown() async throws {
    // No control sessions: these would make a path.
    func pushes(_ count: Int) -> [Flow] {
      (0..<count).map { .tcp("10.0.1.9", "10.0.2.7", 8443, minute: 4 * 1440 + 100 + $0) }
    }
    for action in [VerdictAction.accept, .dismiss] {
      let days = try Days()
      for day in 0..<4 { try await days.run(day, judging: false) }
      let id = try #require(try await days.run(4, pushes(5)).new.first)
      try days.say(action, id)
      let little = try await days.run(4, pushes(20), part: "b")
      #expect(little.reopened.isEmpty && little.seenAgain == [id])
      let much = try await days.run(4, pushes(400), part: "c")
      #expect(much.reopened == [id] && much.new.isEmpty)
      #expect(try days.states() == ["new_cell open 1"])
      #expect(try days.archive.audit().first?.detail == "much more of it than was judged")
    }
  }

  @Test("scopes are as wide as they say")
  func scopes() async throws {
    for (scope, held) in [
      (AlertException.Scope.pair, [true, false, false]), (.cell, [true, true, false]),
      (.host, [true, false, true]),
    ] {
      let days = try Days()
      for day in 0..<4 { try await days.run(day, judging: false) }
      let id = try #require(try await days.run(4, days.backup(4)).new.first)
      try days.say(.accept, id, scope: scope)
      let others = [
        days.backup(5), days.backup(6, from: 12),
        [Flow.tcp("10.0.1.9", "10.0.2.8", 22, minute: 7 * 1440)],
      ]
      for (day, flows) in zip(5..<8, others) {
        let outcome = try await days.run(day, flows)
        #expect(outcome.suppressed.isEmpty != held[day - 5], "\(scope) day \(day)")
        #expect(outcome.new.isEmpty == held[day - 5], "\(scope) day \(day)")
      }
    }
  }

  @Test("verdicts survive judging again, and reopening ends an exception")
  func again() async throws {
    let days = try Days()
    for day in 0..<4 { try await days.run(day, judging: false) }
    let id = try #require(try await days.run(4, days.backup(4)).new.first)
    try days.say(.accept, id)
    try await days.run(5, days.backup(5))
    let again = try await days.judge(from: Days.start(4))
    #expect(again.new.isEmpty && again.reopened.isEmpty && again.suppressed == [1: 1])
    #expect(try days.states() == ["new_cell accepted 1"])
    try days.say(.reopen, id)
    #expect(try days.states() == ["new_cell open 1"])
    let last = try await days.judge(from: Days.start(4))
    #expect(last.new.count == 1 && last.suppressed.isEmpty)
    #expect(try days.archive.alert(id).verdicts.map(\.action) == [.reopen, .accept])
    #expect(try days.archive.audit().map(\.action) == ["reopen", "accept"])
    try days.say(.accept, id)
    let held = try await days.judge(from: Days.start(4))
    #expect(held.withdrawn.count == 1 && held.suppressed == [3: 1])
  }

  @Test("a dismissed alert stays, and what comes after it says so")
  func dismissed() async throws {
    let days = try Days()
    for day in 0..<4 { try await days.run(day, days.backup(day), judging: false) }
    let id = try #require(try await days.run(4, days.backup(4)).new.first)
    let more = try await days.run(5, days.backup(5))
    #expect(more.seenAgain == [id])
    try days.say(.dismiss, id, note: "only\u{1b}[31m tests")
    let next = try #require(try await days.run(6, days.backup(6)).new.first)
    let evidence = try days.archive.alert(next).sightings[0].evidence
    #expect(
      evidence.contains {
        $0.text == "the same was dismissed by kim (\(id)): only\u{fffd}[31m tests"
      })
    #expect(try days.states() == ["protected dismissed 2", "protected open 1"])
    try days.say(.escalate, next)
    let record = try #require(try days.archive.statistics().first)
    #expect(record.detector == "protected" && record.alerts == 2 && record.precision == 0.5)
    #expect(record.interval?.contains(0.5) == true)
  }

  @Test("verdicts that make no sense are refused with what to do, and leave no trace")
  func nonsense() async throws {
    let days = try Days()
    for day in 0..<4 { try await days.run(day, judging: false) }
    let id = try #require(try await days.run(4, days.backup(4)).new.first)
    let requests = [
      VerdictRequest(action: .dismiss, author: "kim", note: "", scope: .cell),
      VerdictRequest(action: .accept, author: " ", note: ""),
      VerdictRequest(action: .accept, author: "kim", note: "", expiresAfter: 0),
      VerdictRequest(action: .accept, author: "kim", note: String(repeating: "x", count: 5_000)),
    ]
    for request in requests {
      #expect(throws: ArchiveError.self) {
        try days.archive.judge(id, request, at: Archive.noon)
      }
    }
    for wrong in ["crossing-0000", "", "%", "x\u{1b}[31m"] {
      #expect(throws: ArchiveError.self) {
        try days.archive.judge(
          wrong, VerdictRequest(action: .dismiss, author: "kim", note: ""), at: Archive.noon)
      }
    }
    #expect(try days.archive.audit().isEmpty && days.states() == ["new_cell open 1"])
    #expect(
      try days.archive.judge(
        String(id.prefix(12)), VerdictRequest(action: .dismiss, author: "kim", note: ""),
        at: Archive.noon
      ).id == id)
  }

  @Test("Wilson's interval is what tables say")
  func wilson() throws {
    let half = try #require(DetectorRecord.wilson(5, of: 10))
    #expect(abs(half.lowerBound - 0.2366) < 1e-4 && abs(half.upperBound - 0.7634) < 1e-4)
    #expect(DetectorRecord.wilson(0, of: 0) == nil)
    #expect(DetectorRecord.wilson(0, of: 4)?.lowerBound == 0)
  }
}
