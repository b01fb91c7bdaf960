// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing

@testable import Topology

@Suite struct SubnetMapTests {
  private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }
  private func block(_ text: String) throws -> Subnet { try #require(Subnet(text)) }

  @Test("the longest matching block counts")
  func longest() throws {
    let map = SubnetMap([
      NamedSubnet(block: try block("10.0.0.0/8"), name: "all"),
      NamedSubnet(block: try block("10.9.0.0/16"), name: "servers", zone: "servers"),
      NamedSubnet(block: try block("10.9.7.7/32"), name: "printer"),
      NamedSubnet(block: try block("fd00::/8"), name: "six"),
    ])
    #expect(map.subnet(of: try address("10.9.7.7")).name == "printer")
    #expect(map.subnet(of: try address("10.9.7.8")).zone == "servers")
    #expect(map.subnet(of: try address("10.1.2.3")).name == "all")
    #expect(map.subnet(of: try address("fd12::1")).name == "six")
    #expect(map.subnet(of: try address("192.168.4.5")).block.description == "192.168.4.0/24")
    #expect(map.subnet(of: try address("fe80::1:2")).block.description == "fe80::/64")
  }

  @Test("the longest match is what trying every block gives", arguments: UInt64(0)..<50)
  func oracle(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let subnets = (0..<20).map { number in
      NamedSubnet(
        block: Subnet(
          around: IPAddress(v4: UInt32.random(in: 0...0x0fff, using: &generator)),
          prefixLength: Int.random(in: 18...32, using: &generator)), name: "\(number)")
    }
    let map = SubnetMap(subnets)
    for _ in 0..<50 {
      let address = IPAddress(v4: UInt32.random(in: 0...0x0fff, using: &generator))
      let matching = subnets.filter { $0.block.contains(address) }
      let length = matching.map(\.block.prefixLength).max()
      let expected = matching.last { $0.block.prefixLength == length }
      let found = map.subnet(of: address)
      #expect(expected.map { $0 == found } ?? (found.block.prefixLength == 120))
    }
  }

  @Test("the standard scope holds private addresses and no others")
  func scope() throws {
    let scope = InternalScope.standard
    for inside in ["10.1.2.3", "172.31.0.1", "192.168.0.1", "100.64.0.1", "fd00::1", "fe80::1"] {
      #expect(scope.contains(try address(inside)))
    }
    for outside in ["11.0.0.1", "172.32.0.1", "192.169.0.1", "100.128.0.1", "2001:db8::1", "::"] {
      #expect(!scope.contains(try address(outside)))
    }
  }
}
