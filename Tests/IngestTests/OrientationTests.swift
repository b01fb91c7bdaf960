// SPDX-License-Identifier: Apache-2.0
import Flows
import Testing

@testable import Ingest

@Suite struct OrientationTests {
  private func flow(
    _ source: String, _ sourcePort: UInt16, _ target: String, _ service: Service,
    _ evidence: DirectionEvidence
  ) throws -> Flow {
    Flow(
      start: Timestamp(microseconds: 0), source: try .of(source), target: try .of(target),
      sourcePort: sourcePort,
      service: service, bytesOut: 10, bytesIn: 20, direction: evidence)
  }

  private func settle(_ flows: [Flow], parts: Int = 1) -> (
    flows: [Flow], counts: Orientation.Counts
  ) {
    var orientation = Orientation()
    var counts = Orientation.Counts()
    var settled: [Flow] = []
    for part in 0..<parts {
      let share = flows.enumerated().filter { $0.offset % parts == part }.map(\.element)
      let batch = orientation.settle(FlowBatch(share), counts: &counts)
      settled += (0..<batch.count).map { batch[$0] }
    }
    let batch = orientation.settleHeldBack(counts: &counts)
    return (settled + (0..<batch.count).map { batch[$0] }, counts)
  }

  @Test(
    "the better known port is the target's where the exporter does not know",
    arguments: [
      (443, 46236, true), (46236, 443, false), (22, 51000, true), (8080, 60000, true),
      (5000, 445, false),
      (445, 5000, true), (3000, 40000, true), (900, 22, false), (40000, 3000, false),
    ] as [(UInt16, UInt16, Bool)])
  func ports(source: UInt16, target: UInt16, isTurned: Bool) throws {
    let written = try flow("10.0.0.1", source, "10.0.0.2", .tcp(target), .unknown)
    let (flows, counts) = settle([written])
    #expect(flows.map(\.source) == [isTurned ? written.target : written.source])
    #expect(flows.map(\.direction) == [.stated])
    #expect(counts.turnedByPorts == (isTurned ? 1 : 0) && counts.undecided == 0)
  }

  @Test("a seen handshake beats every port")
  func handshake() throws {
    let written = try flow("10.0.0.1", 443, "10.0.0.2", .tcp(50000), .handshake)
    #expect(settle([written]).flows == [written])
  }

  @Test("what is stated is turned only when a service clearly speaks to a client's port")
  func stated() throws {
    let reply = try flow("10.0.0.1", 53, "10.0.0.2", .udp(50000), .stated)
    #expect(settle([reply]).flows == [reply.turned])
    for (source, service) in [
      (53, Service.udp(53)), (123, .udp(123)), (1900, .udp(50000)), (800, .udp(40000)),
      (20, .tcp(5000)),
    ] {
      let kept = try flow("10.0.0.1", UInt16(source), "10.0.0.2", service, .stated)
      #expect(settle([kept]).flows == [kept])
    }
  }

  @Test("protocols without ports and groups as targets stay as written")
  func untouched() throws {
    let ping = try flow("10.0.0.1", 0, "10.0.0.2", Service(.icmp, 0), .unknown)
    let group = try flow("10.0.0.1", 53, "224.0.0.251", .udp(50000), .unknown)
    let (flows, counts) = settle([ping, group])
    #expect(flows.map(\.source) == [ping.source, group.source])
    #expect(counts == Orientation.Counts())
  }

  /// 10.0.0.9:40000 is used by three clients; written as source once and as target twice.
  private func popular() throws -> [Flow] {
    [
      try flow("10.0.0.1", 50001, "10.0.0.9", .tcp(40000), .unknown),
      try flow("10.0.0.9", 40000, "10.0.0.2", .tcp(50002), .unknown),
      try flow("10.0.0.3", 50003, "10.0.0.9", .tcp(40000), .unknown),
      try flow("10.0.0.4", 50004, "10.0.0.5", .tcp(50005), .unknown),
    ]
  }

  @Test("where ports are alike the endpoint with more peers is the target")
  func popularity() throws {
    let (flows, counts) = settle(try popular())
    #expect(flows.prefix(3).allSatisfy { $0.service == .tcp(40000) })
    #expect(flows[3].direction == .unknown && flows[3].service == .tcp(50005))
    #expect(counts.turnedByPopularity == 1 && counts.undecided == 1 && counts.turnedByPorts == 0)
    #expect(flows[1].bytesOut == 20)
  }

  @Test("order and parts change nothing but the order of rows", arguments: UInt64(0)..<50)
  func independence(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let ports: [UInt16] = [22, 445, 2000, 3000, 40000, 40001, 50000]
    let flows = try (0..<60).map { _ in
      func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }
      return try flow(
        "10.0.0.\(1 + pick(6))", ports[pick(7)], "10.0.0.\(1 + pick(6))",
        pick(4) == 0 ? .udp(ports[pick(7)]) : .tcp(ports[pick(7)]),
        [.handshake, .stated, .unknown, .unknown][pick(4)])
    }
    let whole = settle(flows)
    let parts = settle(flows.shuffled(using: &generator), parts: 7)
    #expect(whole.counts == parts.counts)
    #expect(whole.flows.map { "\($0)" }.sorted() == parts.flows.map { "\($0)" }.sorted())
    #expect(whole.flows.count == 60)
  }
}
