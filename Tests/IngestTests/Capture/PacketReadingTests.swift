// SPDX-License-Identifier: Apache-2.0
import Flows
import TestSupport
import Testing

@testable import Ingest

/// Headers, layer by layer.
@Suite struct PacketReadingTests {
  private let hosts: [(IPAddress, IPAddress)]

  init() throws {
    hosts = [
      (try .of("10.0.0.1"), try .of("10.0.0.2")),
      (try .of("2001:db8::1"), try .of("2001:db8:0:1::2")),
    ]
  }

  private func packet(
    _ bytes: [UInt8], link: LinkLayer = .ethernet, length: Int? = nil
  ) -> Packet? {
    guard
      case .packet(let packet) = Packet.read(
        bytes.span, length: length ?? bytes.count, link: link)
    else { return nil }
    return packet
  }

  private func refusal(_ bytes: [UInt8], length: Int? = nil) -> (PacketFault?, String?) {
    switch Packet.read(bytes.span, length: length ?? bytes.count, link: .ethernet) {
    case .rejected(let fault): (fault, nil)
    case .ignored(let kind): (nil, kind.title)
    default: (nil, nil)
    }
  }

  @Test("every link type and every depth of tags leads to the same packet")
  func links() throws {
    for (client, server) in hosts {
      let ip = PacketBytes.ip(client, server, 17, PacketBytes.udp(5353, 53, data: 40))
      let type = PacketBytes.number(UInt16(client.isV4 ? 0x0800 : 0x86dd))
      let family: [UInt8] = [client.isV4 ? 2 : 30, 0, 0, 0]
      let framed: [(LinkLayer, [UInt8])] = [
        (.ethernet, PacketBytes.ethernet(ip)),
        (.ethernet, PacketBytes.ethernet(ip, tags: [0x8100])),
        (.ethernet, PacketBytes.ethernet(ip, tags: [0x88a8, 0x8100])),
        (.ethernet, PacketBytes.ethernet(ip, tags: [0x9100, 0x8100])),
        (.rawIP, ip),
        (.cooked, [UInt8](repeating: 0, count: 14) + type + ip),
        (.cooked2, type + [UInt8](repeating: 0, count: 18) + ip),
        (.loopback, family + ip), (.loopback, family.reversed() + ip),
      ]
      for (link, bytes) in framed {
        let found = try #require(packet(bytes, link: link))
        #expect(found.source == client && found.target == server)
        #expect(found.sourcePort == 5353 && found.targetPort == 53 && found.payload == 40)
        for length in 0..<(bytes.count - 42) {
          #expect(packet(Array(bytes[..<length]), link: link, length: bytes.count) == nil)
        }
      }
    }
    #expect(LinkLayer(dataLink: 105) == nil)
  }

  @Test("padding of short frames is no payload, options and extension headers are none either")
  func lengths() throws {
    let (client, server) = hosts[0]
    let udp = PacketBytes.udp(1000, 2000, data: 3)
    let padding = [UInt8](repeating: 0, count: 15)
    let short = PacketBytes.ethernet(PacketBytes.ip(client, server, 17, udp)) + padding
    #expect(packet(short)?.payload == 3)
    let options = PacketBytes.ethernet(PacketBytes.ip(client, server, 17, udp, options: 12))
    #expect(packet(options)?.payload == 3)
    // Hop-by-hop, routing, destination options, then authentication.
    let (from, to) = hosts[1]
    let extensions: [UInt8] =
      [43, 1] + [UInt8](repeating: 0, count: 14) + [60, 0, 0, 0, 0, 0, 0, 0]
      + [51, 0, 0, 0, 0, 0, 0, 0] + [17, 1] + [UInt8](repeating: 0, count: 10)
    let v6 = PacketBytes.ethernet(PacketBytes.ip(from, to, 0, extensions + udp))
    let found = try #require(packet(v6))
    #expect(found.transport == .udp && found.targetPort == 2000 && found.payload == 3)
  }

  @Test("of a segment the network card is yet to cut, the length on the wire tells")
  func offload() {
    for (client, server) in hosts {
      var bytes = PacketBytes.ethernet(
        PacketBytes.ip(
          client, server, 6,
          PacketBytes.tcp(1, 2, sequence: 1, acknowledgement: 1, "A", data: 900)))
      let place = client.isV4 ? 16 : 18
      bytes[place] = 0
      bytes[place + 1] = 0
      #expect(packet(bytes)?.payload == 900)
    }
  }

  @Test("what was not captured counts by the lengths in the headers")
  func snapLength() throws {
    let (client, server) = hosts[0]
    let whole = PacketBytes.ethernet(
      PacketBytes.ip(
        client, server, 6, PacketBytes.tcp(1, 2, sequence: 1, acknowledgement: 1, "A", data: 900)))
    #expect(packet(Array(whole[..<54]), length: whole.count)?.payload == 900)
    #expect(packet(Array(whole[..<48]), length: whole.count)?.payload == 900)
    #expect(refusal(Array(whole[..<47]), length: whole.count).0 == .headersNotCaptured)
  }

  @Test("headers that contradict one another are rejected, other traffic is ignored by kind")
  func refusals() {
    let (client, server) = hosts[0]
    let good = PacketBytes.ethernet(
      PacketBytes.ip(client, server, 17, PacketBytes.udp(1, 2, data: 8)))
    func changed(_ place: Int, _ value: UInt8) -> [UInt8] {
      var bytes = good
      bytes[place] = value
      return bytes
    }
    #expect(refusal(changed(14, 0x44)).0 == .contradictoryHeaders)
    #expect(refusal(changed(14, 0x65)).0 == .contradictoryHeaders)
    #expect(refusal(changed(16, 1)).0 == .contradictoryHeaders)
    #expect(refusal(changed(17, 24)).0 == .contradictoryHeaders)
    #expect(refusal([UInt8](repeating: 2, count: 12) + [8, 6] + [0, 1]).1 == "ARP")
    #expect(refusal([UInt8](repeating: 2, count: 12) + [0, 38] + [66, 66, 3]).1 == "not IP")
    #expect(refusal([1, 2, 3]).0 == .headersNotCaptured)
    let deep = PacketBytes.ethernet([], tags: [UInt16](repeating: 0x8100, count: 12))
    #expect(refusal(deep).0 == .contradictoryHeaders)
  }

  @Test("random bytes behind every header are no fault", arguments: UInt64(0)..<20)
  func noise(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      var bytes = (0..<Int.random(in: 0...120, using: &generator)).map { _ in
        UInt8(truncatingIfNeeded: generator.next())
      }
      let heads: [[UInt8]] = [[0x45, 0], [0x60], [0x4f], [0x46]]
      if bytes.count > 20 {
        let head = heads[Int.random(in: 0..<heads.count, using: &generator)]
        bytes.replaceSubrange(
          12..<(14 + head.count), with: [[8, 0], [0x86, 0xdd]][head == [0x60] ? 1 : 0] + head)
        if generator.next() % 2 == 0 { bytes[head == [0x60] ? 18 : 16] = 0 }
      }
      let types = [0, 6, 17, 44, 51, 0, 43, 60].map(UInt8.init)
      if bytes.count > 24 {
        bytes[20] = types[Int.random(in: 0..<types.count, using: &generator)]
        bytes[23] = types[Int.random(in: 0..<types.count, using: &generator)]
      }
      for link in [LinkLayer.ethernet, .rawIP, .loopback, .cooked, .cooked2] {
        for length in [bytes.count, bytes.count + 70_000] {
          if case .packet(let packet) = Packet.read(bytes.span, length: length, link: link) {
            #expect(0...length ~= packet.payload)
          }
        }
      }
    }
  }
}
