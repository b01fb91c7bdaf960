// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing
import Topology

@testable import Detection

@Suite struct AnalysisTests {
  /// 40 workstations that use two servers every day; `extra` is added.
  private func office(days: Int, seed: UInt64, extra: [Flow] = []) -> EdgeTable {
    var generator = SeededGenerator(seed: seed)
    var flows = extra
    for day in 0..<days {
      for host in 1...40 {
        for _ in 0..<Int.random(in: 3...9, using: &generator) {
          let minute = day * 1440 + Int.random(in: 480...1080, using: &generator)
          let server = Int.random(in: 1...2, using: &generator)
          let port: UInt16 = server == 1 ? 445 : 443
          flows.append(.tcp("10.0.1.\(host)", "10.0.9.\(server)", port, minute: minute))
        }
        if Int.random(in: 0..<12, using: &generator) == 0 {
          let minute = day * 1440 + Int.random(in: 480...1080, using: &generator)
          let peer = Int.random(in: 41...80, using: &generator)
          flows.append(.tcp("10.0.1.\(host)", "10.0.2.\(peer)", 443, minute: minute))
        }
      }
    }
    return EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
  }

  private func intrusion(day: Int) -> [Flow] {
    let start = day * 1440
    let sweep = (1...20).map {
      Flow.tcp("10.0.1.7", "10.0.2.\(100 + $0)", 445, minute: start + 540, state: .rejected)
    }
    return sweep + [
      .tcp("10.0.1.7", "10.0.1.21", 5985, minute: start + 600),
      .tcp("10.0.1.21", "10.0.1.33", 3389, minute: start + 660),
      .tcp("10.0.1.33", "10.0.9.2", 22, minute: start + 720),
    ]
  }

  private func options(
    _ day: Int?, policy: AlertPolicy = .falseDiscoveryRate(0.05), threads: Int = 1
  )
    -> AnalysisOptions
  {
    AnalysisOptions(
      baselineUntil: day.map {
        Timestamp(microseconds: 1_772_409_600_000_000 + Int64($0) * 86_400_000_000)
      }, policy: policy, threads: threads)
  }

  private func allowing(_ rules: [AllowList.Rule]) -> AnalysisOptions {
    var options = options(9)
    options.allowed = AllowList(rules)
    return options
  }

  @Test("what is allowed is no hop, is counted, and expires by the time of the flows")
  func allowedHop() async throws {
    let edges = office(days: 10, seed: 1, extra: intrusion(day: 9))
    let source = try #require(Subnet("10.0.1.7"))
    let start = 1_772_409_600_000_000 + Int64(9) * 86_400_000_000
    for (expires, isAllowed) in [(nil, true), (start, false), (start + 86_400_000_000, true)] {
      let rule = AllowList.Rule(
        line: 4, source: .block(source), target: .anyone, port: 5985, reason: "roll-out",
        expires: expires.map { Timestamp(microseconds: $0) })
      let result = try await Analysis.run(edges, options: allowing([rule]))
      let hops = result.paths.flatMap(\.hops).filter { $0.edge.source == source.base }
      #expect(hops.isEmpty == isAllowed)
      let use = try #require(result.allowed.first?.use)
      #expect(use.edges == (isAllowed ? 1 : 0) && use.expiredEdges == (isAllowed ? 0 : 1))
      #expect(use.flows == Int64(use.edges))
    }
  }

  @Test("a host that did nothing but what is allowed is shown as allowed, with its score")
  func allowedHost() async throws {
    let sweep = (1...30).map {
      Flow.tcp("10.0.1.7", "10.0.2.\(100 + $0)", 445, minute: 9 * 1440 + 540, state: .rejected)
    }
    let edges = office(days: 10, seed: 2, extra: sweep)
    let host = try #require(IPAddress("10.0.1.7"))
    let plain = try await Analysis.run(edges, options: options(9))
    #expect(plain.findings.map(\.host).contains(host) && plain.allowed.isEmpty)
    let rule = { (port: UInt16?) in
      AllowList.Rule(
        line: 1, source: .block(Subnet(around: host, prefixLength: 32)), target: .anyone,
        port: port, reason: "inventory")
    }
    let result = try await Analysis.run(edges, options: allowing([rule(22), rule(445)]))
    #expect(!result.findings.map(\.host).contains(host))
    let shown = try #require(result.assessments.first { $0.host == host })
    #expect(shown.allowedBy == [1] && shown.score?.isFlagged == false)
    let before = try #require(plain.assessments.first { $0.host == host }?.score)
    #expect(shown.score?.pValue == before.pValue && shown.reasons.count > 1)
    #expect(result.allowed.map(\.use.hosts) == [0, 1])
    let half = try await Analysis.run(
      office(
        days: 10, seed: 2,
        extra: sweep + [.tcp("10.0.1.7", "10.0.2.99", 22, minute: 9 * 1440 + 600)]),
      options: allowing([rule(445)]))
    #expect(half.findings.map(\.host).contains(host))
  }

  @Test("a planted path is found in order, with its entry", arguments: UInt64(0)..<4)
  func planted(seed: UInt64) async throws {
    let edges = office(days: 10, seed: seed, extra: intrusion(day: 9))
    let result = try await Analysis.run(edges, options: options(9))
    let path = try #require(result.paths.first)
    #expect(path.entry.description == "10.0.1.7")
    #expect(
      path.hops.map { "\($0.edge.source) \($0.edge.target) \($0.edge.service.port)" } == [
        "10.0.1.7 10.0.1.21 5985", "10.0.1.21 10.0.1.33 3389", "10.0.1.33 10.0.9.2 22",
      ])
    let flagged = Set(result.findings.map(\.host.description))
    #expect(flagged.contains("10.0.1.7") && flagged.contains("10.0.1.21"))
    #expect(result.findings.allSatisfy { !$0.reasons.isEmpty && $0.severity > .none })
    #expect(result.assessments.first?.score?.isFlagged == true)
    guard case .baseline(let rows, let windows) = result.reference else {
      Issue.record("compared with peers although there is a baseline")
      return
    }
    #expect(windows == 7 && rows > 7 * 40)
  }

  @Test("reasons name counts: the edge, the baseline, the host's own past")
  func reasons() async throws {
    let edges = office(days: 10, seed: 1, extra: intrusion(day: 9))
    let result = try await Analysis.run(edges, options: options(9))
    let entry = try #require(result.findings.first { $0.host.description == "10.0.1.7" })
    let text = entry.reasons.map(\.text).joined(separator: "\n")
    #expect(text.contains("first WinRM (tcp/5985) 10.0.1.7 → 10.0.1.21; 0 of "))
    #expect(text.contains("its own past maximum is"))
    #expect(entry.techniques.map(\.id).contains("T1021.006"))
    #expect(entry.techniques.map(\.id).contains("T1018"))
    #expect(entry.severity == .critical)
  }

  @Test("quiet offices give few findings: at most the promised share of 40 judged windows")
  func quiet() async throws {
    var alarmed = 0
    for seed in UInt64(100)..<120 {
      let result = try await Analysis.run(office(days: 11, seed: seed), options: options(9))
      alarmed +=
        result.windows.filter { window in
          result.findings.contains { $0.window == window }
        }.count
    }
    #expect(alarmed <= 6)
  }

  @Test("1 thread and 4 threads give the same result")
  func threads() async throws {
    let edges = office(days: 8, seed: 2, extra: intrusion(day: 7))
    let one = try await Analysis.run(edges, options: options(7, threads: 1))
    let four = try await Analysis.run(edges, options: options(7, threads: 4))
    #expect(one.assessments == four.assessments)
    #expect(one.findings == four.findings && one.paths == four.paths)
  }

  @Test("a budget of alerts is kept, hosts on one path being one alert")
  func budget() async throws {
    let edges = office(days: 10, seed: 3, extra: intrusion(day: 9))
    let result = try await Analysis.run(edges, options: options(9, policy: .alertsPerDay(3)))
    let onPaths = result.paths.map { path in
      Set(path.hops.flatMap { [$0.edge.source, $0.edge.target] })
    }
    let alone = result.findings.count { finding in !onPaths.contains { $0.contains(finding.host) } }
    #expect(!onPaths.isEmpty && onPaths.count + alone == 3)
  }

  @Test("one window without a baseline compares hosts with their peers and says so")
  func peers() async throws {
    let edges = office(days: 1, seed: 4, extra: intrusion(day: 0))
    let result = try await Analysis.run(edges, options: options(nil))
    guard case .peers = result.reference else {
      Issue.record("no baseline can exist")
      return
    }
    #expect(result.calibrationNote.contains("no baseline"))
    #expect(result.assessments.first?.host.description == "10.0.1.7")
    #expect(result.crossings.allSatisfy { $0.isNewCell == nil })
  }

  @Test("a handful of hosts is not evaluable, with the reason and plain facts")
  func thin() async throws {
    let flows =
      (1...30).map {
        Flow.tcp("10.0.0.1", "10.0.0.2", UInt16($0), minute: 5, state: .rejected)
      } + [.tcp("10.0.0.3", "10.0.0.2", 445, minute: 9)]
    let edges = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
    let result = try await Analysis.run(edges, options: options(nil))
    #expect(result.assessments.map(\.host.description).first == "10.0.0.1")
    #expect(result.assessments.allSatisfy { $0.score == nil && !$0.reasons.isEmpty })
    #expect(result.findings.isEmpty)
    guard case .notEvaluable(let reason) = result.assessments[0].outcome else { return }
    #expect(reason == "no baseline, and only 3 hosts in the window to compare with; 20 needed")
  }

  @Test("without a stated baseline the first week is the past, of less all but the last day")
  func automaticBaseline() async throws {
    let ten = try await Analysis.run(office(days: 10, seed: 1), options: options(nil))
    #expect(ten.windows.map(\.start.date) == ["2026-03-09", "2026-03-10", "2026-03-11"])
    let five = try await Analysis.run(office(days: 5, seed: 1), options: options(nil))
    #expect(five.windows.map(\.start.date) == ["2026-03-06"])
    let two = try await Analysis.run(office(days: 2, seed: 1), options: options(nil))
    #expect(two.windows.count == 2)
    guard case .peers = two.reference else {
      Issue.record("one day is no baseline")
      return
    }
  }

  @Test("no edges, and a baseline that swallows everything, are errors that say what to do")
  func errors() async {
    await #expect(throws: DetectionError.noInternalHosts) {
      try await Analysis.run(EdgeTable(), options: options(nil))
    }
    await #expect(throws: DetectionError.self) {
      try await Analysis.run(office(days: 3, seed: 1), options: options(30))
    }
  }

  @Test("every option out of its range is named")
  func options() {
    let wrong: [(String, (inout AnalysisOptions) -> Void)] = [
      ("--window", { $0.windowHours = 745 }), ("--window", { $0.windowHours = 0 }),
      ("--fdr", { $0.policy = .falseDiscoveryRate(1) }),
      ("--fdr", { $0.policy = .falseDiscoveryRate(.nan) }),
      ("--alerts-per-day", { $0.policy = .alertsPerDay(0) }), ("--threads", { $0.threads = 0 }),
      ("--minimum-history", { $0.minimumHistory = 0 }),
      ("--minimum-reference", { $0.minimumReference = 1 }),
      ("--horizon", { $0.horizonHours = 0 }), ("--horizon", { $0.horizonHours = 9_000 }),
    ]
    #expect(throws: Never.self) { try AnalysisOptions().validate() }
    for (name, change) in wrong {
      var options = AnalysisOptions()
      change(&options)
      let error = #expect(throws: OptionsError.self) { try options.validate() }
      #expect(error?.option == name)
    }
  }

  @Test("a baseline that ends within a day starts the windows there, and judges what follows")
  func endsInside() async throws {
    let noon = Timestamp(microseconds: 1_772_409_600_000_000 + 9 * 43_200_000_000)
    var options = AnalysisOptions()
    options.baselineUntil = noon
    let result = try await Analysis.run(office(days: 5, seed: 1), options: options)
    #expect(result.windows.map(\.start) == [noon])
    #expect(result.assessments.count { $0.score != nil } > 20)
  }

  // Without optimization the autoencoder learns for half a minute; its contract has smaller ones.
  @Test(
    "each detector can be chosen alone, and judges",
    arguments: DetectorChoice.allCases.filter { $0 != .vae })
  func detectors(choice: DetectorChoice) async throws {
    // Host 7 opens fifty connections in one hour: a burst, and nothing else ever was one.
    let burst = (0..<50).map {
      Flow.tcp("10.0.1.7", "10.0.9.1", 445, minute: 9 * 1440 + 900 + $0)
    }
    let edges = office(days: 10, seed: 3, extra: burst + intrusion(day: 9))
    var options = options(9)
    options.detectors = [choice]
    options.explained = [IPAddress("10.0.1.7") ?? .internet]
    let result = try await Analysis.run(edges, options: options)
    let host = try #require(
      result.assessments.first { $0.host.description == "10.0.1.7" && $0.score != nil })
    #expect(host.explanation?.verdicts.isEmpty == false)
    #expect(try #require(host.score).pValue < 0.05)
    options.threads = 2
    let again = try await Analysis.run(edges, options: options)
    #expect(again.assessments.map(\.score?.pValue) == result.assessments.map(\.score?.pValue))
  }
}
