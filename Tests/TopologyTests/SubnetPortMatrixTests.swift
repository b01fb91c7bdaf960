// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing

@testable import Topology

@Suite struct SubnetPortMatrixTests {
  private func internalSubnet(_ address: IPAddress) -> Subnet? {
    guard let v4 = address.v4, v4 >> 24 == 10 else { return nil }
    return SubnetMap().subnet(of: address).block
  }

  @Test("cells count the hosts that used them in each window", arguments: UInt64(0)..<40)
  func oracle(seed: UInt64) {
    var matrix = SubnetPortMatrix()
    var expected: [SubnetPortMatrix.Cell: Int] = [:]
    for window in 0..<3 {
      let flows = RandomFlows.make(80, seed: seed &* 5 &+ UInt64(window), days: 1)
      matrix.fold(
        EdgeTableBuilder(FlowBatch(flows), scope: EdgeScope()).table().mergingTicks(),
        subnets: SubnetMap())
      var hosts: [SubnetPortMatrix.Cell: Set<IPAddress>] = [:]
      for flow in flows where flow.source != flow.target {
        guard let source = internalSubnet(flow.source), let target = internalSubnet(flow.target)
        else { continue }
        let cell = SubnetPortMatrix.Cell(source: source, target: target, service: flow.service)
        hosts[cell, default: []].insert(flow.source)
      }
      for (cell, users) in hosts { expected[cell, default: 0] += users.count }
    }
    #expect(
      Dictionary(uniqueKeysWithValues: matrix.rows.map { ($0.cell, $0.hostWindows) }) == expected)
    for (cell, count) in expected { #expect(matrix.hostWindows(of: cell) == count) }
    let rows = matrix.rows.map(\.cell)
    #expect(
      zip(rows, rows.dropFirst()).allSatisfy {
        ($0.source, $0.target, $0.service) < ($1.source, $1.target, $1.service)
      })
  }
}
