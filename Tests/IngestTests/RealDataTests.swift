// SPDX-License-Identifier: Apache-2.0
import Flows
import Foundation
import TestSupport
import Testing

@testable import Ingest

/// Every real file of the dialects known, held against counts made by a script that shares nothing with the readers.
@Suite(.enabled(if: SharedData.isPresent, "\(SharedData.reason)")) struct RealDataTests {
  /// What the script counts.
  struct Numbers: Codable, Equatable {
    var records = 0
    var used = 0
    var ignored = 0
    var rejected = 0
    var bytes_larger: Int64 = 0
    var bytes_smaller: Int64 = 0
    var packets: Int64 = 0
    var duration_us: Int64 = 0
    var internal_hosts = 0
    var tcp = 0
    var udp = 0
    var first_start: Int64 = 0
    var last_start: Int64 = 0

    init(_ reading: Reading) throws {
      let inside = try [
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16",
        "fe80::/10", "fc00::/7",
      ].map { try #require(Subnet($0)) }
      var hosts: Set<IPAddress> = []
      for flow in reading.flows {
        bytes_larger += max(flow.bytesOut, flow.bytesIn)
        bytes_smaller += min(flow.bytesOut, flow.bytesIn)
        packets += flow.packetsOut + flow.packetsIn
        duration_us += flow.durationMicroseconds
        if flow.service.transport == .tcp { tcp += 1 }
        if flow.service.transport == .udp { udp += 1 }
        for host in [flow.source, flow.target] where inside.contains(where: { $0.contains(host) }) {
          hosts.insert(host)
        }
      }
      records = reading.summary.records
      used = reading.flows.count
      ignored = reading.summary.ignored.values.reduce(0, +)
      rejected = reading.summary.rejected.values.reduce(0, +)
      internal_hosts = hosts.count
      first_start = reading.flows.map(\.start.microseconds).min() ?? 0
      last_start = reading.flows.map(\.start.microseconds).max() ?? 0
    }
  }

  static let files: [String] = {
    let whole = [
      "cic-ids2017", "dapt2020", "slips/zeek", "slips/argus", "slips/suricata", "suricata",
      "ics-zeek",
      "rita/json_with_all_fields", "rita/proxy", "rita/proxy_rolling", "rita/open_conns/closed",
      "rita/open_conns/open",
    ].flatMap { SharedData.files(in: $0) }
    let single = [
      "otrf-apt29-day1/zeek/NASHUA_conn.log", "otrf-apt29-day1/zeek/SCRANTON_conn.log",
      "insider-zeek/conn.log",
      "rita/truncated/conn.log", "rita/truncated/conn_json.log",
    ].map(SharedData.path)
    return whole + single
  }()

  @Test(
    "flows, bytes, packets, hosts and times of every file are those of an independent count",
    .enabled(if: Python.isPresent, "\(Python.reason)"))
  func counts() async throws {
    let script = Python.oracle("count_flows.py")
    #expect(Self.files.count >= 45)
    let output = try Python.run([script] + Self.files)
    let expected = try JSONDecoder().decode([String: Numbers].self, from: Data(output.utf8))
    for path in Self.files {
      let wanted = try #require(expected[path], "\(path)")
      if wanted.used == 0 {
        await #expect(throws: IngestError.self) { try await Reading.files([path]) }
        continue
      }
      let reading = try await Reading.files([path])
      let found = try Numbers(reading)
      #expect(found == wanted, "\(path)")
    }
  }

  @Test(
    "Zeek logs of many versions are read once their times are put in",
    .enabled(if: Python.isPresent, "\(Python.reason)"))
  func variants() async throws {
    let folder = try TemporaryFolder()
    let script = Python.oracle("count_flows.py")
    var paths: [String] = []
    for path in SharedData.files(in: "zeek-variants") where !path.contains("terminate-session") {
      let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
      paths.append(
        try folder.write(
          text.replacing("XXXXXXXXXX.XXXXXX", with: "1600000000.250000").utf8,
          to: URL(fileURLWithPath: path).lastPathComponent))
    }
    #expect(paths.count > 100)
    let expected = try JSONDecoder().decode(
      [String: Numbers].self, from: Data(try Python.run([script] + paths).utf8))
    for path in paths {
      let wanted = try #require(expected[path], "\(path)")
      guard wanted.used > 0 else { continue }
      #expect(try Numbers(await Reading.files([path])) == wanted, "\(path)")
    }
    // As published, without times, a log has no usable record, and the error says why.
    let published = SharedData.path("zeek-variants/core.tcp.miss-end-data__conn.log")
    await #expect {
      try await Reading.files([published])
    } throws: { error in
      guard case .noUsableRecord(_, let why, _)? = error as? IngestError else { return false }
      return why.contains("1 rejected (start time not a time 1)") && why.contains("0 used")
    }
  }

  @Test(
    "CIC-IDS2017 flows written from port 443 to a client's port are turned, afternoons put right")
  func turned() async throws {
    let reading = try await Reading.files([
      SharedData.path("cic-ids2017/cic_generatedlabelledflows_9rows.csv")
    ])
    #expect(reading.flows[0].source == (try .of("192.168.10.16")))
    #expect(reading.flows[0].service == .tcp(443))
    #expect(reading.flows[0].start.description == "2017-07-07T15:30:00Z")
    #expect(reading.summary.orientation.turnedByPorts == 2)
    #expect(reading.flows.allSatisfy { $0.service.port < 32768 })
  }

  @Test("late packets of an industrial server's connections are no scan of its client")
  func latePackets() async throws {
    let reading = try await Reading.files([
      SharedData.path("ics-zeek/4SICS-GeekLounge-151020.conn.log")
    ])
    let (server, client) = (try IPAddress.of("10.10.10.10"), try IPAddress.of("10.10.10.30"))
    #expect(reading.flows.count { $0.source == server && $0.target == client } == 0)
    let served = reading.flows.filter { $0.source == client && $0.target == server }
    #expect(served.count > 9000 && served.allSatisfy { $0.service == .tcp(102) })
    #expect(served.count { $0.state.isFailure } == 0)
  }

  @Test("the emulated intruder's hop is there with its three services")
  func hop() async throws {
    let reading = try await Reading.files([SharedData.path("otrf-apt29-day1/zeek/*_conn.log")])
    let (from, to) = (try IPAddress.of("10.0.1.4"), try IPAddress.of("10.0.1.6"))
    let hop = reading.flows.filter { $0.source == from && $0.target == to }
    #expect(Set(hop.map(\.service)).isSuperset(of: [.tcp(5985), .tcp(445), .tcp(135)]))
  }

  @Test("2 threads and small pieces give what 1 thread and large ones do")
  func threads() async throws {
    for name in [
      "slips/zeek/conn.json.log", "slips/argus/test5-mixed.binetflow",
      "suricata/stamus-02.eve.json",
      "rita/proxy_rolling/conn.15_00_00-16_00_00.log.gz",
      "cic-ids2017/cic_generatedlabelledflows_9rows.csv",
    ] {
      let path = SharedData.path(name)
      let one = try await Reading.files([path])
      for (threads, size) in [(1, 1000), (2, 1000), (2, 4 << 20), (8, 70)] {
        let other = try await Reading.files([path], threads: threads, pieceSize: size)
        #expect(other.summary == one.summary, "\(name)")
        #expect(other.sorted == one.sorted, "\(name)")
      }
    }
  }

  @Test("a folder of many kinds is read as far as it can be, the rest is listed with the reason")
  func folder() async throws {
    let reading = try await Reading.files([
      SharedData.path("rita"), SharedData.path("otrf-apt29-day1"),
    ])
    #expect(reading.summary.files.count == 12)
    let skipped = Dictionary(
      uniqueKeysWithValues: reading.summary.skipped.map {
        (String($0.path.dropFirst(SharedData.folder.count + 1)), $0.why)
      })
    #expect(
      skipped["rita/text_file/conn.log"] == "no line with the column names of a known flow format")
    #expect(
      skipped["rita/truncated/conn_top.log"]
        == "no line with the column names of a known flow format")
    #expect(
      skipped["otrf-apt29-day1/zeek/NASHUA_kerberos.log"]
        == "JSON lines without the names of a known flow format")
    #expect(
      reading.summary.records == reading.summary.used + reading.summary.duplicates
        + reading.summary.rejected.values.reduce(0, +)
    )
  }
}
