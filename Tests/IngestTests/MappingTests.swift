// SPDX-License-Identifier: Apache-2.0
import Flows
import TestSupport
import Testing

@testable import Ingest

@Suite struct MappingTests {
  private static let least = "time = t\nsrc = s\ndst = d\nproto = p\n"

  private func fault(_ text: String) -> String? {
    do {
      _ = try Dialect(mapping: text, path: "my.map")
      return nil
    } catch {
      return error.description
    }
  }

  @Test("every wrong line is told with its place, its key and what to write")
  func faults() {
    for (text, part) in [
      ("nonsense\n", "my.map:1: nonsense: not of the form key = value"),
      ("# fine\n\nsrcc = a\n", "my.map:3: srcc: no key of a mapping; known are time, end"),
      ("time =\n", "my.map:1: time: no value"),
      ("time = a\ntime = b\n", "my.map:2: time: said already in line 1"),
      ("time = a | | b\n", "my.map:1: time: an empty name"),
      ("time = \"a\n", "my.map:1: time: a quote is not closed"),
      (Self.least + "layout = xml\n", "my.map:5: layout: not one of columns, json"),
      (Self.least + "time-format = fortnights\n", "my.map:5: time-format: not one of any, seconds"),
      (Self.least + "time-format = %H:%M\n", "my.map:5: time-format: not one of"),
      (Self.least + "time-format = %Y-%m-%d %Q\n", "my.map:5: time-format: not one of"),
      (Self.least + "duration-unit = hours\n", "my.map:5: duration-unit: not one of seconds"),
      (Self.least + "separator = ab\n", "my.map:5: separator: not comma, tab"),
      (Self.least + "twelve-hour-clock = maybe\n", "my.map:5: twelve-hour-clock: not yes or no"),
      (Self.least + "closed = a-word-of-more-than-16\n", "is longer than 16 bytes"),
      (Self.least + "closed = X\nreset = X\n", "my.map:6: reset: X means another state already"),
      (Self.least + "ignore.state = x\n", "my.map:5: ignore.state: state has no line above"),
      (Self.least + "only-proto = quic2\n", "my.map:5: only-proto: not a known protocol"),
      (Self.least + "state-from = magic\n", "my.map:5: state-from: not one of words"),
      (Self.least + "name = My Map\n", "my.map:5: name: only a to z"),
      (Self.least + "order = t,s,p\n", "my.map:5: order: lacks the target address (d)"),
      ("time = t\nsrc = s\nproto = p\n", "my.map:3: dst: no line says where the target address is"),
      ("time = t\nsrc = s\ndst = d\n", "my.map:3: proto: no line says where"),
      ("", "my.map:1: time: no line says where the start time is"),
    ] {
      #expect(fault(text)?.contains(part) == true, "\(text) gave \(fault(text) ?? "nothing")")
    }
    #expect(fault(Self.least) == nil)
    #expect(fault(Self.least.replacing("\n", with: "\r\n")) == nil)
  }

  @Test("every prefix of every built-in mapping is a mapping or a fault with a place")
  func prefixes() {
    for dialect in Dialect.all {
      let text = Array(dialect.text.utf8)
      for length in stride(from: 0, to: text.count, by: 7) {
        guard let fault = fault(String(decoding: text[..<length], as: UTF8.self)) else { continue }
        #expect(fault.hasPrefix("my.map:"), "\(fault)")
      }
    }
  }

  @Test("a mapping on the command line says the same as in a file")
  func inline() throws {
    let mapping = try Dialect(
      mappingArgument: "src=SrcAddr,dst=Dst Addr,time=When|ts,proto=P,order=when,srcaddr,dst addr,p"
    )
    #expect(mapping.columns[.source] == ["srcaddr"] && mapping.columns[.start] == ["when", "ts"])
    #expect(mapping.columns[.target] == ["dst addr"])
    #expect(mapping.order == ["when", "srcaddr", "dst addr", "p"])
    #expect(try Dialect(mapping: mapping.text).columns == mapping.columns)
    #expect(throws: IngestError.self) { try Dialect(mappingArgument: "src=a,dst=b,tme=c,proto=d") }
    #expect(throws: IngestError.self) { try Dialect(mappingArgument: "/nonexistent.map") }
  }

  @Test("quoted names keep bars and blanks")
  func quotes() throws {
    let mapping = try Dialect(mapping: Self.least.replacing("= s", with: #"= "a|b" | " c d " | e"#))
    #expect(mapping.columns[.source] == ["a|b", " c d ", "e"])
  }

  @Test("a mapping of one's own reads what no format fits, columns without names too")
  func own() async throws {
    let folder = try TemporaryFolder()
    let rows = "02.Mar.2026 09:00:00,5|10.1.0.4|50000|10.2.0.9|445|TCP|1500|ja\n"
    let path = try folder.write((rows + rows.replacing("ja", with: "nein")).utf8, to: "flows")
    let mapping = try folder.write(
      """
      # The firewall's sessions.
      title = our firewall
      time = when
      src = from
      sport = from port
      dst = to
      dport = to port
      proto = p
      duration = ms
      state = allowed
      order = when,from,from port,to,to port,p,ms,allowed
      separator = bar
      time-format = %d.%b.%Y %H:%M:%S,%f
      duration-unit = milliseconds
      established = ja
      rejected = nein
      """.utf8, to: "our.map")
    await #expect(throws: IngestError.self) { try await Reading.files([path]) }
    let reading = try await Reading.files([path], mapping: mapping)
    #expect(reading.flows.map(\.state) == [.established, .rejected])
    #expect(reading.flows.allSatisfy { $0.start.description == "2026-03-02T09:00:00.5Z" })
    #expect(reading.flows.allSatisfy { $0.durationMicroseconds == 1_500_000 })
    #expect(reading.flows.allSatisfy { $0.service == .tcp(445) && $0.sourcePort == 50000 })
    #expect(try reading.file.format == "mapping")
  }

  @Test("a mapping that says how it is recognised leaves other files to their own formats")
  func mixed() async throws {
    let folder = try TemporaryFolder()
    let own = try folder.write(
      "Begin,Who,Whom,P\n2026-03-02,10.1.0.4,10.2.0.9,icmp\n".utf8, to: "a")
    let zeek = try folder.write(Samples.zeek.utf8, to: "b")
    let mapping = "name=own,recognise=begin,time=begin,src=who,dst=whom,proto=p"
    let both = try await Reading.files([own, zeek], mapping: mapping)
    #expect(both.summary.files.map(\.format) == ["own", "zeek"])
    // Without it every file has to fit.
    let forced = mapping.replacing("recognise=begin,", with: "")
    await #expect {
      try await Reading.files([zeek], mapping: forced)
    } throws: { error in
      "\(error)".contains("a Zeek log without start time (begin)")
    }
  }

  @Test("times are read as the pattern says and in no other way")
  func patterns() throws {
    func read(_ pattern: String, _ text: String) throws -> String? {
      let format = try #require(TimePattern(pattern))
      let bytes = Array(text.utf8)
      return format.moment(bytes.span, 0..<bytes.count).map {
        "\(Timestamp(microseconds: $0.microseconds))\($0.lacksZone ? "?" : "")"
      }
    }
    #expect(try read("%m/%d/%Y %I:%M:%S %p", "3/2/2026 9:05:07 PM") == "2026-03-02T21:05:07Z?")
    #expect(try read("%m/%d/%Y %I:%M:%S %p", "3/2/2026 12:05:07 AM") == "2026-03-02T00:05:07Z?")
    #expect(try read("%m/%d/%Y %I:%M:%S %p", "3/2/2026 13:05:07 PM") == nil)
    #expect(try read("%Y%m%d%H%M%S", "20260302090507") == "2026-03-02T09:05:07Z?")
    #expect(try read("%d-%b-%y %H:%M %z", "02-mar-26 09:05 +0130") == "2026-03-02T07:35:00Z")
    #expect(
      try read("%Y-%m-%dT%H:%M:%S.%f%z", "2026-03-02T09:05:07.1234567Z")
        == "2026-03-02T09:05:07.123456Z")
    #expect(try read("epoch %s.%f", "epoch 1772442000.5") == "2026-03-02T09:00:00.5Z")
    #expect(try read("%Y-%m-%d", "2026-02-30") == nil)
    #expect(try read("%Y-%m-%d", "2026-02-03 ") == nil)
    #expect(try read("%Y-%m-%d", "2026-02") == nil)
    for pattern in ["", "%d", "%Y-%m", "%Y-%m-%d %I", "%Y%Y%m%d", "%Y-%m-%d %"] {
      #expect(TimePattern(pattern) == nil, "\(pattern)")
    }
  }

  @Test("a number's size tells its unit")
  func units() {
    for (text, unit) in [
      ("1772442000", Dialect.TimeUnit.seconds), ("1772442000000", .milliseconds),
      ("1772442000000000", .microseconds), ("1772442000000000000", .nanoseconds),
    ] {
      let bytes = Array(text.utf8)
      let moment = TimeScanner.moment(
        bytes.span, 0..<bytes.count, format: .anyNumber, isAfternoon: false)
      #expect(moment?.microseconds == 1_772_442_000_000_000)
      let stated = TimeScanner.moment(
        bytes.span, 0..<bytes.count, format: .number(unit), isAfternoon: false)
      #expect(stated?.microseconds == 1_772_442_000_000_000)
    }
  }

  @Test("an eleventh dialect is ten lines of mapping", arguments: [",", "\t", ";"])
  func tenLines(separator: String) async throws {
    let mapping = """
      name = sessions
      title = session log
      recognise = session id
      time = opened
      src = client
      sport = client port
      dst = server
      dport = server port
      proto = transport
      bytes-out = sent
      """
    #expect(mapping.split(separator: "\n").count == 10)
    let folder = try TemporaryFolder()
    let rows =
      "Session ID,Opened,Client,Client Port,Server,Server Port,Transport,Sent\n"
      + "1,2026-03-02 09:00:00Z,10.1.0.4,50000,10.2.0.9,445,tcp,1720\n"
    let path = try folder.write(rows.replacing(",", with: separator).utf8, to: "flows")
    let reading = try await Reading.files(
      [path], mapping: try folder.write(mapping.utf8, to: "s.map"))
    #expect(try reading.file.format == "sessions" && reading.flows.first?.bytesOut == 1720)
  }
}
