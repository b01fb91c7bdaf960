// SPDX-License-Identifier: Apache-2.0

import Flows
import Testing

@testable import Review

/// What the address of a page may say.
@Suite struct QueryTests {
  @Test("an inbox's address says what its query does")
  func roundTrip() throws {
    let fields = [
      "kind": "path", "status": "all", "zone": "a&b=c", "host": "fd00::5", "since": "2026-03-02",
      "severity": "high", "after": "critical.12.path-ab.c",
    ]
    let query = try InboxQuery(fields: fields)
    #expect(query.after?.id == "path-ab.c")
    #expect(
      query.address(after: query.after)
        == "/?kind=path&status=all&zone=a%26b%3Dc&host=fd00::5&since=2026-03-02T00:00:00Z"
        + "&severity=high&after=critical.12.path-ab.c")
    #expect(try InboxQuery(fields: [:]) == InboxQuery())
    #expect(try InboxQuery(fields: ["status": " ", "zone": ""]) == InboxQuery())
  }

  @Test(
    "a wrong value is an error that says what is right",
    arguments: [
      ("kind", "cell"), ("status", "closed"), ("host", "10.1"), ("since", "monday"),
      ("severity", "huge"), ("after", "x"), ("order", "asc"),
    ])
  func wrong(name: String, value: String) {
    #expect(throws: ReviewError.self) { try InboxQuery(fields: [name: value]) }
  }

  @Test("a matrix's address says what its query does")
  func matrix() throws {
    let fields = [
      "from": "2026-03-02", "from_subnet": "10.1.0.0/24", "to_subnet": "fd00::/64",
      "port": "tcp/445",
    ]
    let query = try MatrixQuery(fields: fields)
    #expect(query.transport == .tcp && query.port == 445)
    #expect(
      query.address(query.fromSubnet, query.toSubnet)
        == "/matrix?from=2026-03-02T00:00:00Z&from_subnet=10.1.0.0%2F24&to_subnet=fd00::%2F64"
        + "&port=tcp%2F445#pair")
    for wrong in [
      ["port": "99999"], ["port": "smb"], ["from": "2026-03-03", "to": "2026-03-02"],
      ["to_subnet": "x"], ["x": "1"],
    ] {
      #expect(throws: ReviewError.self) { try MatrixQuery(fields: wrong) }
    }
  }
}
