// SPDX-License-Identifier: Apache-2.0
import Flows
import Testing

@Suite struct ServiceTests {
  @Test(
    "printing and parsing a protocol are inverse for every number", arguments: UInt8.min...UInt8.max
  )
  func inverse(number: UInt8) {
    let transport = TransportProtocol(rawValue: number)
    #expect(TransportProtocol(transport.description) == transport)
    #expect(TransportProtocol(transport.description.uppercased()) == transport)
    #expect(TransportProtocol(String(number)) == transport)
  }

  @Test("the names other tools use are known")
  func aliases() {
    #expect(TransportProtocol("ipv6-icmp") == .icmp6)
    #expect(TransportProtocol("ICMPv6") == .icmp6)
    #expect(TransportProtocol("TCP") == .tcp)
    #expect(TransportProtocol("nonsense") == nil)
    #expect(TransportProtocol("256") == nil)
    #expect(TransportProtocol("-1") == nil)
    #expect(TransportProtocol("") == nil)
  }

  @Test("services print with a port only where there are ports")
  func printing() {
    #expect(Service.tcp(445).description == "tcp/445")
    #expect(Service(.icmp, 0).description == "icmp")
    #expect(Service(.sctp, 2905).description == "sctp/2905")
    #expect(Service.tcp(80) < Service.udp(53))
    #expect(Service.tcp(22) < Service.tcp(80))
  }
}
