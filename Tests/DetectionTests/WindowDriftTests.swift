// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing
import Topology

@testable import Detection

@Suite struct WindowDriftTests {
  private func window(moving names: [String]) throws -> WindowDrift {
    let past = (0..<200).map { Double($0 % 10) }.sorted()
    let same = try #require(Drift(past: past, present: past))
    let moved = try #require(Drift(past: past, present: past.map { $0 + 20 }))
    let start = Timestamp(microseconds: 1_772_409_600_000_000)
    return WindowDrift(
      window: TimeRange(start, start.advanced(byMicroseconds: 86_400_000_000)),
      features: Feature.all.map { names.contains($0.name) ? moved : same })
  }

  @Test("a warning names the window and features that detectors see, and only those")
  func warning() throws {
    #expect(try window(moving: []).warning == nil)
    #expect(try window(moving: ["flows_out", "midas_edge"]).warning == nil)
    let text = try #require(try window(moving: ["new_edges", "failed_share", "flows_out"]).warning)
    #expect(text.hasPrefix("in the window from 2026-03-02T00:00:00Z, 2 of "))
    #expect(text.contains("failed_share (") && text.contains("new_edges ("))
    #expect(!text.contains("flows_out"))
  }

  @Test("an analysis compares each window with the past it is judged by")
  func analysis() async throws {
    func day(_ number: Int, scale: Int) -> [Flow] {
      (1...30).flatMap { host in
        (0..<scale).map { target in
          Flow.tcp(
            "10.0.1.\(host)", "10.0.\(2 + (target + number) % 90).\(target % 40 + 1)", 443,
            minute: number * 1440 + 600 + host)
        }
      }
    }
    let flows = (0..<6).flatMap { day($0, scale: 2) } + day(6, scale: 30)
    let table = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
    let until = Timestamp(microseconds: 1_772_409_600_000_000 + 5 * 86_400_000_000)
    let result = try await Analysis.run(
      table, options: AnalysisOptions(baselineUntil: until))
    #expect(result.drift.map(\.window) == result.windows)
    let column = try #require(Feature.index(of: "fan_out"))
    #expect(result.drift.first?.features[column].isShift == false)
    #expect(result.drift.last?.features[column].isShift == true)
    #expect(result.drift.last?.warning?.contains("new_edges") == true)
  }
}
