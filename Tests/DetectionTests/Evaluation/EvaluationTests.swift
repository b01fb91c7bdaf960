// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing
import Topology

@testable import Detection

/// A drawn case: three days, one chain a → b → c → d on the second, c silent on the third.
@Suite struct EvaluationTests {
  private static let day: Int64 = 86_400_000_000
  private static let windows = (0..<3).map { number in
    TimeRange(
      Timestamp(microseconds: Int64(number) * day),
      Timestamp(microseconds: Int64(number + 1) * day))
  }

  private static func host(_ number: Int) -> IPAddress {
    IPAddress(v4: 0x0a00_0000 + UInt32(number))
  }

  private static func moment(_ day: Int, _ hour: Int) -> Timestamp {
    Timestamp(microseconds: Int64(day * 24 + hour) * 3_600_000_000)
  }

  private static func hop(_ source: Int, _ target: Int, _ time: Timestamp) -> GroundTruth.Act {
    GroundTruth.Act(host: host(source), from: time, to: time, target: host(target), isHop: true)
  }

  private static let chain = GroundTruth.Intrusion(
    scenario: "hop_chain",
    acts: [
      hop(2, 3, moment(1, 12)), hop(1, 2, moment(1, 10)), hop(3, 4, moment(2, 9)),
      GroundTruth.Act(host: host(1), from: moment(1, 9), to: moment(1, 9), target: host(7)),
    ])

  private static func result(
    scores: [[Int: Double]], flagged: Set<[Int]> = [], paths: [AttackPath] = []
  ) -> AnalysisResult {
    var assessments: [HostAssessment] = []
    for (day, hosts) in scores.enumerated() {
      for (number, score) in hosts {
        let isFlagged = flagged.contains([day, number])
        assessments.append(
          HostAssessment(
            host: host(number), window: windows[day],
            subnet: NamedSubnet(block: Subnet(around: host(number), prefixLength: 24)),
            role: .client,
            outcome: .scored(
              HostAssessment.Score(
                score: score, pValue: 1 - score, severity: isFlagged ? .high : .none,
                isFlagged: isFlagged)),
            features: Feature.all.map { $0.name == "new_edges" ? score * 10 : 0 }))
      }
    }
    return AnalysisResult(
      windows: windows, assessments: assessments, featureNames: Feature.all.map(\.name),
      findings: [], paths: paths, crossings: [], surroundings: [],
      reference: .baseline(hostWindows: 9, windows: 3), calibrationNote: "")
  }

  private static func path(_ hops: [(Int, Int, Timestamp)]) -> AttackPath {
    AttackPath(
      entry: host(hops[0].0),
      hops: hops.enumerated().map { place, hop in
        Hop(
          number: place + 1,
          edge: Edge(
            source: host(hop.0), target: host(hop.1), service: .tcp(5985), flows: 1,
            firstSeen: hop.2, lastSeen: hop.2), kind: .observed, certainty: 1,
          reason: Evidence(.path, "drawn"), technique: nil)
      }, certainty: 1)
  }

  private static func evaluation(_ result: AnalysisResult) async -> Evaluation {
    await Evaluation(
      result, truth: GroundTruth([chain]), edges: nil, options: AnalysisOptions())
  }

  @Test("a host is benign, acts, waits, or was only reached")
  func truths() {
    let labels = (1...7).map { Self.chain.labels(of: Self.host($0), in: Self.windows) }
    #expect(labels[0] == [.benign, .acting, .waiting])
    #expect(labels[1] == [.benign, .acting, .waiting])
    #expect(labels[2] == [.benign, .reached, .acting])
    #expect(labels[3] == [.benign, .benign, .reached])
    #expect(labels[6] == [.benign, .benign, .benign])
    #expect(Self.chain.onset == Self.moment(1, 10))
    let always = GroundTruth.Intrusion(
      scenario: "", acts: [GroundTruth.Act(host: Self.host(1), from: nil, to: nil)])
    #expect(always.labels(of: Self.host(1), in: Self.windows) == [.acting, .acting, .acting])
    #expect(always.onset == nil)
    let until = GroundTruth.Intrusion(
      scenario: "",
      acts: [GroundTruth.Act(host: Self.host(1), from: nil, to: Self.moment(0, 3))])
    #expect(until.labels(of: Self.host(1), in: Self.windows) == [.acting, .reached, .reached])
  }

  @Test("hosts outside and hops to them are not what a network sees inside")
  func inside() {
    let scope = InternalScope([Subnet("10.0.0.0/29")].compactMap(\.self))
    let truth = GroundTruth([
      GroundTruth.Intrusion(
        scenario: "a",
        acts: [Self.hop(1, 99, Self.moment(0, 1)), Self.hop(99, 1, Self.moment(0, 2))]),
      GroundTruth.Intrusion(scenario: "b", acts: [Self.hop(99, 98, Self.moment(0, 1))]),
    ]).inside(scope)
    #expect(truth.intrusions.map(\.scenario) == ["a"])
    #expect(truth.intrusions[0].senders == [Self.host(1)] && truth.intrusions[0].hops.isEmpty)
  }

  @Test("figures of a drawn case are what counting by hand gives")
  func figures() async throws {
    let result = Self.result(
      scores: [
        [1: 0.95, 2: 0.1, 5: 0.9, 6: 0.2], [1: 0.9, 2: 0.3, 3: 0.8, 5: 0.4, 6: 0.2],
        [1: 0.5, 3: 0.7, 4: 1, 5: 0.1, 6: 0.2],
      ],
      flagged: [[0, 5], [1, 1], [1, 3], [2, 3], [2, 4]],
      paths: [Self.path([(1, 2, Self.moment(1, 10)), (2, 3, Self.moment(1, 12))])])
    let evaluation = await Self.evaluation(result)
    let figures = try #require(evaluation.parts.first).figures
    // Malicious 1 (.9), 2 (.3), 3 (.7); benign 5 (.9), 6 (.2); 4 was only reached.
    #expect(figures.ranking.wanted == 3 && figures.ranking.count == 5)
    let average = [1.0 / 1.5, 2.0 / 3, 3.0 / 4].reduce(0, +) / 3
    let measured = try #require(figures.ranking.averagePrecision)
    #expect(abs(measured - average) < 1e-12)
    #expect(figures.recall == HostFigures.Share(2, of: 3))
    #expect(figures.precision == HostFigures.Share(2, of: 3))
    let f1 = try #require(figures.f1)
    #expect(abs(f1 - 2.0 / 3) < 1e-12)
    // Host 3 acts on the last day alone, where two others that count are looked at.
    #expect(figures.recallAt[5] == HostFigures.Share(3, of: 3))
    #expect(figures.recallAtPercent == HostFigures.Share(2, of: 3))
    #expect(figures.alertsPerDay == HostFigures.Share(5, of: 3))
    #expect(figures.falseAlarmsPerDay == HostFigures.Share(1, of: 3))
    #expect(figures.alarmsPerQuietDay == HostFigures.Share(1, of: 1))
    // On day two 1 and 3 share a path; 5 and, on day three, 3 and 4 stand alone.
    #expect(figures.incidentsPerDay == HostFigures.Share(4, of: 3))
    #expect(figures.incidentPrecision == HostFigures.Share(2, of: 3))
    #expect(figures.intrusionsFound == HostFigures.Share(1, of: 1))
    #expect(figures.hoursToFirstAlert == [14])
    let chain = try #require(figures.recallOfScenario.first)
    #expect(figures.recallOfScenario.count == 1 && chain.scenario == "hop_chain")
    #expect(chain.share == HostFigures.Share(2, of: 3))
    #expect(evaluation.parts.map(\.method) == [.sidestep, .newEdges, .newControlEdges])
    let counting = evaluation.parts[2].figures
    #expect(counting.recall.part == 0 && counting.precision.value == nil && counting.f1 == 0)
    #expect(counting.ranking.rocArea == 0.5)
  }

  @Test("a host that acts and is not in the flows counts as missed")
  func unseen() async throws {
    let evaluation = await Self.evaluation(
      Self.result(scores: [[1: 0.1, 6: 0.5], [1: 0.9, 6: 0.2], [6: 0.3]], flagged: [[1, 1]]))
    let figures = try #require(evaluation.parts.first).figures
    #expect(figures.recall == HostFigures.Share(1, of: 3))
    #expect(evaluation.hosts.count { $0.truth == .acting } == 3)
    #expect(evaluation.parts.allSatisfy { $0.verdicts.count == evaluation.hosts.count })
  }

  @Test("paths are held against hops: the share on one path, and what each follows")
  func paths() async {
    let whole = Self.path([
      (1, 2, Self.moment(1, 10)), (2, 3, Self.moment(1, 12)), (3, 4, Self.moment(2, 9)),
    ])
    let other = Self.path([(5, 6, Self.moment(1, 10))])
    let both = await Self.evaluation(Self.result(scores: [[:]], paths: [other, whole])).paths
    #expect(both.precision == HostFigures.Share(1, of: 2))
    #expect(both.recall == HostFigures.Share(1, of: 1))
    #expect(both.ranking.averagePrecision == 0.5)
    #expect(both.hopsOnOnePath == HostFigures.Share(3, of: 3))
    #expect(both.hopsInOrder == HostFigures.Share(3, of: 3))
    #expect(both.hopPrecision == HostFigures.Share(3, of: 3))
    let wrong = Self.path([
      (9, 1, Self.moment(1, 8)), (1, 2, Self.moment(1, 10)), (8, 2, Self.moment(1, 11)),
      (2, 3, Self.moment(1, 12)),
    ])
    let strayed = await Self.evaluation(Self.result(scores: [[:]], paths: [wrong])).paths
    #expect(strayed.hopsOnOnePath == HostFigures.Share(2, of: 3))
    #expect(strayed.hopsInOrder == HostFigures.Share(0, of: 3))
    #expect(strayed.hopPrecision == HostFigures.Share(2, of: 4))
    let none = await Self.evaluation(Self.result(scores: [[:]])).paths
    #expect(none.recall == HostFigures.Share(0, of: 1) && none.precision.value == nil)
    #expect(none.f1 == 0)
  }

  @Test("without an intrusion figures that need one stay open, and alarms are counted")
  func quiet() async throws {
    let evaluation = await Evaluation(
      Self.result(scores: [[1: 0.1], [1: 0.9], [1: 0.2]], flagged: [[1, 1]]),
      truth: GroundTruth([]), edges: nil, options: AnalysisOptions())
    let figures = try #require(evaluation.parts.first).figures
    #expect(figures.ranking.averagePrecision == nil && figures.recall.value == nil)
    #expect(figures.f1 == nil && figures.medianHoursToFirstAlert == nil)
    #expect(figures.alarmsPerQuietDay == HostFigures.Share(1, of: 3))
    #expect(figures.precision == HostFigures.Share(0, of: 1))
    #expect(evaluation.paths.recall.value == nil)
  }

  @Test(
    "the plain forests see the past's features, flag 1 % of it, and say the same again",
    arguments: [ProfileForest.ofProfiles, ProfileForest.withTopology])
  func forest(
    grown: @Sendable (EdgeTable, TimeRange, AnalysisOptions) async -> ProfileForest?
  ) async throws {
    let flows = RandomFlows.make(6_000, seed: 3, hosts: 60, days: 6)
    let edges = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
    let options = AnalysisOptions(
      baselineUntil: Timestamp(microseconds: 1_772_409_600_000_000 + 4 * Self.day))
    let result = try await Analysis.run(edges, options: options)
    let first = try #require(result.windows.first)
    let forest = try #require(await grown(edges, first, options))
    let again = try #require(await grown(edges, first, options))
    let verdicts = forest.verdicts(result)
    #expect(verdicts == again.verdicts(result) && verdicts.count == result.assessments.count)
    #expect(verdicts.allSatisfy { $0.score > 0 && $0.score < 1 })
    #expect(verdicts.count(where: \.isFlagged) < verdicts.count / 5)
    #expect(verdicts.allSatisfy { $0.isFlagged == ($0.score > forest.limit) })
    let none = await grown(edges, TimeRange(Timestamp(microseconds: 0), first.end), options)
    #expect(none == nil)
  }
}
