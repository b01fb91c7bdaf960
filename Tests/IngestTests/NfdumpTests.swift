// SPDX-License-Identifier: Apache-2.0
import Flows
import Foundation
import TestSupport
import Testing

@testable import Ingest

@Suite(.enabled(if: NfdumpSource.program() != nil, "needs nfdump")) struct NfdumpTests {
  /// What both ends of a connection sent each other, from the lower end up and back.
  private struct Traffic: Hashable {
    var ends: ConnectionEnds
    var packets: [Int64]
    var bytes: [Int64]
  }

  private static let real = SharedData.path("slips/nfdump/test1-malicious.nfdump")

  /// Every record by nfdump's own JSON, summed by connection.
  private func expected(_ path: String) throws -> (
    records: Int, first: String, traffic: Set<Traffic>
  ) {
    struct Row: Decodable {
      var first: String
      var proto: UInt8
      var src_port: UInt16?
      var dst_port: UInt16?
      var src4_addr: String?
      var dst4_addr: String?
      var in_packets: Int64
      var in_bytes: Int64
    }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: try #require(NfdumpSource.program()))
    process.arguments = ["-q", "-r", path, "-o", "json"]
    process.environment = ["TZ": "UTC"]
    process.standardOutput = pipe
    try process.run()
    var text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if !text.hasPrefix("[") { text = "[" + text }
    text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    if text.hasSuffix(",") { text.removeLast() }
    if !text.hasSuffix("]") { text += "]" }
    let rows = try JSONDecoder().decode([Row].self, from: Data(text.utf8))
    var flows: [Flow] = []
    for row in rows {
      flows.append(
        Flow(
          start: Timestamp(microseconds: 0), source: try .of(try #require(row.src4_addr)),
          target: try .of(try #require(row.dst4_addr)), sourcePort: row.src_port ?? 0,
          service: Service(TransportProtocol(rawValue: row.proto), row.dst_port ?? 0),
          packetsOut: row.in_packets, bytesOut: row.in_bytes))
    }
    return (rows.count, try #require(rows.map(\.first).min()), traffic(flows))
  }

  private func traffic(_ flows: [Flow]) -> Set<Traffic> {
    var sums: [ConnectionEnds: Traffic] = [:]
    for flow in flows {
      let isUp = ConnectionEnds.isUpward(flow)
      let ends = ConnectionEnds(flow)
      var sum = sums[ends] ?? Traffic(ends: ends, packets: [0, 0], bytes: [0, 0])
      let (out, back) = isUp ? (0, 1) : (1, 0)
      sum.packets[out] += flow.packetsOut
      sum.packets[back] += flow.packetsIn
      sum.bytes[out] += flow.bytesOut
      sum.bytes[back] += flow.bytesIn
      sums[ends] = sum
    }
    return Set(sums.values)
  }

  @Test(
    "a real nfcapd file gives the traffic that nfdump's JSON has, connections paired",
    .enabled(if: SharedData.isPresent, "\(SharedData.reason)"))
  func real() async throws {
    let expected = try expected(Self.real)
    let one = try await Reading.files([Self.real])
    #expect(one.summary.files.map(\.format) == ["nfcapd"])
    #expect(one.summary.records == expected.records && one.summary.used == expected.records)
    #expect(one.summary.paired > 2000 && one.flows.count == expected.records - one.summary.paired)
    #expect(traffic(one.flows) == expected.traffic)
    #expect(one.summary.earliest?.description.dropLast() == expected.first.prefix(22))
    // A scan of closed ports: the scanner's SYN, the reset that came back.
    let scanner = try IPAddress.of("147.32.80.119")
    let scan = one.flows.filter { $0.service == .tcp(902) }
    #expect(scan.count > 2000 && scan.allSatisfy { $0.source == scanner })
    #expect(scan.count { $0.state == .rejected && $0.direction == .handshake } > 2000)
    for (threads, size) in [(1, 1000), (2, 1000), (8, 50_000)] {
      let other = try await Reading.files([Self.real], threads: threads, pieceSize: size)
      #expect(other.summary == one.summary && other.flows == one.flows)
    }
  }

  @Test(
    "in folders, beside other formats and under names that look like options, once",
    .enabled(if: SharedData.isPresent, "\(SharedData.reason)"))
  func folder() async throws {
    let folder = try TemporaryFolder()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: Self.real))
    _ = try folder.write(bytes, to: "-w x:y;touch z")
    _ = try folder.write(Samples.zeek.utf8, to: "conn.log")
    let reading = try await Reading.files([folder.path], threads: 2)
    #expect(reading.summary.files.map(\.format) == ["nfcapd", "zeek"])
    #expect(reading.summary.used == 4598)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
  }

  @Test(
    "a file cut off is read up to there and the summary says so; inside gzip it is refused",
    .enabled(if: SharedData.isPresent, "\(SharedData.reason)"))
  func damaged() async throws {
    let folder = try TemporaryFolder()
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: Self.real)))
    let cut = try folder.write(bytes.prefix(bytes.count / 2), to: "cut")
    await #expect {
      try await Reading.files([cut])
    } throws: { error in
      "\(error)".contains("nfdump finds the file damaged")
    }
    let packed = try folder.write(Gzip.compress(Array(bytes.prefix(5000))), to: "packed")
    await #expect {
      try await Reading.files([packed])
    } throws: { error in
      "\(error)".contains("nfdump reads from plain files only")
    }
  }

  @Test(
    "raw NetFlow v5 and v9 and IPFIX come in through the collector, with the bytes a peer decodes",
    .enabled(
      if: SharedData.isPresent && Python.isPresent, "\(SharedData.reason); \(Python.reason)"),
    arguments: [
      ("netflow_v5_example", ["netflow_v5.bin"], 8, 4, 103_623),
      ("netflow_v9_example", ["netflow_v9.bin"], 8, 4, 103_623),
      ("ipfix_example", (0...6).map { "ipfix_\($0).bin" }, 29, 0, 577_437),
    ])
  func datagrams(set: String, names: [String], records: Int, paired: Int, bytes: Int64) async throws
  {
    let folder = try TemporaryFolder()
    let paths = names.map { SharedData.path("netflow/telegraf/\(set)/\($0)") }
    let written = try Python.run([Python.oracle("collect.py"), folder.path] + paths)
    let path = written.trimmingCharacters(in: .whitespacesAndNewlines)
    let reading = try await Reading.files([path])
    #expect(reading.summary.used == records && reading.summary.paired == paired)
    let total = reading.flows.reduce(0) { $0 + $1.bytesOut + $1.bytesIn }
    let peer = try String(
      contentsOf: URL(fileURLWithPath: SharedData.path("netflow/telegraf/\(set)/expected.out")),
      encoding: .utf8)
    // What came back is an element of its own in IPFIX, in hexadecimal.
    let told =
      peer.matches(of: /in_(?:total_)?bytes=(\d+)u/).compactMap { Int64($0.1) }
      + peer.matches(of: /type_29305_85="0x([0-9a-f]+)"/).compactMap { Int64($0.1, radix: 16) }
    #expect(total == told.reduce(0, +) && total == bytes)
  }

  @Test("the arguments are fixed and a path is never more than a path")
  func arguments() {
    for (path, safe) in [
      ("/a b/c", "/a b/c"), ("-w", "./-w"), ("x/../y", "./x/../y"), ("$(id)", "./$(id)"),
    ] {
      let arguments = NfdumpSource.arguments(for: path)
      #expect(arguments.count == 7 && arguments[4] == safe && arguments[3] == "-r")
    }
    #expect(!NfdumpSource.isNfcapd([0x0c]) && NfdumpSource.isNfcapd([0xa5, 0x0c, 1]))
  }

  @Test("without nfdump it says what to install; one that hangs or fails is stopped and said")
  func absent() throws {
    let folder = try TemporaryFolder()
    let input = InputFile(try folder.write([0x0c, 0xa5, 0], to: "nfcapd.1"))
    #expect {
      try NfdumpSource(input, program: nil)
    } throws: { error in
      "\(error)".contains("apt-get install nfdump")
    }
    for (script, defect) in [
      ("exec sleep 60", "nfdump gave nothing for 1 seconds and was stopped, read up to there"),
      ("echo x; exit 3", "nfdump finds the file damaged, read up to there"),
      ("echo x; echo oh >&2", "nfdump finds the file damaged, read up to there"),
    ] {
      let program = try folder.write("#!/bin/sh\n\(script)\n".utf8, to: "program")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
      let source = try NfdumpSource(input, program: program, patience: 1)
      let text = String(decoding: try source.head(1 << 20), as: UTF8.self)
      #expect(text.hasPrefix("nfcapd_start,duration,protocol,source,"))
      #expect(source.defect == defect)
    }
  }
}
