// SPDX-License-Identifier: Apache-2.0
import Flows
import TestSupport
import Testing

@testable import Ingest

/// How far a TCP connection came, by its segments.
@Suite struct TCPConversationTests {
  private static let open = "c:S s:SA c:A "

  static let scripts: [(script: String, word: String, state: ConnectionState)] = [
    ("c:S", "S0", .attempted),
    ("c:S c:S c:S", "S0", .attempted),
    ("c:S s:RA", "REJ", .rejected),
    (open, "S1", .established),
    ("c:S s:SA", "S1", .established),
    (open + "c:PA10 s:PA20 c:A", "S1", .established),
    (open + "c:PA10 s:PA20 c:FA s:FA c:A", "SF", .closed),
    (open + "c:FA s:FA c:A c:RA", "SF", .closed),
    (open + "c:FA s:A s:PA30", "S2", .established),
    (open + "s:FA c:A", "S3", .established),
    (open + "c:PA10 c:RA", "RSTO", .reset),
    (open + "c:PA10 s:A c:FA c:RA", "RSTO", .reset),
    (open + "s:RA", "RSTR", .reset),
    (open + "s:PA5 s:FA s:RA", "RSTR", .reset),
    ("c:S c:R", "RSTOS0", .attempted),
    ("c:R", "RSTOS0", .partial),
    ("s:SA s:R", "RSTRH", .partial),
    ("c:S c:F", "SH", .attempted),
    ("s:SA s:FA", "SHR", .partial),
    ("s:SA c:A c:PA9", "S1", .established),
    ("c:PA10 s:A s:PA5", "OTH", .partial),
    ("c:PA10 s:PA5 c:FA s:FA", "SF", .closed),
  ]

  @Test("the state is Zeek's word for it", arguments: scripts.map(\.script))
  func words(script: String) async throws {
    let expected = try #require(Self.scripts.first { $0.script == script })
    let (client, server) = (try IPAddress.of("10.0.0.1"), try IPAddress.of("10.0.0.2"))
    var talk = TCPTalk(client, server)
    var conversation = TCPConversation()
    for step in script.split(separator: " ") {
      let frame = PacketBytes.ethernet(talk.step(step))
      guard
        case .packet(let packet) = Packet.read(frame.span, length: frame.count, link: .ethernet)
      else {
        Issue.record("\(step) is no packet")
        continue
      }
      conversation.take(try #require(packet.segment), fromOriginator: packet.source == client)
    }
    #expect(conversation.word == expected.word)
    var capture = CaptureBytes()
    var again = TCPTalk(client, server)
    capture.add(script, of: &again, at: 0)
    let flow = try #require(try await capture.read().flows.first)
    #expect(flow.state == expected.state)
    #expect((flow.direction == .handshake) == script.contains("S"))
    if flow.direction == .handshake { #expect(flow.source == client && flow.service == .tcp(445)) }
  }

  @Test("bytes are told by sequence numbers: sent again they count once, missed they count")
  func sizes() throws {
    let (client, server) = (try IPAddress.of("10.0.0.1"), try IPAddress.of("10.0.0.2"))
    func segment(_ sequence: UInt32, _ acknowledgement: UInt32, _ flags: UInt8, _ payload: Int)
      -> TCPSegment
    {
      TCPSegment(
        sequence: sequence, acknowledgement: acknowledgement,
        flags: TCPSegment.Flags(rawValue: flags), payload: payload)
    }
    _ = (client, server)
    // The client's numbers run over the end of their range.
    var talk = TCPConversation()
    let first = UInt32.max - 49
    talk.take(segment(first, 0, 2, 0), fromOriginator: true)
    talk.take(segment(500, first &+ 1, 18, 0), fromOriginator: false)
    talk.take(segment(first &+ 1, 501, 16, 100), fromOriginator: true)
    talk.take(segment(first &+ 1, 501, 16, 100), fromOriginator: true)
    #expect(talk.sizes == (100, 0))
    talk.take(segment(first &+ 301, 501, 16, 100), fromOriginator: true)
    #expect(talk.sizes == (400, 0))
    // What the server acknowledges was sent, seen or not.
    talk.take(segment(501, first &+ 901, 16, 0), fromOriginator: false)
    #expect(talk.sizes == (900, 0))
    // A reset may carry any number.
    talk.take(segment(501 &+ 50_000_000, 0, 4, 0), fromOriginator: false)
    #expect(talk.sizes == (900, 0))
    #expect(talk.word == "RSTR")
  }

  @Test("no segment adds more than the largest window")
  func absurd() {
    var talk = TCPConversation()
    var generator = SeededGenerator(seed: 3)
    var last: Int64 = 0
    for _ in 0..<20_000 {
      talk.take(
        TCPSegment(
          sequence: UInt32.random(in: 0...(.max), using: &generator),
          acknowledgement: UInt32.random(in: 0...(.max), using: &generator),
          flags: TCPSegment.Flags(rawValue: UInt8.random(in: 0...255, using: &generator)),
          payload: Int.random(in: 0...65535, using: &generator)),
        fromOriginator: generator.next() % 2 == 0)
      let sum = talk.sizes.out + talk.sizes.back
      #expect(talk.sizes.out >= 0 && talk.sizes.back >= 0 && sum - last <= 1 << 33)
      last = sum
    }
  }
}
