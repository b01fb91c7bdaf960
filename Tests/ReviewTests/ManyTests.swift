// SPDX-License-Identifier: Apache-2.0

import Flows
import GRDB
import Review
import TestSupport
import Testing

@testable import Archive

/// Pages of archives with much in them.
@Suite struct ManyTests {
  private static let frame = PageFrame(csrfToken: "t")

  @Test("the first page of a long inbox is as small as any")
  func inbox() throws {
    let (folder, archive) = try emptyArchive()
    defer { withExtendedLifetime(folder) {} }
    try archive.write { database in
      try database.execute(
        sql: """
          WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 4999)
          INSERT INTO alert SELECT printf('crossing-%016x', (i * 2654435761) & 0xffffffff),
            CASE i % 10 WHEN 0 THEN 'host' WHEN 1 THEN 'path' ELSE 'crossing' END, 'new_cell',
            printf('subject %d', i), printf('title %d', i), 1 + i % 4, 0.01,
            CASE i % 3 WHEN 0 THEN 'open' WHEN 1 THEN 'accepted' ELSE 'dismissed' END,
            i % 1000, i % 977, 0, 0, 1, 1, 1, '10.0.0.1' FROM n
          """)
    }
    let review = try ReviewPages(version: "1")
    for fields in [[:], ["status": "all"], ["kind": "path", "status": "all", "severity": "high"]] {
      let query = try InboxQuery(fields: fields)
      let html = try review.inbox(archive, query: query, frame: Self.frame)
      #expect(html.matches(of: /class="what"/).count == 50)
      #expect(html.utf8.count < 100_000)
    }
    #expect(
      try review.inbox(archive, query: InboxQuery(), frame: Self.frame).contains(
        "open <span class=\"count\">1,667</span>"))
  }

  @Test("of sixty subnets the matrix shows the forty with the most flows, and counts the rest")
  func matrix() throws {
    let (folder, archive) = try emptyArchive()
    defer { withExtendedLifetime(folder) {} }
    // Subnet n asks each of its four neighbours for n flows, in two windows.
    try archive.write { database in
      try database.execute(
        sql: """
          INSERT INTO setting VALUES ('window_hours', '24');
          INSERT INTO window (start, edges, hash, flows, edge_count, hosts)
            VALUES (0, x'', '', 1, 0, 0), (86400000000, x'', '', 1, 0, 0);
          WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 59),
            d (j) AS (VALUES (1), (2), (3), (4)), w (t) AS (VALUES (0), (86400000000))
          INSERT INTO cell SELECT t, printf('10.0.%d.0/24', i),
            printf('10.0.%d.0/24', (i + j) % 60), 6, 445, 1 + i, 0, 10, 1, 1 FROM n, d, w
          """)
    }
    let review = try ReviewPages(version: "1")
    let html = try review.matrix(archive, query: MatrixQuery(), frame: Self.frame)
    let rows = html.matches(of: /<tr><th scope="row"><b><\/b> 10\.0\.(\d+)\.0\/24/).compactMap {
      Int($0.1)
    }
    // By hand: what it asks, and what its four neighbours before ask of it.
    let flows = (0..<60).map { i in
      4 * (1 + i) + (1...4).map { 1 + (i - $0 + 60) % 60 }.reduce(0, +)
    }
    let busiest = (0..<60).sorted {
      (-flows[$0], $0) < (-flows[$1], $1)
    }.prefix(40)
    #expect(Set(rows) == Set(busiest) && rows.count == 40)
    let hidden = (0..<60).flatMap { i in (1...4).map { (i, (i + $0) % 60) } }.count {
      !busiest.contains($0) || !busiest.contains($1)
    }
    #expect(html.contains("\(hidden) pairs of others"))
    // One of the others is there if it is looked into.
    let other = try #require((0..<60).first { !busiest.contains($0) })
    let looked = try review.matrix(
      archive,
      query: MatrixQuery(fields: [
        "from_subnet": "10.0.\(other).0/24", "to_subnet": "10.0.\((other + 1) % 60).0/24",
      ]), frame: Self.frame)
    #expect(looked.contains("<th scope=\"row\"><b></b> 10.0.\(other).0/24"))
    #expect(looked.contains("SMB (tcp/445)"))
  }
}
