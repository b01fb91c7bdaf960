// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing
import Topology

@testable import Detection

@Suite struct MoveFinderTests {
  private func moves(_ flows: [Flow]) -> [Move] {
    let edges = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table().mergingTicks()
    return MoveFinder(past: Past(), subnets: SubnetMap(), windowHours: 24).firstMoves(edges)
  }

  private func session(bytes: Int64, minute: Int = 5) -> Flow {
    var flow = Flow.tcp("10.0.0.1", "10.0.0.2", 445, minute: minute)
    flow.bytesOut = bytes / 2
    flow.bytesIn = bytes - bytes / 2
    return flow
  }

  @Test("what carries next to nothing is a look and no session, unless bytes were not counted")
  func looks() {
    #expect(moves([session(bytes: 999)]).isEmpty)
    #expect(moves([session(bytes: 1_000)]).count == 1)
    #expect(moves([session(bytes: 0)]).count == 1)
    // Ten looks together are not a session.
    #expect(moves((0..<10).map { session(bytes: 450, minute: $0) }).isEmpty)
  }

  @Test("a suspect too little is known of to be judged is followed all the same")
  func unjudgedSuspect() async throws {
    let flows: [Flow] = [
      .tcp("10.0.0.1", "10.0.0.2", 22, minute: 10), .tcp("10.0.0.2", "10.0.0.3", 22, minute: 20),
      .tcp("10.0.0.3", "10.0.0.4", 22, minute: 30),
    ]
    let edges = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
    var options = AnalysisOptions()
    let alone = try await Analysis.run(edges, options: options)
    #expect(alone.assessments.allSatisfy { $0.score == nil } && alone.paths.isEmpty)
    options.suspects = [Suspect(try #require(IPAddress("10.0.0.2")))]
    let result = try await Analysis.run(edges, options: options)
    let path = try #require(result.paths.first)
    #expect(
      path.hops.map { "\($0.edge.source)>\($0.edge.target)" }
        == ["10.0.0.1>10.0.0.2", "10.0.0.2>10.0.0.3", "10.0.0.3>10.0.0.4"])
  }
}
