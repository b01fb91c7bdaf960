// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Testing

@Suite struct RankingTests {
  /// Some items, few distinct scores among them if `ties` is set.
  private struct Items: CustomStringConvertible {
    var scores: [Double]
    var isWanted: [Bool]

    init(seed: UInt64, ties: Bool) {
      var generator = SeededGenerator(seed: seed)
      let count = Int.random(in: 1...60, using: &generator)
      scores = (0..<count).map { place in
        ties
          ? Double(Int.random(in: 0...5, using: &generator))
          : Double(place) + generator.unit() / 2
      }
      scores.shuffle(using: &generator)
      isWanted = (0..<count).map { _ in Int.random(in: 0..<3, using: &generator) == 0 }
    }

    var ranking: Ranking { Ranking(scores: scores, isWanted: isWanted) }
    var description: String { "\(scores) \(isWanted)" }
  }

  @Test("average precision is the mean precision at wanted items, ties at their mean rank")
  func drawn() {
    let plain = Ranking(scores: [5, 4, 3, 2, 1], isWanted: [true, false, true, false, false])
    #expect(Self.areClose(plain.averagePrecision, 5.0 / 6))
    #expect(plain.rocArea == 5.0 / 6)
    // Ranks 2, 3, 4 are one score: each counts as 3; its two wanted ones as 1.5 above themselves.
    let tied = Ranking(scores: [5, 4, 4, 4, 1], isWanted: [false, true, false, true, false])
    #expect(tied.averagePrecision == 1.5 / 3)
    #expect(tied.rocArea == 3.0 / 6)
    #expect(tied.hits(first: 1) == 0)
    #expect(Self.areClose(tied.hits(first: 2), 2.0 / 3))
    #expect(tied.hits(first: 9) == 2)
  }

  @Test("nothing wanted, or nothing else, leaves figures open")
  func empty() {
    let none = Ranking(scores: [1, 2], isWanted: [false, false])
    #expect(none.averagePrecision == nil && none.rocArea == nil && none.rocCurve.isEmpty)
    #expect(none.precisionRecallCurve.isEmpty)
    let all = Ranking(scores: [1, 1], isWanted: [true, true])
    #expect(all.averagePrecision == 1 && all.rocArea == nil)
    let nothing = Ranking(scores: [], isWanted: [])
    #expect(nothing.averagePrecision == nil && nothing.hits(first: 5) == 0)
  }

  @Test("a ranking agrees with counting by hand", arguments: UInt64(0)..<150)
  func oracle(seed: UInt64) throws {
    let items = Items(seed: seed, ties: seed % 2 == 0)
    let wanted = items.scores.indices.filter { items.isWanted[$0] }
    let others = items.scores.indices.filter { !items.isWanted[$0] }
    var precision = 0.0
    for place in wanted {
      let score = items.scores[place]
      let above = items.scores.indices.filter { items.scores[$0] > score }
      let ties = items.scores.indices.filter { items.scores[$0] == score }
      let rank = Double(above.count) + Double(ties.count + 1) / 2
      let hits =
        Double(above.count { items.isWanted[$0] })
        + Double(ties.count { items.isWanted[$0] } + 1) / 2
      precision += hits / rank
    }
    var pairs = 0.0
    for a in wanted {
      for b in others {
        let (left, right) = (items.scores[a], items.scores[b])
        pairs += left > right ? 1 : left == right ? 0.5 : 0
      }
    }
    let ranking = items.ranking
    let expected = wanted.isEmpty ? nil : precision / Double(wanted.count)
    let area =
      wanted.isEmpty || others.isEmpty ? nil : pairs / Double(wanted.count * others.count)
    #expect(Self.areClose(ranking.averagePrecision, expected), "\(items)")
    #expect(Self.areClose(ranking.rocArea, area), "\(items)")
    #expect(ranking.count == items.scores.count && ranking.wanted == wanted.count)
  }

  @Test("the area under the drawn ROC curve is the area stated", arguments: UInt64(0)..<50)
  func curve(seed: UInt64) {
    let ranking = Items(seed: seed, ties: seed % 2 == 0).ranking
    let points = ranking.rocCurve
    guard let last = points.last else { return #expect(ranking.rocArea == nil) }
    #expect(points[0] == Ranking.Point(x: 0, y: 0) && last == Ranking.Point(x: 1, y: 1))
    let area = zip(points, points.dropFirst()).reduce(0) { sum, pair in
      sum + (pair.1.x - pair.0.x) * (pair.0.y + pair.1.y) / 2
    }
    #expect(Self.areClose(area, ranking.rocArea))
    #expect(ranking.precisionRecallCurve.last?.x == 1)
  }

  @Test("the order of items changes nothing", arguments: UInt64(0)..<30)
  func order(seed: UInt64) {
    let items = Items(seed: seed, ties: true)
    var generator = SeededGenerator(seed: seed)
    let places = Array(items.scores.indices).shuffled(using: &generator)
    let shuffled = Ranking(
      scores: places.map { items.scores[$0] }, isWanted: places.map { items.isWanted[$0] })
    #expect(shuffled == items.ranking)
    #expect(shuffled.averagePrecision == items.ranking.averagePrecision)
  }

  @Test("hits are the mean over all orders of the ties", arguments: UInt64(0)..<30)
  func hits(seed: UInt64) {
    let items = Items(seed: seed, ties: true)
    var generator = SeededGenerator(seed: seed)
    let length = Int.random(in: 1...items.scores.count, using: &generator)
    var sum = 0
    let rounds = 500
    for _ in 0..<rounds {
      let order = items.scores.indices.shuffled(using: &generator).sorted {
        items.scores[$0] > items.scores[$1]
      }
      sum += order.prefix(length).count { items.isWanted[$0] }
    }
    let mean = Double(sum) / Double(rounds)
    #expect(abs(items.ranking.hits(first: length) - mean) < 0.3)
  }

  private static func areClose(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) < 1e-9
  }
}
