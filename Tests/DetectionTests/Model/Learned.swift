// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Topology

@testable import Detection

/// Small offices, and models of them.
enum Learned {
  static let midnight: Int64 = 1_772_409_600_000_000

  static func day(_ number: Int) -> Timestamp {
    Timestamp(microseconds: midnight + Int64(number) * 86_400_000_000)
  }

  /// Workstations that use two servers every day, look around, and administer one another now
  /// and then; an intruder on the last day if there is one.
  static func flows(
    hosts: Int = 40, days: Range<Int>, seed: UInt64 = 1, intrusion: Int? = nil
  ) -> [Flow] {
    var flows: [Flow] = []
    for day in days {
      var generator = SeededGenerator(seed: seed &* 1000 + UInt64(day))
      func minute() -> Int { day * 1440 + Int.random(in: 480...1080, using: &generator) }
      for host in 1...hosts {
        for _ in 0..<Int.random(in: 2...5, using: &generator) {
          let server = Int.random(in: 1...2, using: &generator)
          flows.append(
            .tcp("10.0.1.\(host)", "10.0.9.\(server)", server == 1 ? 445 : 443, minute: minute()))
        }
        switch Int.random(in: 0..<12, using: &generator) {
        case 0:
          let peer = Int.random(in: 1...40, using: &generator)
          flows.append(.tcp("10.0.1.\(host)", "10.0.2.\(peer)", 3389, minute: minute()))
        case 1: flows.append(.tcp("10.0.1.\(host)", "203.0.113.7", 443, minute: minute()))
        case 2:
          flows.append(
            .tcp("10.0.1.\(host)", "10.0.2.\(host)", 22, minute: minute(), state: .rejected))
        default: break
        }
      }
    }
    if let intrusion {
      let start = intrusion * 1440
      // The first hop is a day old when the second comes.
      flows += [
        .tcp("10.0.9.1", "10.0.1.11", 5985, minute: start - 300),
        .tcp("10.0.1.11", "10.0.1.3", 3389, minute: start + 90),
        .tcp("10.0.1.3", "10.0.9.2", 22, minute: start + 140),
        .tcp("10.0.9.2", "10.0.1.30", 5985, minute: start + 200),
      ]
      flows += (1...20).map {
        .tcp("10.0.1.7", "10.0.2.\(100 + $0)", 445, minute: start + 540, state: .rejected)
      }
    }
    return flows
  }

  static func edges(_ flows: [Flow]) -> EdgeTable {
    EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
  }

  static func empty(_ options: AnalysisOptions = AnalysisOptions()) -> Model {
    Model(ModelSettings(options))
  }

  static func model(
    hosts: Int = 40, days: Range<Int>, options: AnalysisOptions = AnalysisOptions()
  ) throws -> Model {
    try Analysis.learn(
      edges(flows(hosts: hosts, days: days)), options: options, into: empty(options))
  }

  /// Files with a checksum that is none, but differs with every byte.
  static let file = ModelFile { bytes in
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(sum, radix: 16)
  }
}
