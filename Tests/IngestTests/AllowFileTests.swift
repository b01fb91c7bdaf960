// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing

@testable import Ingest

@Suite struct AllowFileTests {
  @Test("a rule names source, target, port, reason and end")
  func rows() throws {
    let rows = try AllowFile.parse(
      """
      source,target,port,reason,expires
      10.2.0.6,*,*,scanner,2026-04-01
      10.1.0.0/24,fs-02,tcp/445,"shares, daily",
      *,internet,443,browsing,
      jump-01,10.0.0.0/8,icmp,ping,

      """, path: "allow")
    #expect(rows.map(\.line) == [2, 3, 4, 5])
    #expect(
      rows.map(\.source) == [
        .block(try #require(Subnet("10.2.0.6"))), .block(try #require(Subnet("10.1.0.0/24"))),
        .anyone, .name("jump-01"),
      ])
    #expect(rows[1].target == .name("fs-02") && rows[2].target == .internet)
    #expect(rows[1].transport == .tcp && rows[1].port == 445 && rows[1].reason == "shares, daily")
    #expect(rows[2].transport == nil && rows[3].transport == .icmp && rows[3].port == nil)
    #expect(rows.map(\.expires) == [Timestamp("2026-04-01"), nil, nil, nil])
  }

  @Test(
    "the first line that is wrong is refused with its field",
    arguments: [
      ("10.0.0.1,*,445,,", "reason"), ("10.0.0.300,*,445,why,", "source"),
      ("10.0.0.1,,445,why,", "target"), ("10.0.0.1,*,99999,why,", "port"),
      ("10.0.0.1,*,,why,", "port"), ("10.0.0.1,*,445,why,someday", "expires"),
      ("10.0.0.1,*,445,why,2026-01-01,more", "record"),
    ])
  func refused(line: String, field: String) {
    do {
      _ = try AllowFile.parse("*,*,22,ok,\n" + line, path: "allow")
      Issue.record("accepted")
    } catch IngestError.badRecord(_, let number, let wrong, _) {
      #expect(number == 2 && wrong == field)
    } catch {
      Issue.record("\(error)")
    }
  }
}
