// SPDX-License-Identifier: Apache-2.0
import Flows
import Foundation
import TestSupport
import Testing

/// Packet captures as input of the program.
@Suite struct CaptureTests {
  /// A log-on from 10.1.0.1 over 10.1.0.2 to 10.2.0.3, a refused one, and an ARP request.
  private func capture() throws -> CaptureBytes {
    let hosts = try ["10.1.0.1", "10.1.0.2", "10.2.0.3"].map { try #require(IPAddress($0)) }
    var capture = CaptureBytes()
    var first = TCPTalk(hosts[0], hosts[1])
    capture.add("c:S s:SA c:A c:PA100 s:PA200 c:FA s:FA c:A", of: &first, at: 500_000)
    var second = TCPTalk(hosts[1], hosts[2])
    second.serverPort = 3389
    capture.add("c:S s:SA c:A c:PA70 s:PA90", of: &second, at: 60_000_000, tags: [0x8100])
    var refused = TCPTalk(hosts[1], hosts[2])
    refused.serverPort = 22
    capture.add("c:S s:RA", of: &refused, at: 61_000_000)
    capture.add([UInt8](repeating: 255, count: 12) + [8, 6, 0, 1, 8, 0], at: 62_000_000)
    return capture
  }

  private static let edges = """
    src,dst,protocol,dst_port,flows,failed_flows,bytes_out,bytes_in,first_seen,last_seen,new,crosses_subnet
    10.1.0.1,10.1.0.2,tcp,445,1,0,100,200,2026-03-02T00:00:00.5Z,2026-03-02T00:00:00.5Z,,false
    10.1.0.2,10.2.0.3,tcp,22,1,1,0,0,2026-03-02T00:01:01Z,2026-03-02T00:01:01Z,,true
    10.1.0.2,10.2.0.3,tcp,3389,1,0,70,90,2026-03-02T00:01:00Z,2026-03-02T00:01:00Z,,true

    """

  private let command = ["edges", "--output-format", "csv"]

  @Test("a capture by name, compressed, as pcapng and through a pipe gives the same edges")
  func edges() throws {
    let folder = try Place()
    let capture = try capture()
    let plain = try folder.write(capture.pcap(), to: "a.pcap")
    let run = try Tool.run(command + [plain])
    #expect(run.status == 0 && run.text == Self.edges)
    #expect(run.errors.contains("16 records, 15 used, 1 ignored (ARP 1), 0 rejected"))
    #expect(run.errors.contains("packets made 3 flows"))
    let other = try folder.write(capture.pcapng(), to: "b.dat")
    #expect(try Tool.run(command + [other]).text == Self.edges)
    #expect(try Tool.run(command + ["-"], input: plain).text == Self.edges)
    let piped = try Tool.shell("gzip -c '\(plain)' | sidestep edges - --output-format csv")
    #expect(piped.text == Self.edges)
    #expect(try Tool.run(command + ["--format", "pcap", plain]).text == Self.edges)
  }

  @Test("a capture is analysed, and the report counts its flows, not its packets")
  func analyze() throws {
    let folder = try Place()
    let path = try folder.write(try capture().pcap(), to: "capture.pcap")
    let run = try Tool.run(["analyze", path, "-o", folder.path + "/report"])
    #expect(run.status == 0, "\(run.errors)")
    let findings = String(
      decoding: try #require(try contents(of: folder.path + "/report")["findings.json"]),
      as: UTF8.self)
    #expect(findings.replacing(" ", with: "").contains("\"flows_read\":3"))
  }

  @Test("a cut is said and passed over, with --strict it is an error that names the packet")
  func cut() throws {
    let folder = try Place()
    let path = try folder.write(try capture().pcap().dropLast(2), to: "cut.pcap")
    let run = try Tool.run(command + [path])
    #expect(run.status == 0 && run.text == Self.edges)
    #expect(run.errors.contains("cut off within packet 16, read up to there"))
    let strict = try Tool.run(command + ["--strict", path])
    #expect(strict.status == 65 && strict.output.isEmpty)
    #expect(strict.errors.contains("cut.pcap:16: packet: cut off"))
  }

  @Test("what is no capture, or one of a kind that is not known, is an error that says so")
  func refusals() throws {
    let folder = try Place()
    let wireless = try folder.write(try capture().pcap(link: 105), to: "wireless.pcap")
    let unknown = try Tool.run(command + [wireless])
    #expect(unknown.status == 66 && unknown.errors.contains("link type IEEE802_11"))
    let (_, log) = try SmallLog.folder()
    let wrong = try Tool.run(command + ["--format", "pcap", log])
    #expect(wrong.status == 66 && wrong.errors.contains("not a pcap or pcapng capture"))
  }
}
