// SPDX-License-Identifier: Apache-2.0
import Flows
import Testing

@testable import Ingest

@Suite struct DialectTests {
  private let first = Timestamp(microseconds: 1_772_442_000_000_001)

  private func smb(_ bytesOut: Int64 = 1200, _ bytesIn: Int64 = 3400, state: ConnectionState) throws
    -> Flow
  {
    Flow(
      start: first, durationMicroseconds: 1_500_000, source: try .of("10.1.0.4"),
      target: try .of("10.2.0.9"),
      sourcePort: 50000, service: .tcp(445), packetsOut: 10, packetsIn: 9, bytesOut: bytesOut,
      bytesIn: bytesIn,
      state: state, direction: .handshake)
  }

  @Test("Zeek columns become flows")
  func zeek() async throws {
    let reading = try await Reading.text(Samples.zeek)
    let file = try reading.file
    #expect(file.format == "zeek" && file.compression == nil)
    #expect(file.records == 5 && file.used == 5 && file.rejected.isEmpty)
    #expect(reading.flows[0] == (try smb(state: .closed)))
    #expect(
      reading.flows[1]
        == Flow(
          start: Timestamp(microseconds: 1_772_442_001_500_000), source: try .of("10.1.0.4"),
          target: try .of("10.2.0.10"), sourcePort: 50001, service: .tcp(3389), packetsOut: 2,
          state: .attempted,
          direction: .handshake))
    #expect(reading.flows[2].state == .established && reading.flows[2].service == .udp(53))
    // 22 → 51000 in midstream: the well-known port is the target's.
    #expect(
      reading.flows[3].source == (try .of("10.1.0.7")) && reading.flows[3].service == .tcp(22))
    #expect(reading.flows[3].bytesIn == 0 && reading.flows[3].packetsIn == 1)
    #expect(reading.flows[4].service == Service(.icmp6, 0) && reading.flows[4].sourcePort == 0)
    #expect(reading.summary.orientation.turnedByPorts == 1)
  }

  @Test("Zeek JSON gives the same flows in both spellings of names and of times")
  func zeekJSON() async throws {
    let columns = try await Reading.text(Samples.zeek)
    let json = try await Reading.text(Samples.zeekJSON)
    #expect(json.flows == Array(columns.flows[..<3]))
  }

  @Test("a Zeek log may use any separator, a plain column line or no history")
  func zeekForms() async throws {
    let columns = try await Reading.text(Samples.zeek)
    let bars = Samples.zeek.split(separator: "\t", omittingEmptySubsequences: false).joined(
      separator: "|"
    )
    .replacing("#separator \\x09", with: "#separator \\x7c")
    #expect(try await Reading.text(bars).flows == columns.flows)
    let names = Samples.zeekHeader.split(separator: "\n").first { $0.hasPrefix("#fields") }
    let plain =
      try #require(names).dropFirst(8) + "\n"
      + Samples.zeek.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n")
    let reading = try await Reading.text(String(plain))
    #expect(reading.flows == columns.flows)
    #expect(reading.summary.records == 5)
    let unknown = try await Reading.text(Samples.zeek.replacing("history", with: "other"))
    #expect(unknown.flows.map(\.state) == columns.flows.map(\.state))
  }

  @Test(
    "a Zeek log joined from two with other columns is read by each part's own header",
    arguments: [1, 300, 1 << 20])
  func joined(pieceSize: Int) async throws {
    let other =
      "#separator \\x09\n#path\tconn\n#fields\tproto\tid.resp_p\tid.resp_h\tid.orig_p\tid.orig_h\tts\tconn_state\n"
      + "tcp\t22\t10.9.9.9\t40000\t10.8.8.8\t5.5\tSF\n#path\tdns\n#fields\tts\tquery\n5.5\texample\n"
    let reading = try await Reading.text(Samples.zeek + other, pieceSize: pieceSize)
    #expect(reading.summary.used == 6)
    #expect(reading.flows.last?.target == (try .of("10.9.9.9")))
    #expect(reading.flows.last?.start.microseconds == 5_500_000)
    #expect(try reading.file.ignored == ["zeek dns": 1])
  }

  @Test("remarks without end in a Zeek log of many columns cost no more than reading them")
  func manyHashLines() async throws {
    let names = (0..<3_000).map { "x\($0)" }.joined(separator: "\t")
    let text =
      "#separator \\x09\n#path\tconn\n"
      + "#fields\tproto\tid.resp_p\tid.resp_h\tid.orig_p\tid.orig_h\tts\t\(names)\n"
      + String(repeating: "#unset_field\t-\n#\n", count: 50_000)
      + (0..<9_000).map { "#unset_field\tw\($0)\n" }.joined()
      + "tcp\t22\t10.9.9.9\t40000\t10.8.8.8\t5.5\n"
    #expect(try await Reading.text(text).summary.used == 1)
  }

  @Test(
    "Zeek's states and histories mean what its documentation says",
    arguments: [
      ("S0", "S", ConnectionState.attempted, DirectionEvidence.handshake),
      ("REJ", "Sr", .rejected, .handshake), ("S1", "ShADad", .established, .handshake),
      ("SF", "ShADadFf", .closed, .handshake), ("RSTO", "ShADadR", .reset, .handshake),
      ("RSTR", "ShADadr", .reset, .handshake), ("RSTOS0", "SR", .attempted, .handshake),
      ("RSTOS0", "DR", .partial, .unknown), ("RSTRH", "^r", .partial, .unknown),
      ("SH", "SF", .attempted, .handshake),
      ("SHR", "^f", .partial, .unknown), ("OTH", "DdA", .partial, .unknown),
      ("SF", "^hADdFaf", .closed, .handshake), ("S2", "ShADadF", .established, .handshake),
    ])
  func zeekStates(
    state: String, history: String, meaning: ConnectionState, evidence: DirectionEvidence
  ) async throws {
    // Both ports alike, so that the evidence stays to be seen.
    let row =
      "1.0\tC\t10.0.0.1\t40000\t10.0.0.2\t40001\ttcp\t-\t1.0\t10\t10\t\(state)\tT\t0\t\(history)\t5\t9\t5\t9\n"
    let reading = try await Reading.text(Samples.zeekHeader + row)
    #expect(reading.flows.map(\.state) == [meaning])
    #expect(reading.flows.map(\.direction) == [evidence])
  }

  @Test("UDP knows no failure: answered or unknown")
  func udp() async throws {
    let row = "1.0\tC\t10.0.0.1\t40000\t10.0.0.2\t53\tudp\t-\t-\t-\t-\tS0\tT\t0\tD\t2\t99\t0\t0\n"
    let reading = try await Reading.text(Samples.zeekHeader + row)
    #expect(reading.flows.map(\.state) == [.unknown])
    #expect(reading.flows.map(\.direction) == [.stated])
  }

  @Test("Suricata flow events become flows, other events are counted by kind")
  func suricata() async throws {
    let reading = try await Reading.text(Samples.eve)
    let file = try reading.file
    #expect(file.format == "suricata")
    #expect(file.records == 4 && file.used == 3 && file.ignored == ["alert": 1])
    #expect(reading.flows[0] == (try smb(1720, 3868, state: .closed)))
    #expect(reading.flows[1].state == .rejected && reading.flows[1].direction == .handshake)
    #expect(reading.flows[2].service == Service(.icmp, 0) && reading.flows[2].state == .unknown)
    #expect(file.notes.isEmpty)
  }

  @Test("CIC-IDS2017 rows become flows, its 12-hour clock is put right and said")
  func cic() async throws {
    let reading = try await Reading.text(Samples.cic)
    let file = try reading.file
    #expect(file.format == "cic" && file.records == 3 && file.used == 3)
    #expect(
      reading.flows.map(\.start.description) == [
        "2017-07-07T15:30:00Z", "2017-07-07T11:59:00Z", "2017-07-07T12:00:01Z",
      ])
    #expect(
      reading.flows[0].durationMicroseconds == 1_500_000 && reading.flows[0].state == .established)
    #expect(reading.flows[0].service == .tcp(445) && reading.flows[0].bytesIn == 3400)
    // 443 → 46236 is written by an exporter that came late.
    #expect(
      reading.flows[1].source == (try .of("10.1.0.4")) && reading.flows[1].service == .tcp(443))
    #expect(
      reading.flows[2].packetsOut == 1 && reading.flows[2].bytesOut == 40
        && reading.flows[2].bytesIn == 90)
    #expect(file.notes.contains { $0.hasPrefix("12-hour clock") })
    #expect(file.notes.contains("times carry no zone: taken as UTC"))
  }

  @Test(
    "one hour of 0 or above 12 anywhere shows a 24-hour clock",
    arguments: ["0:15", "13:01", "23:59:59"])
  func wholeDay(time: String) async throws {
    let row = "d,10.1.0.4,50002,10.2.0.1,53,17,7/7/2017 \(time),1000,1,1,40,90,20,1,20,x\r\n"
    let reading = try await Reading.text(Samples.cic + row)
    #expect(reading.flows[0].start.description == "2017-07-07T03:30:00Z")
    #expect(try !reading.file.notes.contains { $0.hasPrefix("12-hour clock") })
  }

  @Test("CICFlowMeter 4 rows become flows, frames without IP do not")
  func cicV4() async throws {
    let reading = try await Reading.text(Samples.cicV4)
    let file = try reading.file
    #expect(file.format == "cicflowmeter" && file.records == 4 && file.used == 3)
    #expect(file.ignored == ["not IP": 1])
    #expect(
      reading.flows.map(\.start.description) == [
        "2019-07-15T13:55:21Z", "2019-07-15T00:00:00Z", "2019-07-15T13:55:23Z",
      ])
    #expect(reading.flows.map(\.state) == [.closed, .rejected, .attempted])
  }

  @Test("Argus rows become flows by their arrows and flags", arguments: ["argus", "argus tab"])
  func argus(name: String) async throws {
    let text = try #require(Samples.all.first { $0.name == name }?.text)
    let reading = try await Reading.text(text)
    let file = try reading.file
    #expect(file.format == "argus" && file.records == 9 && file.used == 6)
    #expect(file.ignored == ["not IP": 2, "management record": 1])
    #expect(reading.flows[0] == (try smb(1720, 3868, state: .closed)))
    #expect(reading.flows[1].state == .rejected && reading.flows[1].bytesIn == 64)
    #expect(reading.flows[2].state == .established && reading.flows[2].direction == .stated)
    #expect(
      reading.flows[3].source == (try .of("10.1.0.7")) && reading.flows[3].service == .tcp(22))
    #expect(reading.flows[4].service == Service(.icmp, 0) && reading.flows[4].sourcePort == 0)
    // `<-` names the responder first, whose bytes the first column of bytes then holds.
    #expect(
      reading.flows[5].source == (try .of("10.1.0.8")) && reading.flows[5].service == .tcp(445))
    #expect(reading.flows[5].bytesOut == 600 && reading.flows[5].bytesIn == 300)
  }

  @Test("a total of both directions is halved, or all outward when nobody answered, and said")
  func totals() async throws {
    let header =
      "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes\n"
    let reading = try await Reading.text(
      header + "2026/03/02 09:00:00.0,1,tcp,10.1.0.4,50000,->,10.2.0.9,445,CON,0,0,19,5589\n"
        + "2026/03/02 09:00:00.0,1,tcp,10.1.0.4,50000,->,10.2.0.9,445,S_,0,0,2,120\n"
        + "2026/03/02 09:00:00.0,1,udp,10.1.0.4,50000,->,10.2.0.9,9,INT,0,0,2,120\n")
    #expect(reading.flows.map(\.bytesOut) == [2795, 120, 120])
    #expect(reading.flows.map(\.bytesIn) == [2794, 0, 0])
    #expect(reading.flows.map(\.state) == [.established, .attempted, .unknown])
    #expect(try reading.file.notes.contains { $0.hasPrefix("only totals") })
  }

  @Test("a new dialect is a mapping of a few lines")
  func eleventh() throws {
    let firewall = try Dialect(
      mapping: """
        time = begin
        end = finish
        src = client
        sport = cport
        dst = server
        dport = sport
        proto = ipproto
        bytes-out = up
        bytes-in = down
        state = verdict
        unset = n/a
        time-format = milliseconds
        rejected = denied
        established = passed
        ignore.state = logged as log entry
        """)
    let text =
      "session;begin;finish;client;cport;server;sport;ipproto;up;down;verdict\n"
      + "1;1772442000000;1772442001500;10.0.0.1;40000;10.0.0.2;22;6;10;20;PASSED\n"
      + "2;1772442000000;n/a;10.0.0.1;40001;10.0.0.2;23;tcp;10;n/a;denied\n"
      + "3;1772442000000;n/a;10.0.0.1;40001;10.0.0.2;23;tcp;10;n/a;logged\n"
    guard
      case .plan(let plan) = FormatRecognition.recognise(Array(text.utf8), format: firewall)
    else {
      Issue.record("not recognised")
      return
    }
    let result = PieceParser.parse(Array(text.utf8), plan: plan, isFirst: true)
    #expect(result.records == 3 && result.rejected.isEmpty)
    #expect(result.ignored.map(\.kind) == [.rule("log entry")])
    #expect(Array(result.flows.durations) == [1_500_000, 0])
    #expect(Array(result.flows.states) == [.established, .rejected])
    #expect(Array(result.flows.starts) == [1_772_442_000_000_000, 1_772_442_000_000_000])
  }

  @Test("kinds of ignored records have a bound")
  func kinds() async throws {
    let line = Samples.eve.split(separator: "\n")[0]
    let many = (0..<200).map { line.replacing("alert\"", with: "kind\($0)\"") }.joined(
      separator: "\n")
    for size in [100, 1 << 20] {
      let file = try await Reading.text(Samples.eve + many, pieceSize: size).file
      #expect(file.ignored.count == PieceResult.kindsKept + 1)
      #expect(file.ignored.values.reduce(0, +) == 201)
      #expect(file.ignored["other"] == 201 - PieceResult.kindsKept)
    }
  }

  @Test("names of dialects are unique, lower case and found again")
  func names() {
    #expect(Set(Dialect.all.map(\.name)).count == Dialect.all.count)
    for dialect in Dialect.all {
      #expect(Dialect.named(dialect.name.uppercased())?.title == dialect.title)
      #expect(dialect.required.allSatisfy { dialect.columns[$0] != nil })
      // Longer words could not be told apart.
      let words = Array(dialect.states.keys) + dialect.unset
      #expect(words.allSatisfy { $0.utf8.count <= 16 })
    }
    #expect(Dialect.named("nonsense") == nil)
  }
}
