// SPDX-License-Identifier: Apache-2.0
import Flows
import Testing

@testable import Ingest

@Suite struct TruthFileTests {
  private static let header = "time,intrusion,scenario,step,source,target,protocol,target_port\n"

  @Test("the truth of a simulation is read step by step")
  func steps() throws {
    let text =
      Self.header + "2026-03-12T09:07:08.5Z,1,hop_chain,0,10.0.0.1,192.0.2.9,tcp,443\r\n"
      + "2026-03-12T09:51:16Z,2,\"odd, one\",3,fd00::1,10.0.0.2,tcp,5985\n"
    guard case .steps(let steps) = try TruthFile.parse(text, path: "truth.csv") else {
      Issue.record("not read as steps")
      return
    }
    #expect(steps.map(\.intrusion) == [1, 2] && steps.map(\.number) == [0, 3])
    #expect(steps[0].time.description == "2026-03-12T09:07:08.5Z")
    #expect(steps[1].scenario == "odd, one" && steps[1].source.description == "fd00::1")
  }

  @Test(
    "a list of hosts needs no more than them",
    arguments: ["host\n10.0.0.1\n", "\u{feff}Host\r\n10.0.0.1\r\n", "# kept\n\n\"host\"\n10.0.0.1"])
  func hosts(text: String) throws {
    let read = try TruthFile.parse(text, path: "truth.csv")
    let host = try #require(IPAddress("10.0.0.1"))
    #expect(read == .hosts([TruthFile.Host(host: host, start: nil, end: nil, scenario: nil)]))
  }

  @Test("times and scenarios of hosts are read in any order of columns")
  func columns() throws {
    let text = "scenario,host,end,start\nworm,10.0.0.1,2026-03-03,2026-03-02\n"
    guard case .hosts(let hosts) = try TruthFile.parse(text, path: "truth.csv") else {
      Issue.record("not read as hosts")
      return
    }
    #expect(hosts[0].scenario == "worm" && hosts[0].start?.date == "2026-03-02")
    #expect(hosts[0].end?.date == "2026-03-03")
  }

  @Test(
    "what is wrong is named with its line and field",
    arguments: [
      ("", 1, "header"), ("a,b\n", 1, "header"), ("10.0.0.1\n", 1, "header"),
      ("# x\nhost,colour\n10.0.0.1,red\n", 2, "header"),
      ("host\n10.0.0.300\n", 2, "host"), ("host,start\n10.0.0.1,soon\n", 2, "start"),
      ("host,start,end\n10.0.0.1,2026-03-03,2026-03-02\n", 2, "end"),
      ("host\n10.0.0.1\n10.0.0.2,x\n", 3, "record"),
      (header + "soon,1,a,0,10.0.0.1,10.0.0.2,tcp,22\n", 2, "time"),
      (header + ",1,a,0,10.0.0.1,10.0.0.2,tcp,22\n", 2, "time"),
      (header + "2026-03-02,0,a,0,10.0.0.1,10.0.0.2,tcp,22\n", 2, "intrusion"),
      (header + "2026-03-02,1,a,-1,10.0.0.1,10.0.0.2,tcp,22\n", 2, "step"),
      (header + "2026-03-02,1,a,0,here,10.0.0.2,tcp,22\n", 2, "source"),
      (header + "2026-03-02,1,a,0,10.0.0.1,,tcp,22\n", 2, "target"),
    ])
  func wrong(text: String, line: Int, field: String) throws {
    let error = try #require(
      #expect(throws: IngestError.self) { try TruthFile.parse(text, path: "truth.csv") })
    guard case .badRecord(let path, let at, let name, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(path == "truth.csv" && at == line && name == field, "\(text)")
  }
}
