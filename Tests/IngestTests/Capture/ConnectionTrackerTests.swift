// SPDX-License-Identifier: Apache-2.0
import Flows
import TestSupport
import Testing

@testable import Ingest

/// Where flows begin and end.
@Suite struct ConnectionTrackerTests {
  private let client: IPAddress
  private let server: IPAddress
  private let second: Int64 = 1_000_000

  init() throws {
    client = try .of("10.0.0.9")
    server = try .of("10.0.0.2")
  }

  private func udp(isBack: Bool = false, data: Int = 10) -> [UInt8] {
    PacketBytes.ethernet(
      isBack
        ? PacketBytes.ip(server, client, 17, PacketBytes.udp(53, 40_000, data: data))
        : PacketBytes.ip(client, server, 17, PacketBytes.udp(40_000, 53, data: data)))
  }

  @Test("a silence of a minute ends a flow of UDP, 59 seconds do not")
  func udpSilence() async throws {
    var capture = CaptureBytes()
    capture.add(udp(), at: 0)
    capture.add(udp(isBack: true, data: 70), at: 59 * second)
    capture.add(udp(), at: 118 * second)
    capture.add(udp(), at: 178 * second)
    let flows = try await capture.read().flows
    #expect(flows.map(\.packetsOut) == [2, 1] && flows.map(\.packetsIn) == [1, 0])
    #expect(flows.map(\.bytesOut) == [20, 10] && flows.map(\.bytesIn) == [70, 0])
    #expect(flows.map(\.durationMicroseconds) == [118 * second, 0])
    #expect(flows.map(\.state) == [.established, .unknown])
  }

  @Test("a silence of five minutes ends a flow of TCP, a reply after a SYN has five seconds")
  func tcpSilence() async throws {
    var capture = CaptureBytes()
    var talk = TCPTalk(client, server)
    capture.add("c:S s:SA c:A", of: &talk, at: 0)
    capture.add("c:PA5", of: &talk, at: 299 * second)
    capture.add("c:PA6", of: &talk, at: 599 * second)
    let flows = try await capture.read().flows
    #expect(flows.map(\.bytesOut) == [5, 6])
    #expect(flows.map(\.state) == [.established, .partial])

    var late = CaptureBytes()
    var other = TCPTalk(client, server)
    late.add("c:S", of: &other, at: 0)
    late.add("s:SA c:A", of: &other, at: 5 * second)
    #expect(try await late.read().flows.map(\.state) == [.attempted, .established])
  }

  @Test("the same ports used again are another connection, a repeated SYN is none")
  func reuse() async throws {
    var capture = CaptureBytes()
    var talk = TCPTalk(client, server)
    capture.add("c:S s:RA", of: &talk, at: 0)
    var again = TCPTalk(client, server, first: (77_000, 88_000))
    capture.add("c:S s:SA c:A c:PA100 c:FA s:FA", of: &again, at: second)
    var third = TCPTalk(client, server, first: (177_000, 188_000))
    capture.add("c:S", of: &third, at: 2 * second)
    var fourth = TCPTalk(client, server, first: (177_000, 188_000))
    capture.add("c:S s:SA", of: &fourth, at: 3 * second)
    let flows = try await capture.read().flows
    #expect(flows.map(\.state) == [.rejected, .closed, .established])
    #expect(flows.map(\.packetsOut) == [1, 4, 2])
  }

  @Test("a connection of more than a day makes a flow a day, and none of its bytes twice")
  func days() async throws {
    var capture = CaptureBytes()
    var talk = TCPTalk(client, server)
    capture.add("c:S s:SA c:A", of: &talk, at: 0)
    let count = 3 * 24 * 60 / 4
    for step in 1...count {
      capture.add("c:PA10", of: &talk, at: Int64(step) * 240 * second)
    }
    let flows = try await capture.read().flows
    #expect(flows.count == 3)
    #expect(flows.reduce(0) { $0 + $1.bytesOut } == Int64(count) * 10)
    #expect(flows.allSatisfy { $0.durationMicroseconds <= Connection.longest })
    #expect(flows.allSatisfy { $0.state == .established && $0.direction == .handshake })
  }

  @Test("flows come in the order of their first packets, whichever ends first")
  func order() async throws {
    var capture = CaptureBytes()
    var long = TCPTalk(client, server)
    capture.add("c:S s:SA c:A", of: &long, at: 0)
    for number in 0..<40 {
      var short = TCPTalk(client, server)
      short.clientPort = UInt16(51_000 + number)
      capture.add("c:S s:RA", of: &short, at: Int64(1 + number * 7) * second)
    }
    capture.add("c:FA s:FA c:A", of: &long, at: 290 * second)
    let flows = try await capture.read(pieceSize: 100).flows
    #expect(flows.count == 41 && flows[0].state == .closed)
    #expect(flows.map(\.start.microseconds) == flows.map(\.start.microseconds).sorted())
  }

  @Test("of more connections than there is room for the least missed end early, as flows")
  func flood() throws {
    var tracker = ConnectionTracker(capacity: 10)
    var talk = TCPTalk(client, server)
    func take(_ bytes: [UInt8], at time: Int64) throws {
      guard
        case .packet(let packet) = Packet.read(bytes.span, length: bytes.count, link: .rawIP)
      else {
        Issue.record("no packet")
        return
      }
      tracker.take(packet, at: time)
    }
    for step in ["c:S", "s:SA", "c:A"] { try take(talk.step(step), at: 0) }
    for number in 0..<1000 {
      var attempt = TCPTalk(client, server)
      attempt.clientPort = UInt16(2000 + number)
      try take(attempt.step("c:S"), at: 1 + Int64(number))
    }
    try take(talk.step("c:PA7"), at: 2000)
    #expect(tracker.evicted == 1000 + 1 - 10)
    tracker.finish()
    let flows = tracker.takeFlows()
    #expect(flows.count == 1001)
    #expect(flows.first { $0.sourcePort == 50_000 }?.bytesOut == 7)
  }

  @Test("a clock that jumps years ahead or back neither loses a packet nor joins two recordings")
  func clock() async throws {
    var capture = CaptureBytes()
    for offset in [0, 10, 2_000_000_000, 20, 30, -100_000_000] {
      capture.add(udp(), at: Int64(offset) * second)
    }
    capture.packets.append((time: 4_200_000_000 * second, bytes: udp(), length: udp().count))
    let reading = try await capture.read()
    #expect(reading.flows.reduce(0) { $0 + $1.packetsOut } == 6)
    #expect(try reading.file.used == 6 && reading.file.rejected == [.timeOutOfRange: 1])
    #expect(reading.flows.count == 4)
    #expect(try reading.file.notes.contains { $0.contains("times run back") })
  }

  @Test("later fragments belong to the flow of the first, without one they are ignored")
  func fragments() async throws {
    let v6 = (try IPAddress.of("2001:db8::1"), try IPAddress.of("2001:db8::2"))
    func fragment(_ offset: Int, more: Bool, _ data: [UInt8], _ number: UInt32) -> [UInt8] {
      PacketBytes.ethernet(
        PacketBytes.ip(
          v6.0, v6.1, 44,
          [17, 0] + PacketBytes.number(UInt16(offset | (more ? 1 : 0)))
            + PacketBytes.number(number) + data))
    }
    func old(_ offset: Int, more: Bool, _ data: [UInt8], _ number: UInt16) -> [UInt8] {
      PacketBytes.ethernet(
        PacketBytes.ip(
          client, server, 17, data, identification: number,
          fragment: UInt16(offset / 8) | (more ? 0x2000 : 0)))
    }
    let whole = PacketBytes.udp(40_000, 2049, data: 2992)
    var capture = CaptureBytes()
    for (start, end) in [(0, 1000), (1000, 2000), (2000, 3000)] {
      let part = Array(whole[start..<end])
      capture.add(fragment(start, more: end < 3000, part, 99), at: Int64(start))
      capture.add(old(start, more: end < 3000, part, 99), at: Int64(start + 1))
      capture.add(old(start + 8, more: true, part, 55), at: Int64(start + 2))
    }
    let reading = try await capture.read()
    #expect(reading.flows.count == 2)
    for flow in reading.flows {
      #expect(flow.packetsOut == 3 && flow.bytesOut == 2992 && flow.service == .udp(2049))
    }
    #expect(try reading.file.ignored == ["fragment without its first": 3])
  }

  @Test("datagrams whose end never comes are forgotten, oldest first")
  func fragmentFlood() throws {
    var table = FragmentTable()
    func id(_ number: Int) -> Packet.DatagramID {
      Packet.DatagramID(
        source: client, target: server, transport: .udp, number: UInt32(number))
    }
    let bytes = udp()
    guard case .packet(let packet) = Packet.read(bytes.span, length: bytes.count, link: .ethernet)
    else {
      Issue.record("no packet")
      return
    }
    let entry = FragmentTable.Entry(key: ConnectionKey(packet), isFromLower: true, time: 0)
    for number in 0..<(3 * FragmentTable.capacity) { table.remember(id(number), entry) }
    let known = (0..<(3 * FragmentTable.capacity)).filter { table.entry(id($0), at: 0) != nil }
    #expect(known == Array(2 * FragmentTable.capacity..<3 * FragmentTable.capacity))
    #expect(table.entry(id(known[0]), at: FragmentTable.patience + 1) == nil)
  }

  @Test("an echo and its reply are one flow without ports, an error is one of its own")
  func icmp() async throws {
    var capture = CaptureBytes()
    func add(_ from: IPAddress, _ to: IPAddress, _ message: [UInt8], _ time: Int64) {
      capture.add(PacketBytes.ethernet(PacketBytes.ip(from, to, 1, message)), at: time)
    }
    add(client, server, PacketBytes.icmp(8, data: 56), 0)
    add(server, client, PacketBytes.icmp(0, data: 56), 10)
    add(server, client, PacketBytes.icmp(3, 3, data: 28), 20)
    add(client, server, PacketBytes.icmp(3, 3, data: 28), 30)
    let flows = try await capture.read().flows
    #expect(flows.map(\.source) == [client, server, client])
    #expect(flows.map(\.bytesOut) == [56, 28, 28] && flows.map(\.bytesIn) == [56, 0, 0])
    #expect(flows.allSatisfy { $0.sourcePort == 0 && $0.service == Service(.icmp, 0) })
  }
}
