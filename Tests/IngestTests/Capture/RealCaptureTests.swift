// SPDX-License-Identifier: Apache-2.0
import Flows
import Foundation
import TestSupport
import Testing

@testable import Ingest

/// Real captures, held against Zeek's log of the same packets and against a plain count.
@Suite(.enabled(if: SharedData.isPresent, "\(SharedData.reason)")) struct RealCaptureTests {
  private static let insider = SharedData.path("insider-zeek/insider_threat.pcap")

  /// What tells one of the flows from all others.
  private struct Name: Hashable, CustomStringConvertible {
    var start: Timestamp
    var source: IPAddress
    var sourcePort: UInt16
    var target: IPAddress
    var service: Service

    init(_ flow: Flow) {
      start = flow.start
      source = flow.source
      sourcePort = flow.sourcePort
      target = flow.target
      service = flow.service
    }

    var description: String { "\(start) \(source):\(sourcePort) > \(target) \(service)" }
  }

  @Test(
    "of 219 flows all agree with Zeek's: ends, start, duration, state, packets and bytes, exactly")
  func zeek() async throws {
    let ours = try await Reading.files([Self.insider]).flows
    let theirs = try await Reading.files([SharedData.path("insider-zeek/conn.log")]).flows
    #expect(ours.count == 219 && theirs.count == 219)
    let known = Dictionary(uniqueKeysWithValues: theirs.map { (Name($0), $0) })
    for flow in ours {
      guard var expected = known[Name(flow)] else {
        Issue.record("Zeek has no \(Name(flow))")
        continue
      }
      // Zeek tells no bytes of protocols it does not know; IGMP's are counted here.
      if flow.service.transport == TransportProtocol(rawValue: 2) {
        #expect(expected.bytesOut == 0 && flow.bytesOut == 8)
        expected.bytesOut = flow.bytesOut
      }
      #expect(flow == expected)
    }
  }

  @Test("the state of each of Zeek's TCP connections is Zeek's very word")
  func words() throws {
    let log = try String(contentsOfFile: SharedData.path("insider-zeek/conn.log"), encoding: .utf8)
    let rows = log.split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: "\t").map(String.init) }.filter { $0[6] == "tcp" }
    #expect(rows.count == 216)
    var segments: [(time: Int64, packet: Packet)] = []
    let file = try PacketFile(try FileSource(Self.insider))
    while try file.next({ header, bytes in
      if case .packet(let packet) = Packet.read(bytes, length: header.length, link: .ethernet) {
        segments.append((header.time ?? 0, packet))
      }
    }) == .packet {}
    for row in rows {
      let start = try #require(Double(row[0]))
      let end = start + (Double(row[8]) ?? 0)
      var talk = TCPConversation()
      for (time, packet) in segments
      where start - 5e-7...end + 5e-7 ~= Double(time) / 1e6 && packet.transport == .tcp {
        let from = "\(packet.source) \(packet.sourcePort)"
        let to = "\(packet.target) \(packet.targetPort)"
        let (one, other) = ("\(row[2]) \(row[3])", "\(row[4]) \(row[5])")
        guard from == one && to == other || from == other && to == one else { continue }
        talk.take(try #require(packet.segment), fromOriginator: from == one)
      }
      #expect(talk.word == row[11], "\(row)")
    }
  }

  /// What the script counts.
  private struct Count: Decodable {
    struct Pair: Decodable {
      var packets: [Int64]
      var bytes: [Int64]
      var whole: Bool
    }

    var records: Int
    var used: Int
    var ignored: Int
    var rejected: Int
    var pairs: [String: Pair]
  }

  @Test(
    "packets and bytes of every pair of endpoints of every capture are those of a plain count",
    .enabled(if: Python.isPresent, "\(Python.reason)"))
  func counts() async throws {
    let paths =
      [Self.insider]
      + ["slips/pcap", "otrf-pcap", "netflow/akvorado"].flatMap { SharedData.files(in: $0) }
      .filter { $0.hasSuffix(".pcap") || $0.hasSuffix(".cap") }
    #expect(paths.count >= 40)
    let output = try Python.run([Python.oracle("count_packets.py")] + paths)
    let expected = try JSONDecoder().decode([String: Count].self, from: Data(output.utf8))
    var (whole, all) = (0, 0)
    for path in paths {
      let wanted = try #require(expected[path], "\(path)")
      let reading = try await Reading.files([path])
      let file = try reading.file
      #expect(file.records == wanted.records && file.used == wanted.used, "\(path)")
      #expect(file.ignored.values.reduce(0, +) == wanted.ignored, "\(path)")
      #expect(file.rejected.values.reduce(0, +) == wanted.rejected, "\(path)")
      var found: [String: (packets: [Int64], bytes: [Int64])] = [:]
      for flow in reading.flows {
        let one = (flow.source, flow.sourcePort)
        let other = (flow.target, flow.service.port)
        let isUp = one <= other
        let (low, high) = isUp ? (one, other) : (other, one)
        let name =
          "\(low.0) \(low.1) \(high.0) \(high.1) \(flow.service.transport.rawValue)"
        var sum = found[name] ?? ([0, 0], [0, 0])
        sum.packets[isUp ? 0 : 1] += flow.packetsOut
        sum.packets[isUp ? 1 : 0] += flow.packetsIn
        sum.bytes[isUp ? 0 : 1] += flow.bytesOut
        sum.bytes[isUp ? 1 : 0] += flow.bytesIn
        found[name] = sum
      }
      #expect(Set(found.keys) == Set(wanted.pairs.keys), "\(path)")
      for (name, pair) in wanted.pairs {
        all += 1
        #expect(found[name]?.packets == pair.packets, "\(path) \(name)")
        guard pair.whole else { continue }
        whole += 1
        #expect(found[name]?.bytes == pair.bytes, "\(path) \(name)")
      }
    }
    #expect(all >= 786 && whole >= 650, "\(whole) of \(all) pairs were seen whole")
  }

  @Test("captures that were cut off are read up to the cut and say so")
  func cut() async throws {
    let path = SharedData.path("otrf-pcap/covenant_psremoting_command_2020-08-06115603.cap")
    let reading = try await Reading.files([path])
    let file = try reading.file
    #expect(file.records == 154 && file.used == 153 && file.rejected == [.packet(.cutOff): 1])
    #expect(file.notes.contains { $0.hasPrefix("cut off within packet 154, read up to there") })
    #expect(reading.flows.contains { $0.service == .tcp(5985) })
    await #expect(throws: IngestError.self) { try await Reading.files([path], strict: true) }
  }
}
