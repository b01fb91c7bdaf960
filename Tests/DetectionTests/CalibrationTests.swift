// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import Testing

@testable import Detection

@Suite struct CalibrationTests {
  @Test("a conformal p-value counts null scores at or above", arguments: UInt64(0)..<50)
  func counting(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let null = (0..<Int.random(in: 1...60, using: &generator)).map { _ in
      Double(Int.random(in: 0...9, using: &generator))
    }
    let scores = NullScores(null)
    for score in stride(from: -1.0, through: 10, by: 0.5) {
      let expected = Double(1 + null.count { $0 >= score }) / Double(1 + null.count)
      #expect(scores.conformal(score) == expected)
      #expect(scores.extrapolated(score) <= expected)
      #expect(scores.extrapolated(score) > 0)
    }
  }

  @Test("p-values of benign scores are uniform: a share α of them is at most α")
  func uniform() {
    var generator = SeededGenerator(seed: 4)
    var hits = [0.01: 0, 0.05: 0, 0.2: 0]
    let trials = 4000
    for _ in 0..<trials {
      let null = NullScores((0..<199).map { _ in generator.unit() })
      let p = null.conformal(generator.unit())
      for level in hits.keys where p <= level { hits[level, default: 0] += 1 }
    }
    for (level, count) in hits {
      let share = Double(count) / Double(trials)
      #expect(abs(share - level) < 4 * (level * (1 - level) / Double(trials)).squareRoot())
    }
  }

  @Test("the continued tail never rises with the score and does not overshoot an exponential")
  func tail() {
    var generator = SeededGenerator(seed: 5)
    let null = NullScores((0..<2000).map { _ in -log2(generator.unit()) })
    var last = 1.0
    for score in stride(from: 0.0, through: 40, by: 0.25) {
      let p = null.extrapolated(score)
      #expect(p <= last)
      last = p
    }
    let truth = 1.0 / 1024 / 1024
    #expect(null.extrapolated(20) > truth / 30 && null.extrapolated(20) < truth * 30)
  }

  @Test("where asked for, no two scores beyond the largest null score are the same")
  func beyond() {
    // Half of the scores are 0, so the chord makes the tail fall more slowly than the scores do.
    let scores = (0..<1000).map { $0 <= 500 ? 0 : 9 + Double($0) / 1000 }
    #expect(NullScores(scores).extrapolated(11) == 1.0 / 1001)
    let null = NullScores(scores, fallsBeyond: true)
    #expect(null.extrapolated(9.999) == 2.0 / 1001)
    let scale = 9.989 / log(50.0)
    for further in [0.5, 1, 2] {
      let expected = exp(-further / scale) / 1001
      #expect(abs(null.extrapolated(9.999 + further) / expected - 1) < 0.05)
    }
  }

  @Test("a tail of few distinct values stays plausible")
  func discreteTail() {
    let null = NullScores((0..<1000).map { Double($0 % 10) / 10 })
    #expect(null.extrapolated(1.1) > 1e-6)
  }

  @Test("where all null scores are alike, the least scale carries the tail")
  func spreadless() {
    let alike = [Double](repeating: 0, count: 999)
    #expect(NullScores(alike).extrapolated(10) == 0.001)
    #expect(NullScores(alike, leastScale: 2).extrapolated(0) == 1)
    #expect(abs(NullScores(alike, leastScale: 2).extrapolated(20) - 10.0 / 999 * exp(-10)) < 1e-12)
  }

  @Test("the line is what trying every cut by the definition gives", arguments: UInt64(0)..<100)
  func definition(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let p = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
      generator.unit() * generator.unit() * generator.unit()
    }
    let cuts = p.filter { cut in
      cut <= 0.1 * Double(p.count { $0 <= cut }) / Double(p.count)
    }
    #expect(FalseDiscovery.threshold(p, rate: 0.1) == cuts.max())
  }

  @Test("with benign hosts only, a finding is made in at most the promised share of windows")
  func falseAlarms() {
    var generator = SeededGenerator(seed: 6)
    var alarms = 0
    for _ in 0..<400 {
      let null = NullScores((0..<4000).map { _ in generator.unit() })
      let p = (0..<100).map { _ in null.conformal(generator.unit()) }
      if FalseDiscovery.threshold(p, rate: 0.05) != nil { alarms += 1 }
    }
    #expect(Double(alarms) / 400 < 0.05 + 3 * (0.05 * 0.95 / 400).squareRoot())
  }

  @Test("an alert budget flags that many hosts in order of score, where none share a chain")
  func budget() {
    let day = TimeRange(
      Timestamp(microseconds: 0), Timestamp(microseconds: 86_400_000_000))
    let scores = (1...30).map {
      ScoredHost([
        .init(kind: .profile(.forest), conformal: 1 / Double($0), extrapolated: 1 / Double($0))
      ])
    }
    let calibration = Calibration(
      scores: scores, nullSizes: [100], isAmongPeers: false, referenceCount: 100,
      referenceWindows: 5, window: day, policy: .alertsPerDay(3))
    let flagged = scores.filter(calibration.isFlagged).map { Int((1 / $0.conformal).rounded()) }
    #expect(flagged == [28, 29, 30])
  }

  @Test("of hosts with one p-value those of more evidence come first, and a budget holds")
  func ties() {
    let day = TimeRange(
      Timestamp(microseconds: 0), Timestamp(microseconds: 86_400_000_000))
    let scores = (1...300).map { number in
      ScoredHost([
        .init(kind: .component(.chain), conformal: 0.01, extrapolated: 0.01),
        .init(
          kind: .profile(.forest), conformal: 1 / Double(number),
          extrapolated: number <= 298 ? 1 / Double(number) : 1.0 / 299),
      ])
    }
    func flagged(_ policy: AlertPolicy) -> [Int] {
      let calibration = Calibration(
        scores: scores, nullSizes: [100], isAmongPeers: false, referenceCount: 100,
        referenceWindows: 5, window: day, policy: policy)
      return scores.indices.filter { calibration.isFlagged(scores[$0]) }.map { $0 + 1 }
    }
    #expect(flagged(.alertsPerDay(3)) == [298, 299, 300])
    // Two that are alike in everything stand or fall together.
    #expect(flagged(.alertsPerDay(1)) == [299, 300])
    // A false-discovery line does not part what ties.
    #expect(flagged(.falseDiscoveryRate(0.05)).count == 300)
  }

  @Test("hosts of one chain are one incident of the budget, whatever sets them apart")
  func incidents() {
    let day = TimeRange(
      Timestamp(microseconds: 0), Timestamp(microseconds: 86_400_000_000))
    func host(_ p: Double, entry: UInt64?) -> ScoredHost {
      ScoredHost(
        [.init(kind: .profile(.forest), conformal: p, extrapolated: p)],
        chainEntry: entry.map { IPAddress(high: 0, low: $0) })
    }
    let scores = [
      host(0.001, entry: 4), host(0.002, entry: 7), host(0.003, entry: 4), host(0.004, entry: 7),
      host(0.005, entry: nil), host(0.006, entry: 4), host(0.007, entry: nil),
      host(0.008, entry: 4),
    ]
    let flagged = (1...5).map { budget in
      let calibration = Calibration(
        scores: scores, nullSizes: [100], isAmongPeers: false, referenceCount: 100,
        referenceWindows: 5, window: day, policy: .alertsPerDay(budget))
      return scores.count(where: calibration.isFlagged)
    }
    #expect(flagged == [1, 4, 6, 8, 8])
  }

  @Test("p-values of several ways combine by the smallest over its weight, chains having most")
  func combination() {
    let host = ScoredHost([
      .init(kind: .profile(.forest), conformal: 0.3, extrapolated: 0.2),
      .init(kind: .component(.chain), conformal: 0.04, extrapolated: 0.001),
    ])
    #expect(abs(host.conformal - 0.04 * 7 / 6) < 1e-15)
    #expect(abs(host.extrapolated - 0.001 * 7 / 6) < 1e-15)
    #expect(
      ScoredHost([.init(kind: .profile(.forest), conformal: 0.3, extrapolated: 0.2)]).conformal
        == 0.3)
    #expect(host.parts.first?.kind == .component(.chain))
    #expect(ScoredHost.score(1) == 0 && ScoredHost.score(1e-9) == 0.9)
    #expect(ScoredHost.score(0) < 1)
  }
}
