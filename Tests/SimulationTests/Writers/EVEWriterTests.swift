// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import Simulation
import Testing

@Suite struct EVEWriterTests {
  private struct Event: Decodable {
    struct Counts: Decodable {
      let pkts_toserver: Int64
      let pkts_toclient: Int64
      let bytes_toserver: Int64
      let bytes_toclient: Int64
      let start: String
      let end: String
      let age: Int64
      let state: String
    }
    struct TCP: Decodable {
      let syn: Bool
      let rst: Bool?
      let state: String
    }
    let event_type: String
    let flow_id: UInt64
    let src_ip: String
    let src_port: UInt16?
    let dest_ip: String
    let dest_port: UInt16?
    let proto: String
    let flow: Counts
    let tcp: TCP?
  }

  private func events() throws -> [Event] {
    try WrittenRows.lines(EVEWriter(seed: 3)).map {
      try JSONDecoder().decode(Event.self, from: Data($0.utf8))
    }
  }

  @Test("a row is this")
  func golden() {
    let line = WrittenRows.lines(EVEWriter(seed: 3))[0]
    let id = line.range(of: "\"flow_id\":[0-9]+", options: .regularExpression)
    let text = id.map { line.replacingCharacters(in: $0, with: "\"flow_id\":1") }
    #expect(
      text == #"{"timestamp":"2026-03-12T09:06:27.259701+0000","flow_id":1,"event_type":"flow","#
        + #""src_ip":"10.10.3.156","src_port":50000,"dest_ip":"10.10.2.48","dest_port":5985,"#
        + #""proto":"TCP","flow":{"pkts_toserver":10,"pkts_toclient":8,"bytes_toserver":2540,"#
        + #""bytes_toclient":4432,"start":"2026-03-12T09:06:23.759701+0000","#
        + #""end":"2026-03-12T09:06:27.259701+0000","age":4,"state":"closed","reason":"timeout","#
        + #""alerted":false},"app_proto":"http","tcp":{"tcp_flags":"1b","tcp_flags_ts":"1b","#
        + #""tcp_flags_tc":"1b","syn":true,"fin":true,"psh":true,"ack":true,"state":"closed"}}"#)
  }

  @Test("events are valid JSON that says what the flow says, frame headers added")
  func values() throws {
    for (event, flow) in zip(try events(), WrittenRows.flows) {
      #expect(event.event_type == "flow")
      #expect(IPAddress(event.src_ip) == flow.source && IPAddress(event.dest_ip) == flow.target)
      #expect(event.flow.pkts_toserver == flow.packetsOut)
      let header: Int64 = flow.service.transport == .tcp ? 54 : 42
      #expect(event.flow.bytes_toserver == flow.bytesOut + header * flow.packetsOut)
      #expect(event.flow.bytes_toclient == flow.bytesIn + header * flow.packetsIn)
      #expect(Timestamp(event.flow.start) == flow.start)
      #expect(
        Timestamp(event.flow.end) == flow.start.advanced(byMicroseconds: flow.durationMicroseconds))
      #expect(event.dest_port == (flow.service.transport.hasPorts ? flow.service.port : nil))
      #expect((event.tcp != nil) == (flow.service.transport == .tcp))
    }
  }

  @Test("unanswered is new, refused is closed by a reset")
  func states() throws {
    let events = try events()
    #expect(events.map(\.flow.state) == ["closed", "closed", "new", "established", "established"])
    #expect(events[1].tcp?.rst == true && events[2].tcp?.state == "syn_sent")
    #expect(Set(events.map(\.flow_id)).count == 5)
  }
}
