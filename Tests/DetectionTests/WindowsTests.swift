// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing
import Topology

@testable import Detection

@Suite struct WindowsTests {
  private func windows(minutes: [Int], hours: Int) -> [String] {
    let flows = minutes.map { Flow.tcp("10.0.0.1", "10.0.0.2", 445, minute: $0) }
    let edges = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
    return Windows.covering(edges, hours: hours).map { $0.start.description }
  }

  @Test("days start at midnight UTC, and days without flows are left out")
  func days() {
    #expect(
      windows(minutes: [700, 2000, 9000], hours: 24) == [
        "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z", "2026-03-08T00:00:00Z",
      ])
  }

  @Test("a capture across midnight that fits into one window is one window")
  func single() {
    #expect(windows(minutes: [1400, 1500], hours: 24) == ["2026-03-02T23:00:00Z"])
  }

  @Test("windows start from the end of the baseline, so none is half past and half present")
  func anchored() throws {
    let flows = [100, 2000, 3000].map { Flow.tcp("10.0.0.1", "10.0.0.2", 445, minute: $0) }
    let edges = EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table()
    let anchor = try #require(Timestamp("2026-03-03T10:00:00Z"))
    let starts = Windows.covering(edges, hours: 24, anchor: anchor).map(\.start.description)
    #expect(starts == ["2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z", "2026-03-03T10:00:00Z"])
  }

  @Test("a wrong clock makes no endless list")
  func wrongClock() {
    var late = Flow.tcp("10.0.0.1", "10.0.0.2", 445, minute: 0)
    late.start = Timestamp(microseconds: 4_000_000_000_000_000)
    let edges = EdgeTableBuilder(
      FlowBatch([.tcp("10.0.0.1", "10.0.0.2", 445, minute: 0), late]), scope: EdgeScope()
    ).table()
    #expect(Windows.covering(edges, hours: 1).count == 2)
  }
}
