// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Topology

@testable import Detection

@Suite struct ComponentTests {
  @Test("what is said of a burst is said of the column that made its score")
  func bursts() throws {
    for name in ["midas_edge", "midas_source", "midas_target", "midas_f"] {
      let column = try #require(Feature.index(of: name))
      var features = [Double](repeating: 1, count: Feature.all.count)
      features[column] = 40
      let host = HostWindow(
        host: .internet, role: HostRoles.Recognition(role: .client, evidence: ""),
        features: features, chain: 0)
      #expect(Component.midas.tellingColumn(features) == column, "\(name)")
      #expect(Component.midas.score(host) == log1p(40), "\(name)")
    }
  }

  @Test("growth is told by its feature, a chain by no column")
  func others() {
    let features = [Double](repeating: 0, count: Feature.all.count)
    #expect(Component.chain.tellingColumn(features) == nil)
    #expect(Component.upload.tellingColumn(features) == Feature.index(of: "bytes_to_internet"))
  }
}
