// SPDX-License-Identifier: Apache-2.0
import Flows
import TestSupport
import Testing

@testable import Ingest

@Suite struct SubnetFileTests {
  @Test("lines become rows, with or without a header and in its order")
  func rows() throws {
    let plain = try SubnetFile.parse(
      "# sites\n10.2.0.0/24,hq,servers,20\n\nfd00::/64,,lab\n", path: "s")
    #expect(
      plain == [
        SubnetRow(
          block: try #require(Subnet("10.2.0.0/24")), name: "hq", zone: "servers", vlan: 20),
        SubnetRow(block: try #require(Subnet("fd00::/64")), name: nil, zone: "lab", vlan: nil),
      ])
    let ordered = try SubnetFile.parse(
      "Zone,CIDR,note,Name\r\nservers,10.2.0.0/24,x,\"hq, first floor\"\r\n", path: "s")
    #expect(ordered.map(\.name) == ["hq, first floor"])
    #expect(ordered.map(\.zone) == ["servers"])
    #expect(try SubnetFile.parse("", path: "s").isEmpty)
  }

  @Test(
    "a wrong line is an error with its number",
    arguments: [
      ("10.2.0.0/24,a\n10.2.0.0/33,b\n", 2, "cidr"), ("#\n\n,a\n", 3, "cidr"),
      ("10.0.0.0/8,a,b,4096\n", 1, "vlan"),
      ("10.0.0.0/8,a,b,x\n", 1, "vlan"), ("10.0.0.0/8,a,b,1,extra\n", 1, "record"),
      ("10.0.0.0/8,a\n10.1.2.3/8,b\n", 2, "cidr"),
    ])
  func wrong(text: String, line: Int, field: String) {
    #expect {
      try SubnetFile.parse(text, path: "s")
    } throws: { error in
      guard case .badRecord("s", line, field, _)? = error as? IngestError else { return false }
      return true
    }
  }

  @Test("a file is read from disk, and one that is not there is an error")
  func disk() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("10.0.0.0/8,a\n".utf8, to: "subnets.csv")
    #expect(try SubnetFile.read(path).count == 1)
    #expect(throws: IngestError.unreadable(path: "/nonexistent", why: "no such file or directory"))
    {
      try SubnetFile.read("/nonexistent")
    }
  }
}

@Suite struct AssetFileTests {
  @Test("lines become rows with their times")
  func rows() throws {
    let rows = try AssetFile.parse(
      "ip,name,role,from,to\n10.0.0.5,dc1,domain_controller,,\n10.0.0.9,pc,,2026-03-01,2026-03-02T12:00:00Z\n",
      path: "a")
    #expect(
      rows == [
        AssetRow(
          address: try .of("10.0.0.5"), name: "dc1", role: "domain_controller", from: nil, to: nil),
        AssetRow(
          address: try .of("10.0.0.9"), name: "pc", role: nil, from: Timestamp("2026-03-01"),
          to: Timestamp("2026-03-02T12:00:00Z")),
      ])
  }

  @Test(
    "a wrong line is an error with its number",
    arguments: [
      ("10.0.0.5,a\nhost,b\n", 2, "ip"), ("10.0.0.5,a,b,yesterday\n", 1, "from"),
      ("10.0.0.5,a,b,2026-03-02,2026-03-01\n", 1, "to"),
    ])
  func wrong(text: String, line: Int, field: String) {
    #expect {
      try AssetFile.parse(text, path: "a")
    } throws: { error in
      guard case .badRecord("a", line, field, _)? = error as? IngestError else { return false }
      return true
    }
  }
}
