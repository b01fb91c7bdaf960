// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import Simulation
import Testing

@Suite struct ZeekWriterTests {
  private let opened = Timestamp(microseconds: 1_772_409_600_000_000)

  private func lines(_ style: ZeekWriter.Style) -> [String] {
    WrittenRows.lines(ZeekWriter(style: style, seed: 1, opened: opened))
  }

  @Test("the header names and types as many columns as rows have")
  func header() {
    let lines = lines(.tabs)
    #expect(lines[0] == "#separator \\x09")
    #expect(lines[5] == "#open\t2026-03-02-00-00-00")
    let fields = lines[6].split(separator: "\t").dropFirst()
    let types = lines[7].split(separator: "\t").dropFirst()
    #expect(fields.first == "ts" && fields.count == 22 && types.count == 22)
    for line in lines.dropFirst(8) {
      #expect(line.split(separator: "\t", omittingEmptySubsequences: false).count == 22)
    }
  }

  @Test("rows are these")
  func golden() {
    let rows = lines(.tabs).dropFirst(8).map { row in
      row.split(separator: "\t", omittingEmptySubsequences: false).enumerated()
        .map { $0.offset == 1 ? "uid" : String($0.element) }.joined(separator: " ")
    }
    let ends = "1773306383.759701 uid 10.10.3.156"
    #expect(
      rows == [
        "\(ends) 50000 10.10.2.48 5985 tcp http 3.500000 2000 4000 SF T T 0 ShADadFf 10 2400 8 4320 - 6",
        "\(ends) 50000 10.10.2.48 445 tcp - 0.000400 0 0 REJ T T 0 Sr 1 40 1 40 - 6",
        "\(ends) 50000 10.10.2.48 22 tcp - - - - S0 T T 0 S 1 40 0 0 - 6",
        "\(ends) 50000 10.10.2.48 53 udp dns 0.012000 40 120 SF T T 0 Dd 1 68 1 148 - 17",
        "\(ends) 8 10.10.2.48 0 icmp - 0.000900 64 64 OTH T T 0 - 1 92 1 92 - 1",
      ])
  }

  @Test("JSON rows hold the same as columns, unset fields left out")
  func json() throws {
    let columns = lines(.tabs)
    let names = columns[6].split(separator: "\t").dropFirst().map(String.init)
    for (tabs, text) in zip(columns.dropFirst(8), lines(.json)) {
      let values = tabs.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      for (name, value) in zip(names, values) {
        switch object[name] {
        case nil: #expect(value == "-")
        case let found as String: #expect(found == value)
        case let found as NSNumber where ["T", "F"].contains(value):
          #expect(found.boolValue == (value == "T"))
        case let found as NSNumber: #expect(abs(found.doubleValue - (Double(value) ?? -1)) < 1e-6)
        default: Issue.record("\(name) is neither text nor number")
        }
      }
    }
  }

  @Test("no two rows share a uid of 18 characters, over batches too")
  func uids() {
    var writer = ZeekWriter(style: .tabs, seed: 1, opened: opened)
    var bytes: [UInt8] = []
    for _ in 0..<50 { writer.append(WrittenRows.batch, to: &bytes) }
    let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    let uids = rows.map { String($0.split(separator: "\t")[1]) }
    #expect(Set(uids).count == 250)
    #expect(uids.allSatisfy { $0.count == 18 && $0.first == "C" })
  }
}
