// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import TestSupport
import Testing
import Topology

@testable import Detection

@Suite struct HostSurpriseTests {
  /// A matrix of hosts 10.0.0.0 and on in which only one column is not zero.
  private func matrix(_ values: [Double], of feature: String) -> FeatureMatrix {
    let names = Feature.all.map(\.name)
    return FeatureMatrix(
      names: names, hosts: values.indices.compactMap { IPAddress("10.0.\($0 / 256).\($0 % 256)") },
      columns: names.map {
        $0 == feature ? values : [Double](repeating: 0, count: values.count)
      })
  }

  private func host(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

  @Test("is the rank in the window, less what one host in twenty reaches")
  func rank() throws {
    var values = [Double](repeating: 0, count: 1_000)
    values[7] = 5
    values[8] = 4
    let surprise = HostSurprise(
      matrix(values, of: "bytes_to_internet_growth"),
      isKnown: [Bool](repeating: true, count: 1_000))
    let ways = 5.0
    #expect(try abs(surprise(host("10.0.0.7")) - (log(1_000 / ways) - 3)) < 1e-12)
    #expect(try abs(surprise(host("10.0.0.8")) - (log(500 / ways) - 3)) < 1e-12)
    #expect(try surprise(host("10.0.0.9")) == 0)
  }

  @Test("strangers have nothing to outgrow")
  func strangers() throws {
    var values = [Double](repeating: 0, count: 1_000)
    values[7] = 5
    var isKnown = [Bool](repeating: true, count: 1_000)
    isKnown[7] = false
    let surprise = HostSurprise(
      matrix(values, of: "new_failed_edges_growth"), isKnown: isKnown)
    #expect(try surprise(host("10.0.0.7")) == 0)
  }
}
