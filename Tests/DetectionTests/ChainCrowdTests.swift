// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing
import Topology

@testable import Detection

@Suite struct ChainCrowdTests {
  /// Hosts of which some have a part in chains that start at these hosts, 0 for none.
  private func hosts(_ entries: [UInt64]) -> [HostWindow] {
    entries.enumerated().map { number, entry in
      HostWindow(
        host: IPAddress(high: 0, low: UInt64(number)),
        role: HostRoles.Recognition(role: .client, evidence: ""), features: [],
        chain: entry == 0 ? 0 : 9, chainEntry: entry == 0 ? nil : IPAddress(high: 1, low: entry))
    }
  }

  @Test("chances grow by the square of how many times as many hosts are in chains, own ones apart")
  func square() {
    // Ten of a hundred hosts now, four of them in one chain; one of a hundred host-windows before.
    let now = hosts([1, 1, 1, 1, 2, 3, 4, 5, 6, 7] + [UInt64](repeating: 0, count: 90))
    let crowd = ChainCrowd(now, past: (99, 9_999))
    #expect(abs(crowd.factor(for: now[0]) - 36) < 1e-9)
    #expect(abs(crowd.factor(for: now[4]) - 81) < 1e-9)
    #expect(abs(crowd.factor(for: now[50]) - 100) < 1e-9)
  }

  @Test("of a chain through a whole network eight hosts are its own")
  func wide() {
    let now = hosts([UInt64](repeating: 1, count: 28) + [UInt64](repeating: 0, count: 72))
    #expect(abs(ChainCrowd(now, past: (99, 9_999)).factor(for: now[0]) - 400) < 1e-9)
  }

  @Test("a quiet window makes nothing more suspicious, nor does a past without chains")
  func quiet() {
    let now = hosts([1, 1, 0, 0])
    #expect(ChainCrowd(now, past: (900, 1_000)).factor(for: now[2]) == 1)
    #expect(ChainCrowd(now, past: (0, 0)).factor(for: now[0]) == 1)
    #expect(ChainCrowd([], past: (0, 0)).factor(for: now[0]) == 1)
  }
}
