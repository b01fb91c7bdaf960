// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import Testing

@testable import Topology

@Suite struct DriftTests {
  private func values(_ count: Int, _ seed: UInt64, plus shift: Double = 0) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Double(Int.random(in: 0...20, using: &generator)) + shift }
  }

  @Test("a sample has not moved from itself")
  func same() throws {
    let sample = values(500, 1).sorted()
    let drift = try #require(Drift(past: sample, present: sample))
    #expect(drift.stabilityIndex < 1e-12 && drift.distance == 0 && drift.pValue == 1)
    #expect(!drift.isShift)
  }

  @Test("samples of one source have not moved, one of another has", arguments: UInt64(0)..<20)
  func moved(seed: UInt64) throws {
    let past = values(2000, seed).sorted()
    #expect(try #require(Drift(past: past, present: values(500, seed &+ 100))).isShift == false)
    #expect(try #require(Drift(past: past, present: values(500, seed, plus: 5))).isShift)
  }

  @Test("the distance is the largest gap between the counted shares", arguments: UInt64(0)..<50)
  func distance(seed: UInt64) throws {
    let past = values(40, seed)
    let present = values(25, seed &+ 50, plus: Double(seed % 4))
    let gaps = (past + present).map { value in
      abs(
        Double(past.count { $0 <= value }) / 40 - Double(present.count { $0 <= value }) / 25)
    }
    let drift = try #require(Drift(past: past.sorted(), present: present))
    #expect(abs(drift.distance - (gaps.max() ?? 0)) < 1e-12)
  }

  @Test("the index and the p-value are those computed by hand")
  func byHand() throws {
    // Past 0…9 ten times over: nine edges 1…9. Present: fifty 0, fifty 9.
    let past = (0..<100).map { Double($0 / 10) }
    let present = (0..<100).map { $0 < 50 ? 0.0 : 9.0 }
    let a = 10.5 / 105
    let many = 50.5 / 105
    let none = 0.5 / 105
    let expected = 2 * (many - a) * log(many / a) + 8 * (none - a) * log(none / a)
    let drift = try #require(Drift(past: past, present: present))
    #expect(abs(drift.stabilityIndex - expected) < 1e-12)
    #expect(drift.distance == 0.4)
    // x = √50 · 0.4: 2 Σ (−1)^(k−1) exp(−2 k² · 8)
    #expect(abs(drift.pValue - 2 * (exp(-16) - exp(-64))) < 1e-15)
  }

  @Test("one value and no spread do no harm; nothing compares with nothing")
  func degenerate() throws {
    #expect(try #require(Drift(past: [1], present: [1])).stabilityIndex == 0)
    #expect(try #require(Drift(past: [0, 0, 0], present: [5])).distance == 1)
    #expect(Drift(past: [], present: [1]) == nil && Drift(past: [1], present: []) == nil)
  }
}
