// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Detection

@Suite struct RelayPriorityTests {
  private func leg(
    new: Bool = false, scouted: Bool = false, crosses: Bool = false, uncommon: Bool = false,
    rank: Double = 0.5
  ) -> RelayPriority.Leg {
    RelayPriority.Leg(
      isNew: new, hasScouted: scouted, crossesZones: crosses, isUncommon: uncommon, byteRank: rank)
  }

  @Test("the threat of drawn tunnels is as computed by hand")
  func byHand() {
    #expect(RelayPriority([leg(), leg()]).total == 0)
    let worst = leg(new: true, scouted: true, crosses: true, uncommon: true, rank: 1)
    #expect(RelayPriority([worst, worst, worst]).total == 5)
    // N 2/4, R 1/4, Z 3/4, S 0, E 2 · 0.75 − 1
    let mixed = RelayPriority([
      leg(new: true, crosses: true), leg(new: true, scouted: true, crosses: true),
      leg(crosses: true, rank: 0.75), leg(rank: 0.1),
    ])
    #expect(mixed.novelty == 0.5 && mixed.reconnaissance == 0.25 && mixed.zones == 0.75)
    #expect(mixed.services == 0 && mixed.bytes == 0.5 && mixed.total == 2)
  }
}
