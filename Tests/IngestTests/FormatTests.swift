// SPDX-License-Identifier: Apache-2.0
import Flows
import TestSupport
import Testing

@testable import Ingest

/// Formats by their samples: what each is told to be, and what its records become.
@Suite struct FormatTests {
  private static let counted = Samples.tools + Samples.clouds + Samples.dataSets

  private func sample(_ name: String) async throws -> Reading {
    let sample = try #require(Self.counted.first { $0.name == name })
    return try await Reading.text(sample.text)
  }

  @Test(
    "every sample is read as its format, each record counted once", arguments: counted.map(\.name))
  func counts(name: String) async throws {
    let sample = try #require(Self.counted.first { $0.name == name })
    let file = try await Reading.text(sample.text).file
    #expect(file.format == sample.dialect)
    // Both ends of one of Google's connections report it.
    #expect(file.used + file.duplicates == sample.used && file.ignored == sample.ignored)
    #expect(file.duplicates == (name == "google" ? 1 : 0))
    #expect(file.rejected.values.reduce(0, +) == sample.rejected)
    #expect(file.records == sample.used + sample.ignored.values.reduce(0, +) + sample.rejected)
  }

  @Test("no sample fits another format than its own, but for the last resort")
  func particular() {
    let known: [String: String] = [
      "zeek": "zeek", "zeek json": "zeek", "suricata": "suricata", "cic": "cic",
      "cicflowmeter": "cicflowmeter", "argus": "argus", "argus tab": "argus",
    ]
    for (name, text) in Samples.all {
      let own = known[name] ?? Self.counted.first { $0.name == name }?.dialect
      var fitting: [String] = []
      for dialect in Dialect.all where !dialect.isLastResort {
        let outcome = FormatRecognition(known: [dialect]).recognise(Array(text.utf8))
        if case .plan(let plan) = outcome, plan.assembler.rules.dialect.name == dialect.name {
          fitting.append(dialect.name)
        }
      }
      #expect(fitting == (own == "generic" ? [] : [own]), "\(name)")
    }
  }

  @Test("Zeek's columns are read with any separator, with its `#` lines or a line of names alone")
  func zeekSeparators() async throws {
    let whole = try await Reading.text(Samples.zeek).flows
    for (separator, written) in [(",", "\\x2c"), (";", "\\x3b"), ("|", "|"), (" ", "\\x20")] {
      let marked = Samples.zeek.replacing("\t", with: separator)
        .replacing("#separator \\x09", with: "#separator \(written)")
      #expect(try await Reading.text(marked).flows == whole, "\(separator)")
    }
    let lines = Samples.zeek.split(separator: "\n")
    let names = try #require(lines.first { $0.hasPrefix("#fields") }).dropFirst(8)
    let plain = ([names] + lines.filter { !$0.hasPrefix("#") }).joined(separator: "\n")
    for separator in ["\t", ",", ";", "|", " "] {
      let reading = try await Reading.text(plain.replacing("\t", with: separator))
      #expect(try reading.flows == whole && reading.file.format == "zeek", "\(separator)")
    }
    let open = Samples.zeek.replacing("#path\tconn", with: "#path\topen_conn")
      .replacing("\tproto\t", with: "\tproto\t")
    #expect(try await Reading.text(open).flows == whole)
    let more = plain.replacing("\n", with: "\tx\n")
    #expect(try await Reading.text(more).flows == whole)
  }

  @Test("every format has a sample")
  func complete() {
    let known = Set(Self.counted.map(\.dialect)).union([
      "zeek", "suricata", "cic", "cicflowmeter", "argus",
      // A binary format; see NfdumpTests.
      "nfcapd",
    ])
    #expect(known == Set(Dialect.all.map(\.name)))
  }

  @Test(
    "one direction's flags tell as much as they can",
    arguments: [
      "nfdump csv", "nfdump 1.6 long", "nfdump json lines",
    ])
  func oneSide(name: String) async throws {
    let flows = try await sample(name).flows
    let smb = flows.filter { $0.service == .tcp(445) }
    #expect(!smb.isEmpty && smb.allSatisfy { $0.state == .closed })
    #expect(flows.first { $0.service == .tcp(3389) }?.state == .attempted)
    // The answer is written from 445 to 50000 and stands the right way round.
    #expect(smb.allSatisfy { $0.source.description == "10.1.0.4" })
  }

  @Test("nfdump's rounded counts, durations and IPv6 end points are read")
  func nfdump() async throws {
    let long = try await sample("nfdump 1.6 long").flows
    #expect(long.contains { $0.bytesIn == 1_200_000 && $0.durationMicroseconds == 1_500_000 })
    #expect(long.contains { $0.source.description == "fd00::4" && $0.service == Service(.udp, 53) })
    let extended = try await sample("nfdump 1.7 extended").flows
    let longest: Int64 = 93_601_401_000
    #expect(extended.map(\.durationMicroseconds).max() == longest)
    #expect(extended.contains { $0.bytesIn == 2_500_000_000 })
    #expect(extended.contains { $0.service.transport == .icmp && $0.service.port == 0 })
    let both = try await sample("nfdump both ways").flows
    #expect(both.first?.packetsIn == 9 && both.first?.bytesIn == 3868)
    #expect(both.last?.bytesIn == 1100)
  }

  @Test("generic names are read, the unit of times told, and it is said")
  func generic() async throws {
    let reading = try await sample("generic csv")
    #expect(reading.flows.map(\.state) == [.closed, .rejected, .established])
    #expect(reading.flows.map(\.bytesIn) == [3868, 0, 118])
    #expect(
      reading.flows.map(\.start.microseconds) == [
        1_772_442_000_000_001, 1_772_442_001_500_000, 1_772_442_002_250_000,
      ])
    #expect(try reading.file.notes.contains { $0.hasPrefix("in no format known by name") })
    let elastic = try await sample("generic json").flows
    #expect(elastic.map(\.service) == [.tcp(445), .tcp(3389), Service(.udp, 53)])
    #expect(elastic.map(\.bytesOut) == [1720, 120, 68])
  }

  @Test(
    "tables of something else are no flows",
    arguments: [
      "time,src_ip,dst_ip,proto,signature\n2026-03-02,10.0.0.1,10.0.0.2,tcp,x\n",
      "time,user,host,status\n2026-03-02,a,b,ok\n",
      "{\"ts\":1,\"id.orig_h\":\"10.0.0.1\",\"id.resp_h\":\"10.0.0.2\",\"proto\":\"tcp\",\"query\":\"x\"}\n",
      "{\"time\":1,\"src\":\"10.0.0.1\",\"dst\":\"10.0.0.2\",\"proto\":\"tcp\",\"dport\":1}\n",
    ])
  func others(text: String) async throws {
    await #expect(throws: IngestError.self) { try await Reading.text(text) }
  }

  @Test("Suricata's netflow events of one connection are one flow, those of AWS's firewall too")
  func netflow() async throws {
    let flows = try await sample("suricata netflow").flows
    #expect(flows.map { $0.packetsOut + $0.packetsIn }.sorted() == [1, 19])
    #expect(flows.allSatisfy { $0.source.description == "10.1.0.4" })
    #expect(flows.contains { $0.bytesIn == 3868 && $0.service == .tcp(445) })
  }

  @Test("Amazon's refused connections are failures, whatever the order of its fields")
  func amazon() async throws {
    let flows = try await sample("aws").flows
    #expect(flows.first { $0.service == .tcp(3389) }?.state == .rejected)
    #expect(flows.first { $0.service == .tcp(445) }?.durationMicroseconds == 60_000_000)
    let custom = try await sample("aws in an order of its own").flows
    #expect(
      custom.filter { $0.service == .tcp(445) }.map { $0.bytesOut + $0.bytesIn } == [5588])
  }

  @Test("Azure's tuples are flows, denied ones failures", arguments: ["azure nsg", "azure vnet"])
  func azure(name: String) async throws {
    let reading = try await sample(name)
    #expect(reading.flows.first { $0.service == .tcp(3389) }?.state == .rejected)
    #expect(reading.flows.filter { $0.service == .tcp(445) }.map(\.bytesIn).reduce(0, +) == 3868)
    #expect(reading.flows.contains { $0.service == Service(.udp, 53) })
    let first = try #require(reading.flows.map(\.start.microseconds).min())
    #expect(first / 1000 == 1_772_442_000_000 + (name == "azure vnet" ? 1 : 0))
  }

  @Test("Google's records keep microseconds and say that both ends report")
  func google() async throws {
    for name in ["google", "google array"] {
      let reading = try await sample(name)
      #expect(reading.flows[0].start.microseconds == 1_772_442_000_000_001)
      #expect(reading.flows[0].bytesOut == 1720 && reading.flows[0].service == .tcp(445))
      #expect(try reading.file.notes.contains { $0.hasPrefix("both ends report") })
    }
  }

  @Test("Hubble's answers are turned, its protocols told by their parts")
  func hubble() async throws {
    let flows = try await sample("hubble").flows
    #expect(flows.count { $0.service == .tcp(445) } == 2)
    #expect(flows.allSatisfy { $0.source.description == "10.1.0.4" })
    #expect(flows.first { $0.service == .tcp(3389) }?.state == .rejected)
    #expect(flows.contains { $0.service.transport == .icmp })
  }

  @Test("a NetFlow set without times is refused with what to do")
  func withoutTimes() async throws {
    await #expect {
      try await Reading.text(
        "IPV4_SRC_ADDR,L4_SRC_PORT,IPV4_DST_ADDR,L4_DST_PORT,PROTOCOL,IN_BYTES,FLOW_DURATION_MILLISECONDS\n"
          + "10.1.0.4,50000,10.2.0.9,445,6,1720,1500\n")
    } throws: { error in
      "\(error)".contains("without start time (flow_start_milliseconds)")
        && "\(error)".contains("take version 3")
    }
  }

  @Test("flags of a NetFlow set tell the state")
  func flags() async throws {
    #expect(
      try await sample("nf-uq-nids").flows.map(\.state) == [.closed, .attempted, .established])
  }

  @Test("UNSW-NB15 is read without names, ICMP with hexadecimal ports too")
  func unsw() async throws {
    let flows = try await sample("unsw without names").flows
    #expect(flows.map(\.state) == [.closed, .attempted, .established, .established, .established])
    #expect(flows.contains { $0.service == Service(.icmp, 0) })
  }

  @Test("LANL's hosts are addresses, one for each name, and it is said once")
  func lanl() async throws {
    let reading = try await sample("lanl netflow")
    #expect(try reading.file.notes.count { $0 == HostNames.note } == 1)
    #expect(try reading.file.notes.count { $0 == HostNames.portNote } == 1)
    #expect(reading.flows.contains { $0.service == .tcp(445) })
    #expect(reading.flows.contains { $0.service == .tcp(389) })
    let logons = try await sample("lanl log-ons")
    #expect(logons.flows.last?.source.description == "fd18::1:7693")
    #expect(logons.flows.last?.target.description == "fd18::728")
    #expect(logons.flows.map(\.state).contains(.rejected))
    #expect(try logons.file.notes.contains { $0.hasPrefix("times are in 1970") })
  }

  @Test("durations of the Python cicflowmeter are told by the rate beside them")
  func rate() async throws {
    let seconds = try await sample("cicflowmeter-python").flows
    let text = try #require(Samples.tools.first { $0.name == "cicflowmeter-python" }?.text)
    let micros = try await Reading.text(
      text.replacing(",1.5,12", with: ",1500000.0,12").replacing(",0.1,20", with: ",100000.0,20")
        .replacing(",0.001,2", with: ",1000.0,2")
    ).flows
    #expect(seconds.map(\.durationMicroseconds) == [1_500_000, 100_000, 1000])
    #expect(micros == seconds)
  }
}
