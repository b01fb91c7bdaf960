// SPDX-License-Identifier: Apache-2.0
import Flows
import TestSupport
import Testing

@testable import Ingest

/// Captures made up with a seed, whose flows are known beforehand.
@Suite struct CapturePropertyTests {
  /// A story of a connection: its steps, what comes of it, and bytes each way.
  private struct Story {
    var script: String
    var state: ConnectionState
    var bytes: (Int64, Int64) = (0, 0)
  }

  /// Adds a TCP connection and gives its flow.
  private static func tcp(
    _ client: IPAddress, _ server: IPAddress, port: UInt16, at start: Int64, tags: [UInt16],
    _ capture: inout CaptureBytes, using generator: inout SeededGenerator
  ) -> Flow {
    let (sent, got) = (
      Int.random(in: 1...1400, using: &generator), Int.random(in: 1...1400, using: &generator)
    )
    let open = "c:S s:SA c:A c:PA\(sent) s:PA\(got) c:A"
    let both = (Int64(sent), Int64(got))
    let stories = [
      Story(script: "c:S", state: .attempted), Story(script: "c:S c:S", state: .attempted),
      Story(script: "c:S s:RA", state: .rejected),
      Story(script: open, state: .established, bytes: both),
      Story(script: open + " c:FA s:A", state: .established, bytes: both),
      Story(script: open + " s:FA c:A", state: .established, bytes: both),
      Story(script: open + " c:FA s:FA c:A", state: .closed, bytes: both),
      Story(script: open + " c:RA", state: .reset, bytes: both),
      Story(script: open + " s:R", state: .reset, bytes: both),
      Story(script: "s:SA c:A c:PA\(sent)", state: .established, bytes: (Int64(sent), 0)),
    ]
    let story = stories[Int.random(in: 0..<stories.count, using: &generator)]
    let interval = Int64.random(in: 1...200_000, using: &generator)
    var talk = TCPTalk(
      client, server,
      first: (UInt32.random(in: 0...(.max), using: &generator), generator.next32()))
    talk.clientPort = port
    // A SYN sent again has the number of the first.
    if story.script == "c:S c:S" {
      var repeated = talk
      capture.add("c:S", of: &talk, at: start, tags: tags)
      capture.add("c:S", of: &repeated, at: start + interval, tags: tags)
    } else {
      capture.add(story.script, of: &talk, at: start, interval: interval, tags: tags)
    }
    let steps = story.script.split(separator: " ")
    let isEnded = story.state == .closed
    return Flow(
      start: Timestamp(microseconds: CaptureBytes.start + start),
      durationMicroseconds: interval * Int64(steps.count - (isEnded ? 2 : 1)),
      source: client, target: server, sourcePort: port, service: .tcp(445),
      packetsOut: Int64(steps.count { $0.hasPrefix("c") }),
      packetsIn: Int64(steps.count { $0.hasPrefix("s") }), bytesOut: story.bytes.0,
      bytesIn: story.bytes.1, state: story.state, direction: .handshake)
  }

  /// Adds datagrams, whole or in fragments, and gives their flow.
  private static func udp(
    _ client: IPAddress, _ server: IPAddress, port: UInt16, at start: Int64, tags: [UInt16],
    _ capture: inout CaptureBytes, using generator: inout SeededGenerator
  ) -> Flow {
    var flow = Flow(
      start: Timestamp(microseconds: CaptureBytes.start + start), source: client, target: server,
      sourcePort: port, service: .udp(53), direction: .stated)
    var time = start
    for number in 0..<Int.random(in: 1...4, using: &generator) {
      let isOut = number == 0 || generator.next() % 2 == 0
      let data = Int.random(in: 0...3000, using: &generator)
      let whole = PacketBytes.udp(isOut ? port : 53, isOut ? 53 : port, data: data)
      let (from, to) = isOut ? (client, server) : (server, client)
      if number > 0 { time += Int64.random(in: 0..<60_000_000, using: &generator) }
      let piece = client.isV4 && generator.next() % 2 == 0 ? 1480 : whole.count
      for first in stride(from: 0, to: whole.count, by: piece) {
        let last = min(whole.count, first + piece)
        let field = UInt16(first / 8) | (last < whole.count ? 0x2000 : 0)
        let packet = PacketBytes.ip(
          from, to, 17, Array(whole[first..<last]), identification: port &+ UInt16(number),
          fragment: field)
        // Only headers are captured.
        capture.add(PacketBytes.ethernet(packet, tags: tags), at: time, capturing: 90)
        if isOut { flow.packetsOut += 1 } else { flow.packetsIn += 1 }
      }
      if isOut { flow.bytesOut += Int64(data) } else { flow.bytesIn += Int64(data) }
      flow.durationMicroseconds = time - start
    }
    flow.state = flow.packetsIn > 0 ? .established : .unknown
    return flow
  }

  @Test(
    "of connections made up and mixed, every flow is found as it was made",
    arguments: UInt64(0)..<60)
  func known(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    var capture = CaptureBytes()
    var expected: [Flow] = []
    for number in 0..<25 {
      let isV4 = generator.next() % 2 == 0
      func host() -> IPAddress {
        let low = UInt32.random(in: 1...5, using: &generator)
        return isV4
          ? IPAddress(v4: 0x0a00_0000 | low) : IPAddress(high: 0x2001_0db8 << 32, low: UInt64(low))
      }
      let client = host()
      var server = host()
      while server == client { server = host() }
      let depths: [[UInt16]] = [[], [0x8100], [0x88a8, 0x8100]]
      let tags = depths[Int.random(in: 0...2, using: &generator)]
      let start = Int64.random(in: 0..<400_000_000, using: &generator)
      let port = UInt16(50_000 + number * 16)
      expected.append(
        generator.next() % 3 == 0
          ? Self.udp(
            client, server, port: port, at: start, tags: tags, &capture, using: &generator)
          : Self.tcp(
            client, server, port: port, at: start, tags: tags, &capture, using: &generator))
    }
    // Packets of the same moment stay in the order in which they were made.
    let sorted = capture.packets.enumerated().sorted {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }
    capture.packets = sorted.map(\.element)
    let reading = try await capture.read(
      threads: 2, pieceSize: Int.random(in: 1...5000, using: &generator))
    #expect(
      reading.flows.sorted { $0.sourcePort < $1.sourcePort }
        == expected.sorted { $0.sourcePort < $1.sourcePort })
    let starts = reading.flows.map(\.start)
    #expect(starts == starts.sorted())
    #expect(try reading.file.used == capture.packets.count)
  }
}

extension SeededGenerator {
  fileprivate mutating func next32() -> UInt32 { UInt32(truncatingIfNeeded: next()) }
}
