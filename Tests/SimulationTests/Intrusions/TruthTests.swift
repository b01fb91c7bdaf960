// SPDX-License-Identifier: Apache-2.0

import Flows
import Simulation
import Testing

@Suite struct TruthTests {
  private static let header = "time,intrusion,scenario,step,source,target,protocol,target_port\n"

  @Test("a truth is what its CSV says", arguments: UInt64(0)..<100)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let truth = Truth(
      intrusions: (0..<Int.random(in: 0...4, using: &generator)).map { _ in
        var time: Int64 = Int64.random(in: 0...4_000_000_000_000_000, using: &generator)
        let steps = (0..<Int.random(in: 1...9, using: &generator)).map { _ in
          time += Int64.random(in: 0...9_999_999_999, using: &generator)
          return TruthStep(
            time: Timestamp(microseconds: time), step: Int.random(in: 0...99, using: &generator),
            source: Self.address(&generator), target: Self.address(&generator),
            service: Service(
              TransportProtocol(rawValue: .random(in: 0...255, using: &generator)),
              .random(in: 0...65_535, using: &generator)))
        }
        return IntrusionTruth(
          scenario: Scenario.allCases.randomElement(using: &generator) ?? .worm, steps: steps)
      })
    #expect(try Truth(csv: truth.csv) == truth)
  }

  private static func address(_ generator: inout SeededGenerator) -> IPAddress {
    Bool.random(using: &generator)
      ? IPAddress(v4: .random(in: 1...UInt32.max, using: &generator))
      : IPAddress(high: generator.next() | 1 << 61, low: generator.next())
  }

  @Test("lines may end with a carriage return, and empty ones are passed over")
  func lineEnds() throws {
    let line = "2026-03-02T09:00:00Z,1,sweep,0,10.0.0.1,10.0.0.2,tcp,22"
    let text = Self.header + line + "\n\n"
    let windows = (Self.header + line + "\n").split(separator: "\n").joined(separator: "\r\n")
    #expect(try Truth(csv: text) == Truth(csv: windows + "\r\n"))
    #expect(try Truth(csv: text).csv == Self.header + line + "\n")
  }

  @Test(
    "a line that does not fit is named",
    arguments: [
      ("2026-03-02T09:00:00Z,2,sweep,0,10.0.0.1,10.0.0.2,tcp,22", 2),
      ("2026-03-02T09:00:00Z,1,burglary,0,10.0.0.1,10.0.0.2,tcp,22", 2),
      ("yesterday,1,sweep,0,10.0.0.1,10.0.0.2,tcp,22", 2),
      ("2026-03-02T09:00:00Z,1,sweep,-1,10.0.0.1,10.0.0.2,tcp,22", 2),
      ("2026-03-02T09:00:00Z,1,sweep,0,10.0.0,10.0.0.2,tcp,22", 2),
      ("2026-03-02T09:00:00Z,1,sweep,0,10.0.0.1,10.0.0.2,tcp,65536", 2),
      ("2026-03-02T09:00:00Z,1,sweep,0,10.0.0.1,10.0.0.2,tcp", 2),
      ("2026-03-02T09:00:00Z,1,sweep,0,10.0.0.1,10.0.0.2,tcp,22,", 2),
      (
        "2026-03-02T09:00:00Z,1,sweep,0,10.0.0.1,10.0.0.2,tcp,22\n"
          + "2026-03-02T08:00:00Z,1,sweep,0,10.0.0.1,10.0.0.2,tcp,22", 3
      ),
      (
        "2026-03-02T09:00:00Z,1,sweep,0,10.0.0.1,10.0.0.2,tcp,22\n"
          + "2026-03-02T09:00:00Z,1,worm,0,10.0.0.1,10.0.0.2,tcp,22", 3
      ),
    ])
  func malformed(lines: String, at line: Int) {
    #expect {
      try Truth(csv: Self.header + lines + "\n")
    } throws: { error in
      guard case .truth(let found, _) = error as? SimulationError else { return false }
      return found == line
    }
  }

  @Test("another header is refused", arguments: ["", "a,b,c", "time,intrusion"])
  func header(text: String) {
    #expect(throws: SimulationError.self) { try Truth(csv: text) }
  }
}
