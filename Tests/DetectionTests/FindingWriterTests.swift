// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing
import Topology

@testable import Detection

@Suite struct FindingWriterTests {
  @Test("a host that was only reached is first seen when it was reached")
  func firstSeenOfReached() throws {
    let flows: [Flow] = [
      .tcp("10.0.0.2", "10.0.0.9", 443, minute: 5),
      .tcp("10.0.0.1", "10.0.0.2", 5985, minute: 60),
    ]
    let hourly = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
    let start = Timestamp(microseconds: 1_772_409_600_000_000)
    let window = TimeRange(start, start.advanced(byMicroseconds: 86_400_000_000))
    var chains = CausalChains(horizonHours: 72)
    let view = WindowView(
      window, hourly: hourly, past: Past(), chains: &chains, options: AnalysisOptions())
    let paths = PathSearch(nodes: chains.nodes).callAsFunction { _, _ in true }
    let reached = try #require(IPAddress("10.0.0.2"))
    let place = try #require(PathPlaces(paths).place(of: reached, in: window))
    #expect(place.sent.isEmpty && place.received.count == 1)
    let assessment = HostAssessment(
      host: reached, window: window, subnet: SubnetMap().subnet(of: reached), role: .client,
      outcome: .scored(.init(score: 0.9, pValue: 1e-6, severity: .none, isFlagged: true)),
      features: [Double](repeating: 0, count: Feature.all.count))
    let finding = FindingWriter(assessment: assessment, moves: [], place: place, view: view).finding
    #expect(finding?.firstSeen == flows[1].start)
    #expect(finding?.severity == .high)
  }
}
