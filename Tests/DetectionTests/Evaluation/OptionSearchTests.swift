// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing
import Topology

@testable import Detection

@Suite struct OptionSearchTests {
  private static let start: Int64 = 1_772_409_600_000_000
  private static let day: Int64 = 86_400_000_000

  private static func moment(_ day: Int, _ hour: Int = 0) -> Timestamp {
    Timestamp(microseconds: start + Int64(day) * Self.day + Int64(hour) * 3_600_000_000)
  }

  /// One host that acts at noon of each of these days.
  private static func truth(_ days: [Int]) -> GroundTruth {
    let host = IPAddress("10.0.0.1") ?? .internet
    return GroundTruth([
      GroundTruth.Intrusion(
        scenario: "a",
        acts: days.map { GroundTruth.Act(host: host, from: moment($0, 12), to: moment($0, 12)) })
    ])
  }

  @Test("the last quarter of days with an intrusion is held out, one day at least")
  func split() {
    func split(_ days: [Int]) -> Timestamp? {
      OptionSearch.split(Self.truth(days), from: Self.moment(3), to: Self.moment(20))
    }
    #expect(split([5, 9]) == Self.moment(9))
    #expect(split([4, 5, 6, 9]) == Self.moment(9))
    #expect(split([4, 5, 6, 7, 12]) == Self.moment(7))
    #expect(split([4, 5, 6, 7, 8, 9, 10, 11]) == Self.moment(10))
    #expect(split([9]) == nil && split([]) == nil)
    // Days before the judged ones do not count.
    #expect(split([1, 2, 9]) == nil)
  }

  private static let edges = EdgeTableBuilder(
    FlowBatch(RandomFlows.make(3_000, seed: 4, hosts: 60, days: 8)), scope: EdgeScope()
  ).table()

  private static func search(seed: UInt64, threads: Int = 1) async throws -> OptionSearch? {
    let options = AnalysisOptions(baselineUntil: moment(4), seed: seed, threads: threads)
    let judged = (4..<8).map { TimeRange(moment($0), moment($0 + 1)) }
    return try await OptionSearch(
      3, edges, truth: truth([4, 5, 7]), judged: judged, options: options)
  }

  @Test("the best on the days of training is chosen, and chance is fixed by the seed")
  func chosen() async throws {
    let search = try #require(try await Self.search(seed: 1))
    #expect(search.split == Self.moment(7) && search.trials.count == 4)
    #expect(search.trials[0].candidate == OptionSearch.Candidate(AnalysisOptions()))
    let best = try #require(search.trials.compactMap(\.training.ranking.averagePrecision).max())
    #expect(search.trials[search.chosen].training.ranking.averagePrecision == best)
    let again = try #require(try await Self.search(seed: 1, threads: 2))
    #expect(again.trials.map(\.candidate) == search.trials.map(\.candidate))
    #expect(again.heldOutChosen == search.heldOutChosen && again.chosen == search.chosen)
    let other = try #require(try await Self.search(seed: 2))
    #expect(other.trials.map(\.candidate) != search.trials.map(\.candidate))
  }

  @Test("what is held out takes no part in the choice")
  func apart() async throws {
    let search = try #require(try await Self.search(seed: 1))
    let options = AnalysisOptions(baselineUntil: Self.moment(4))
    let early = try await Analysis.run(
      Self.edges.split(at: Self.moment(7)).before, options: options)
    let alone = await Evaluation(
      early, truth: Self.truth([4, 5, 7]), edges: nil, options: options)
    #expect(search.trials[0].training == alone.parts[0].figures)
    #expect(search.heldOut.alertsPerDay.whole == 1)
    #expect(search.trials[0].training.alertsPerDay.whole == 3)
  }
}
