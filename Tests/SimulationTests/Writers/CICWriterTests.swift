// SPDX-License-Identifier: Apache-2.0

import Flows
import Foundation
import Testing

@testable import Simulation

@Suite struct CICWriterTests {
  private let truth = Truth(
    intrusions: [
      IntrusionTruth(
        scenario: .hopChain,
        steps: [
          TruthStep(
            time: Timestamp(microseconds: 0), step: 1, source: IPAddress(v4: 1),
            target: IPAddress(v4: 2), service: .tcp(22))
        ])
    ])

  @Test("rows are these")
  func golden() {
    let lines = WrittenRows.lines(CICWriter(truth: truth))
    let zeros = "0,0,0,0,0,0,"
    #expect(
      lines[1] == "10.10.3.156-10.10.2.48-50000-5985-6,10.10.3.156,50000,10.10.2.48,5985,6,"
        + "12/03/2026 09:06:23,3500000,10,8,2000,4000,1460,0,200,501.996016,1460,0,500,692.820323,"
        + "1714.285714,5.142857,205882.352941,0,205883,205882,3500000,388888.888889,0,388889,388888,"
        + "3500000,500000,0,500000,500000,1,0,0,0,200,160,2.857143,2.285714,0,1460,333.333333,"
        + "612.825877,375555.555556,2,2,0,1,17,0,0,0,0,333.333333,200,500,200," + zeros
        + "10,2000,8,4000,8192,29200,2,20,0,0,0,0,0,0,0,0,hop_chain")
    #expect(lines[3].hasSuffix("8192,-1,0,20,0,0,0,0,0,0,0,0,BENIGN"))
    #expect(lines[3].contains(",NaN,Infinity,"))
  }

  @Test("each row has 85 fields, and its totals are the flow's")
  func totals() throws {
    let lines = WrittenRows.lines(CICWriter(truth: truth))
    #expect(lines.count == 6)
    for (line, flow) in zip(lines.dropFirst(), WrittenRows.flows) {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      try #require(fields.count == 85)
      #expect(fields[1] == flow.source.description && fields[3] == flow.target.description)
      #expect(fields[2] == String(flow.sourcePort) && fields[4] == String(flow.service.port))
      #expect(fields[5] == String(flow.service.transport.rawValue))
      #expect(fields[7] == String(flow.durationMicroseconds))
      #expect(fields[8] == String(flow.packetsOut) && fields[9] == String(flow.packetsIn))
      #expect(fields[10] == String(flow.bytesOut) && fields[11] == String(flow.bytesIn))
      #expect(fields[40] == fields[61])
    }
  }

  @Test("flags tell the state: SYN alone is unanswered, RST without bytes refused, FIN closed")
  func flags() {
    let lines = WrittenRows.lines(CICWriter(truth: truth)).dropFirst()
    let flags = lines.map { line in
      line.split(separator: ",", omittingEmptySubsequences: false)[49...53].joined(separator: " ")
    }
    #expect(flags == ["2 2 0 1 17", "0 1 1 0 1", "0 1 0 0 0", "0 0 0 0 0", "0 0 0 0 0"])
  }

  @Test("without labels every row is benign")
  func noLabels() {
    let lines = WrittenRows.lines(CICWriter(truth: Truth()))
    #expect(lines.dropFirst().allSatisfy { $0.hasSuffix(",BENIGN") })
  }

  @Test("lengths lie between the shortest and the longest, in any flow", arguments: UInt64(0)..<200)
  func lengths(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let count = Int64.random(in: 0...1_000, using: &generator)
    let bytes = count == 0 ? 0 : Int64.random(in: 0...(count * 1_460), using: &generator)
    let lengths = PacketLengths(count, bytes, isTCP: Bool.random(using: &generator))
    #expect(Double(lengths.shortest) <= lengths.mean && lengths.mean <= Double(lengths.longest))
    #expect(lengths.longest <= 1_460 && lengths.segments <= count)
    #expect(lengths.deviation.isFinite)
  }

  private static let sample = URL(
    fileURLWithPath: ProcessInfo.processInfo.environment["SIDESTEP_DATA"]
      ?? FileManager.default.currentDirectoryPath + "/../shared/data"
  ).appendingPathComponent("cic-ids2017/cic_generatedlabelledflows_9rows.csv")

  @Test(
    "the header is the published one",
    .enabled(
      if: FileManager.default.fileExists(atPath: sample.path),
      "needs the CIC-IDS2017 sample in ../shared/data or SIDESTEP_DATA"))
  func publishedHeader() throws {
    let text = String(decoding: try Data(contentsOf: Self.sample), as: UTF8.self)
    let first = try #require(text.split(whereSeparator: \.isNewline).first)
    #expect(WrittenRows.lines(CICWriter(truth: truth)).first == String(first))
  }
}
