// SPDX-License-Identifier: Apache-2.0
import Flows
import TestSupport
import Testing

@testable import Ingest

@Suite struct PairingTests {
  private typealias State = ConnectionState

  /// One direction of a connection as NetFlow tells it.
  private static func half(
    _ source: String, _ sourcePort: UInt16, _ target: String, _ port: UInt16, second: Double,
    lasting duration: Double = 1, state: State = .closed, bytes: Int64 = 100,
    transport: TransportProtocol = .tcp
  ) throws -> Flow {
    Flow(
      start: Timestamp(microseconds: 1_772_409_600_000_000 + Int64(second * 1e6)),
      durationMicroseconds: Int64(duration * 1e6), source: try .of(source),
      target: try .of(target), sourcePort: sourcePort, service: Service(transport, port),
      packetsOut: 3, bytesOut: bytes, state: state, direction: .unknown)
  }

  private func paired(_ flows: [Flow], capacity: Int = 100) -> (flows: [Flow], paired: Int) {
    var pairing = Pairing(capacity: capacity)
    let ready = pairing.add(FlowBatch(flows), ofFile: 0).all
    let rest = pairing.finish().all
    return (
      (0..<ready.count).map { ready[$0] } + (0..<rest.count).map { rest[$0] }, pairing.paired
    )
  }

  @Test("two halves are one flow of the side that began, whichever was read first")
  func joined() throws {
    let request = try Self.half("10.0.0.1", 50_000, "10.0.0.2", 445, second: 0, bytes: 700)
    let answer = try Self.half(
      "10.0.0.2", 445, "10.0.0.1", 50_000, second: 0.01, lasting: 2, bytes: 9000)
    for flows in [[request, answer], [answer, request]] {
      let (found, count) = paired(flows)
      #expect(count == 1 && found.count == 1)
      let flow = try #require(found.first)
      #expect(flow.source == request.source && flow.service == .tcp(445))
      #expect(flow.start == request.start && flow.durationMicroseconds == 2_010_000)
      #expect((flow.bytesOut, flow.bytesIn) == (700, 9000))
      #expect((flow.packetsOut, flow.packetsIn) == (3, 3))
      #expect(flow.state == .closed && flow.direction == .handshake)
    }
  }

  @Test(
    "flags say who opened a connection and how far it came",
    arguments: [
      // The first half, the second half a moment later: turned, state.
      (State.attempted, State.partial, false, State.rejected),
      (.partial, .attempted, true, .rejected),
      (.attempted, .established, false, .established),
      (.established, .attempted, true, .established),
      (.closed, .closed, false, .closed),
      (.closed, .reset, false, .reset),
      (.established, .closed, false, .established),
      (.partial, .partial, false, .partial),
      (.partial, .established, true, .partial),
      (.unknown, .unknown, false, .unknown),
      // A firewall's word, not flags.
      (.rejected, .unknown, false, .rejected),
    ])
  private func flags(first: State, second: State, isTurned: Bool, state: State) throws {
    let one = try Self.half("10.0.0.1", 50_000, "10.0.0.2", 50_001, second: 0, state: first)
    let other = try Self.half("10.0.0.2", 50_001, "10.0.0.1", 50_000, second: 0.1, state: second)
    let flow = FlowPair.joined(one, other)
    #expect((flow.source == other.source) == isTurned)
    #expect(flow.state == state)
    let isOpeningSeen = ![first, second].allSatisfy {
      [.partial, .unknown, .rejected].contains($0)
    }
    #expect(flow.direction == (isOpeningSeen ? .handshake : .stated))
  }

  @Test("records that are too far apart, or already hold both directions, stay alone")
  func alone() throws {
    let request = try Self.half("10.0.0.1", 50_000, "10.0.0.2", 53, second: 0, transport: .udp)
    for (second, isPaired) in [(30.9, true), (31, true), (31.1, false)] {
      let answer = try Self.half(
        "10.0.0.2", 53, "10.0.0.1", 50_000, second: second, transport: .udp)
      #expect((paired([request, answer]).paired == 1) == isPaired)
    }
    var whole = try Self.half("10.0.0.2", 53, "10.0.0.1", 50_000, second: 0, transport: .udp)
    whole.packetsIn = 1
    #expect(paired([request, whole]).paired == 0)
    let sameWay = try Self.half("10.0.0.1", 50_000, "10.0.0.2", 53, second: 1, transport: .udp)
    #expect(paired([request, sameWay]).paired == 0)
    let lone = try Self.half("10.0.0.1", 50_000, "10.0.0.2", 445, second: 0, state: .attempted)
    #expect(paired([lone]).flows.first?.direction == .handshake)
  }

  @Test("any records in any order pair as a search through all of them says", arguments: 0..<60)
  func oracle(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let hosts = ["10.0.0.1", "10.0.0.2", "fd00::3"]
    let states = State.allCases
    let capacity = seed % 3 == 0 ? Int.random(in: 1...30, using: &generator) : 1000
    let flows = try (0..<200).map { _ in
      var flow = try Self.half(
        hosts[Int(generator.next() % 3)], UInt16(generator.next() % 2 * 400 + 50),
        hosts[Int(generator.next() % 3)], UInt16(generator.next() % 2 * 400 + 50),
        second: Double(generator.next() % 400) / 2, lasting: Double(generator.next() % 30),
        state: states[Int(generator.next() & 3)], bytes: Int64(generator.next() % 1000),
        transport: generator.next() % 4 == 0 ? .udp : .tcp)
      if generator.next() % 20 == 0 { flow.packetsIn = 2 }
      return flow
    }
    let expected = Self.searched(flows, capacity: capacity)
    let found = paired(flows, capacity: capacity)
    #expect(found.flows == expected)
    #expect(found.flows.count == flows.count - found.paired)
    #expect(capacity < 1000 || found.paired > 20)
    // However the records are spread over batches.
    var pairing = Pairing(capacity: capacity)
    var parts: [Flow] = []
    var position = 0
    while position < flows.count {
      let end = min(flows.count, position + Int.random(in: 1...40, using: &generator))
      let ready = pairing.add(FlowBatch(flows[position..<end]), ofFile: 0).all
      parts += (0..<ready.count).map { ready[$0] }
      position = end
    }
    let rest = pairing.finish().all
    #expect(parts + (0..<rest.count).map { rest[$0] } == expected)
  }

  /// Looks through everything that waits for each record.
  private static func searched(_ flows: [Flow], capacity: Int) -> [Flow] {
    var waiting: [Flow?] = []
    var ready: [Flow] = []
    for flow in flows {
      guard flow.packetsIn == 0 else {
        ready.append(flow)
        continue
      }
      let start = flow.start.microseconds
      let end = start + flow.durationMicroseconds
      var best: (place: Int, apart: Int64)?
      for (place, other) in waiting.enumerated() {
        guard let other, other.source == flow.target, other.target == flow.source,
          other.sourcePort == flow.service.port, other.service.port == flow.sourcePort,
          other.service.transport == flow.service.transport
        else { continue }
        let otherStart = other.start.microseconds
        let otherEnd = otherStart + other.durationMicroseconds
        guard otherStart - end <= 30_000_000, start - otherEnd <= 30_000_000 else { continue }
        let apart = abs(start - otherStart)
        if best.map({ apart < $0.apart }) ?? true { best = (place, apart) }
      }
      if let best, let other = waiting[best.place] {
        waiting[best.place] = nil
        ready.append(FlowPair.joined(other, flow))
      } else {
        waiting.append(flow)
        if waiting.count > capacity, let oldest = waiting.removeFirst() {
          ready.append(FlowPair.alone(oldest))
        }
      }
    }
    return ready + waiting.compactMap(\.self).map(FlowPair.alone)
  }
}
