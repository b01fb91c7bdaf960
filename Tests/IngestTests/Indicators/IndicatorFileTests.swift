// SPDX-License-Identifier: Apache-2.0

import Flows
import TestSupport
import Testing

@testable import Ingest

@Suite struct IndicatorFileTests {
  private func parse(_ text: String, strict: Bool = false) throws -> IndicatorFile {
    try IndicatorFile.parse(Array(text.utf8), path: "list", isStrict: strict)
  }

  private func blocks(_ file: IndicatorFile) -> [String] {
    file.indicators.map { "\($0.block) \($0.label)" }
  }

  @Test("a plain list has an address or block a line, with a remark; other things are counted")
  func list() throws {
    let file = try parse(
      """
      # collected
      203.0.113.9   # beacon
      198.51.100[.]0/24 ; rented
      2001:db8::7
      evil.example.org
      d41d8cd98f00b204e9800998ecf8427e
      300.1.2.3
      203.0.113.9
      0.0.0.0/0
      """)
    #expect(file.format == .list)
    #expect(
      blocks(file) == ["203.0.113.9/32 beacon", "198.51.100.0/24 rented", "2001:db8::7/128 "])
    #expect(file.ignored == ["no address": 2] && file.rejected == 2)
    #expect(
      file.rejections.map(\.description) == [
        "list:7: not an address or block such as 203.0.113.9",
        "list:9: wider than /8 (IPv4) or /19 (IPv6), which would warn of anything",
      ])
  }

  @Test("columns are found by their names, or by the first address")
  func table() throws {
    let named = try parse(
      "type,value,comment,valid_until\r\nip-dst,203.0.113.9,\"beacon, old\",2026-03-12\r\n"
        + "domain,a.example,x,\r\nip-dst,203.0.113.300,x,\r\nip-dst,203.0.113.8,,soon\r\n")
    #expect(named.format == .csv && blocks(named) == ["203.0.113.9/32 beacon, old"])
    #expect(named.indicators[0].until == Timestamp("2026-03-12"))
    #expect(named.rejections.map(\.place) == ["4", "5"] && named.ignored == ["no address": 1])
    let bare = try parse("1,10.0.0.1,proxy\n2,10.0.0.2,\n")
    #expect(blocks(bare) == ["10.0.0.1/32 proxy", "10.0.0.2/32 "])
  }

  @Test("a STIX bundle gives the addresses of its indicators that hold")
  func stix() throws {
    let file = try parse(
      #"""
      {"type": "bundle", "id": "bundle--1", "objects": [
        {"type": "indicator", "name": "C2", "pattern_type": "stix", "valid_until": "2026-03-12T00:00:00Z",
         "pattern": "[ipv4-addr:value = '203.0.113.9' OR ipv4-addr:value ISSUBSET '198.51.100.0/24']"},
        {"type": "indicator", "pattern_type": "stix",
         "pattern": "[network-traffic:dst_ref.value IN ('2001:db8::1', '2001:db8::2') AND network-traffic:dst_port = 443]"},
        {"type": "indicator", "pattern": "[ipv4-addr:value != '203.0.113.1' AND ipv4-addr:value NOT = '203.0.113.2']"},
        {"type": "indicator", "pattern": "[domain-name:value = '203.0.113.3']"},
        {"type": "indicator", "revoked": true, "pattern": "[ipv4-addr:value = '203.0.113.4']"},
        {"type": "indicator", "pattern_type": "snort", "pattern": "alert 203.0.113.5"},
        {"type": "indicator", "pattern": "[ipv4-addr:value = '203.0.113']"},
        {"type": "indicator", "valid_until": "x", "pattern": "[ipv4-addr:value = '203.0.113.6']"},
        {"type": "ipv4-addr", "value": "203.0.113.7"}, 7]}
      """#)
    #expect(file.format == .stix)
    #expect(
      blocks(file) == [
        "203.0.113.9/32 C2", "198.51.100.0/24 C2", "2001:db8::1/128 ", "2001:db8::2/128 ",
      ])
    #expect(
      file.ignored == [
        "no address": 2, "revoked": 1, "pattern in another language than STIX": 1,
        "observed, no indicator": 1,
      ])
    #expect(
      file.rejections.map(\.place) == [
        "objects[6].pattern", "objects[7].valid_until", "objects[9]",
      ])
  }

  @Test("MISP events, alone or as an answer, give their addresses that are for detection")
  func misp() throws {
    let attributes = #"""
      [{"type": "ip-dst", "value": "203.0.113.9", "comment": "panel", "to_ids": true},
       {"type": "ip-dst|port", "value": "203.0.113.8|443", "to_ids": true},
       {"type": "domain|ip", "value": "a.example|2001:db8::9"},
       {"type": "ip-src", "value": "203.0.113.7", "to_ids": false},
       {"type": "ip-src", "value": "203.0.113.6", "deleted": true},
       {"type": "md5", "value": "0"}, {"type": "ip-src", "value": "nonsense"}, 3]
      """#
    let event =
      #"{"Event": {"info": "Wave", "Attribute": \#(attributes), "Object": [{"Attribute": "#
      + #"[{"type": "ip-dst", "value": "203.0.113.5"}]}]}}"#
    for text in [event, "[\(event)]", "{\"response\": [\(event)]}"] {
      let file = try parse(text)
      #expect(file.format == .misp)
      #expect(
        blocks(file) == [
          "203.0.113.9/32 panel", "203.0.113.8/32 Wave", "2001:db8::9/128 Wave",
          "203.0.113.5/32 Wave",
        ])
      #expect(file.rejections.map(\.place) == ["Event[0].Attribute[6]", "Event[0].Attribute[7]"])
    }
    #expect(try parse("{\"response\": {\"Attribute\": \(attributes)}}").indicators.count == 3)
  }

  @Test("strict stops at the first value that is wrong; what names no address is refused")
  func strict() {
    #expect(
      throws: IngestError.badRecord(
        path: "list", line: 2, field: "2", why: "not an address or block such as 203.0.113.9")
    ) { try parse("203.0.113.9\n1.2.3\n", strict: true) }
    for text in ["", "# nothing\n", "a.example\n", "{}", "{\"type\": \"bundle\", \"objects\": []}"]
    {
      #expect(throws: IngestError.self) { try parse(text) }
    }
  }

  @Test("no prefix of a file and no changed byte crashes or hangs", arguments: UInt64(0)..<60)
  func hostile(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var bytes = Array(
      (seed % 2 == 0
        ? #"{"type":"bundle","objects":[{"type":"indicator","pattern":"[ipv4-addr:value IN ('203.0.113.9','\\'')]"}]}"#
        : "ip,label\n203.0.113.9,\"x\n198.51.100.0/24,y\n").utf8)
    bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
      in: 0...255, using: &generator)
    let cut = Int.random(in: 0...bytes.count, using: &generator)
    for some in [bytes, Array(bytes[..<cut])] {
      if let file = try? IndicatorFile.parse(some, path: "list") {
        #expect(file.indicators.allSatisfy { $0.label.unicodeScalars.count <= 200 })
      }
    }
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: IngestError.self) { try parse(deep) }
  }
}
