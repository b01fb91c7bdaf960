// SPDX-License-Identifier: Apache-2.0
import Flows
import TestSupport
import Testing

@testable import Ingest

/// Suricata's `netflow` events of one direction beside its `flow` events of both.
@Suite struct HalfEventsTests {
  private static func event(
    _ kind: String, _ id: Int, _ source: String, _ port: Int, _ target: String, _ targetPort: Int,
    _ body: String, flags: String = ""
  ) -> String {
    #"{"timestamp":"2026-03-02T10:00:05.000000+0000","flow_id":\#(id),"event_type":"\#(kind)","#
      + #""src_ip":"\#(source)","src_port":\#(port),"dest_ip":"\#(target)","dest_port":\#(targetPort),"#
      + #""proto":"TCP","\#(kind)":{\#(body),"start":"2026-03-02T10:00:00.000000+0000","#
      + #""end":"2026-03-02T10:00:01.000000+0000"}\#(flags)}"# + "\n"
  }

  /// A connection's two halves: the client's, then the server's.
  private static func halves(_ id: Int) -> [String] {
    let port = 40_000 + id
    return [
      event(
        "netflow", id, "10.1.0.4", port, "10.2.0.9", 445, #""pkts":10,"bytes":1720,"age":1"#,
        flags: #","tcp":{"tcp_flags":"1b"}"#),
      event(
        "netflow", id, "10.2.0.9", 445, "10.1.0.4", port, #""pkts":9,"bytes":3868,"age":1"#,
        flags: #","tcp":{"tcp_flags":"1b"}"#),
    ]
  }

  private static func whole(_ id: Int) -> String {
    event(
      "flow", id, "10.1.0.4", 40_000 + id, "10.2.0.9", 445,
      #""pkts_toserver":10,"pkts_toclient":9,"bytes_toserver":1720,"bytes_toclient":3868,"#
        + #""state":"closed""#,
      flags: #","tcp":{"tcp_flags":"1b","tcp_flags_ts":"1b","tcp_flags_tc":"1b"}"#)
  }

  private static let leftOut = "one direction of what has a record"

  @Test("two halves are the flow the sensor's own record of both would be, whichever comes first")
  func pairs() async throws {
    let whole = try await Reading.text(Self.whole(1)).flows
    for lines in [Self.halves(1), Self.halves(1).reversed()] {
      let reading = try await Reading.text(lines.joined())
      // Both halves begin at the same time and hold a SYN: who sent the first is told by ports.
      let alike = whole.map { flow in
        var flow = flow
        flow.direction = .stated
        return flow
      }
      #expect(reading.flows == alike)
      #expect(try reading.summary.paired == 1 && reading.file.used == 2)
    }
    #expect(whole.first?.state == .closed && whole.first?.direction == .handshake)
  }

  @Test("a half alone is a flow of one direction")
  func alone() async throws {
    let reading = try await Reading.text(Self.halves(1)[0])
    #expect(reading.flows.map(\.bytesOut) == [1720] && reading.flows.map(\.bytesIn) == [0])
    #expect(reading.summary.paired == 0)
  }

  @Test(
    "halves beside a record of both are left out and counted, in any order, on any threads",
    arguments: UInt64(0)..<8)
  func beside(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    // Connections with halves alone, with a record of both alone, and with all three.
    let lines = (1...60).flatMap { id in
      (id % 3 != 0 ? Self.halves(id) : []) + (id % 3 != 1 ? [Self.whole(id)] : [])
    }.shuffled(using: &generator)
    for (threads, size) in [(1, 4 << 20), (1, 300), (3, 700)] {
      let reading = try await Reading.text(
        lines.joined(), threads: threads, pieceSize: size)
      #expect(reading.flows.count == 60)
      #expect(reading.flows.allSatisfy { $0.bytesOut == 1720 && $0.bytesIn == 3868 })
      #expect(Set(reading.flows.map(\.sourcePort)).count == 60)
      let file = try reading.file
      #expect(file.ignored == [Self.leftOut: 40] && file.used == 40 + 2 * 20)
      #expect(file.records == file.used + 40 && reading.summary.paired == 20)
    }
  }

  @Test("two sensors' halves of one connection count once")
  func duplicates() async throws {
    let folder = try TemporaryFolder()
    let text = Array((Self.halves(1) + Self.halves(2)).joined().utf8)
    let paths = [try folder.write(text, to: "one"), try folder.write(text, to: "two")]
    let reading = try await Reading.files(paths)
    #expect(reading.flows.count == 2 && reading.summary.duplicates == 4)
  }

  @Test("no more wait than may, and every half comes out or is left out")
  func bounded() throws {
    var stage = HalfEvents(capacity: 4)
    var ready = FiledFlows()
    let flow = Flow(
      start: Timestamp(microseconds: 0), source: try .of("10.0.0.1"), target: try .of("10.0.0.2"),
      service: .tcp(445))
    for id in UInt64(0)..<50 {
      _ = stage.add(connections: [id &* 3])
      _ = stage.add(HalfEvents.Half(flow: flow, connection: 1_000 + id), ofFile: 1, &ready)
    }
    #expect(ready.all.count == 46)
    // Connections long past are forgotten.
    #expect(!stage.add(HalfEvents.Half(flow: flow, connection: 0), ofFile: 1, &ready))
    #expect(stage.add(HalfEvents.Half(flow: flow, connection: 147), ofFile: 1, &ready))
    #expect(stage.finish().all.count == 4 && ready.all.count == 47)
  }
}
