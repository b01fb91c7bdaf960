// SPDX-License-Identifier: Apache-2.0
import Flows
import Testing

@Suite struct FlowBatchTests {
  private func random(_ generator: inout SeededGenerator) -> Flow {
    func count() -> Int64 { Int64.random(in: 0...1_000_000, using: &generator) }
    return Flow(
      start: Timestamp(microseconds: count()), durationMicroseconds: count(),
      source: IPAddress(v4: UInt32(truncatingIfNeeded: generator.next())),
      target: IPAddress(high: generator.next(), low: generator.next()),
      sourcePort: UInt16(truncatingIfNeeded: generator.next()),
      service: .udp(UInt16(truncatingIfNeeded: generator.next())), packetsOut: count(),
      packetsIn: count(),
      bytesOut: count(), bytesIn: count(),
      state: ConnectionState.allCases[Int(generator.next() % 7)], direction: .unknown)
  }

  @Test("rows come out as they went in")
  func rows() {
    var generator = SeededGenerator(seed: 1)
    let flows = (0..<100).map { _ in random(&generator) }
    let batch = FlowBatch(flows)
    #expect(batch.count == 100)
    #expect((0..<100).map { batch[$0] } == flows)
  }

  @Test("turning a flow twice gives it back but for the certainty")
  func turning() {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<100 {
      let flow = random(&generator)
      let once = flow.turned
      #expect(once.source == flow.target && once.service.port == flow.sourcePort)
      #expect(once.bytesOut == flow.bytesIn && once.packetsIn == flow.packetsOut)
      var twice = once.turned
      twice.direction = flow.direction
      #expect(twice == flow)
    }
  }
}
