// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import Testing

@testable import Detection

@Suite struct ScoreScaleTests {
  @Test("a forest's scores stay; others keep their order, around a middle of 0")
  func order() {
    let nulls = (0..<100).map { pow(Double($0), 3) }
    let forest = ScoreScale(nulls, .forest)
    #expect(nulls.allSatisfy { forest($0) == $0 })
    let scale = ScoreScale(nulls, .gmm)
    let scaled = ([-1e30, -5] + nulls + [1e9, 1e300]).map { scale($0) }
    #expect(zip(scaled, scaled.dropFirst()).allSatisfy { $0 < $1 } && scaled.allSatisfy(\.isFinite))
    #expect(scale(nulls[50]) == 0 && abs(scale(nulls[90]) - log(2)) < 1e-12)
    #expect(ScoreScale([3, 3, 3], .kmeans)(4) == log(2))
  }

  @Test("the continued tail of power-law scores promises about what comes true")
  func tail() {
    // P(score > x) = 1 ⁄ x²: of 2000 such scores the continued tail should say about so beyond them.
    var generator = SeededGenerator(seed: 3)
    let nulls = (0..<2000).map { _ in 1 / (1 - generator.unit()).squareRoot() }
    let scale = ScoreScale(nulls, .vae)
    let scaled = NullScores(nulls.map { scale($0) })
    let plain = NullScores(nulls)
    for x in [60.0, 100, 300] {
      let truth = 1 / (x * x)
      let p = scaled.extrapolated(scale(x))
      #expect(p > truth / 10 && p < truth * 10)
      #expect(plain.extrapolated(x) < p)
    }
    #expect(plain.extrapolated(300) < 1e-9)
  }
}
