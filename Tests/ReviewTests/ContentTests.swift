// SPDX-License-Identifier: Apache-2.0

import Detection
import Flows
import Foundation
import GRDB
import Review
import TestSupport
import Testing
import Topology

@testable import Archive

/// What pages say, held against the archive.
@Suite struct ContentTests {
  private static let frame = PageFrame(csrfToken: "t")

  private func links(_ html: String, _ pattern: String) throws -> [String] {
    html.matches(of: try Regex("href=\"(\(pattern))\"", as: (Substring, Substring).self))
      .map { String($0.1) }
  }

  @Test("the pages of the inbox are the whole list, each alert once")
  func paging() throws {
    let (folder, archive) = try emptyArchive()
    defer { withExtendedLifetime(folder) {} }
    try archive.write { database in
      try database.execute(
        sql: """
          WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 129)
          INSERT INTO alert SELECT printf('crossing-%016x', i), 'crossing', 'new_cell', 's', 't',
            1 + i % 4, NULL, 'open', i % 7, i % 7, 0, 0, 1, 1, 1, NULL FROM n
          """)
    }
    let review = try ReviewPages(version: "1")
    var fields: [String: String] = [:]
    var seen: [String] = []
    for _ in 0..<5 {
      let html = try review.inbox(archive, query: InboxQuery(fields: fields), frame: Self.frame)
      seen += try links(html, "/alerts/[^\"]*")
      guard let next = html.firstMatch(of: /after=([^"]*)" rel="next"/) else { break }
      fields["after"] = String(next.1)
    }
    #expect(seen.count == 130 && Set(seen).count == 130)
    #expect(seen == (try archive.alerts(limit: .max)).map { "/alerts/\($0.id)" })
  }

  @Test("every alert that is open is in the inbox, and leads to its page")
  func inbox() async throws {
    let archive = try await Office.plain.value.archive
    let review = try ReviewPages(version: "1")
    let html = try review.inbox(archive, query: InboxQuery(), frame: Self.frame)
    let open = try archive.alerts(AlertFilter(states: [.open])).map(\.id)
    #expect(!open.isEmpty)
    #expect(try links(html, "/alerts/[^\"]*") == open.map { "/alerts/\($0)" })
    #expect(html.contains("data-open=\"\(open.count)\""))
    for id in open { #expect(try review.alert(archive, id: id, frame: Self.frame) != nil) }
  }

  @Test("an address names one alert or host, or nothing")
  func missing() async throws {
    let archive = try await Office.plain.value.archive
    let review = try ReviewPages(version: "1")
    let id = try #require(try archive.alerts().first?.id)
    for wrong in ["", String(id.dropLast()), "path", id + "0", "../\(id)", "%"] {
      #expect(try review.alert(archive, id: wrong, frame: Self.frame) == nil, "\(wrong)")
    }
    let stranger = try #require(IPAddress("203.0.113.9"))
    #expect(try review.host(archive, address: stranger, frame: Self.frame) == nil)
  }

  @Test("what is known of some hosts is what is known of all")
  func names() async throws {
    let archive = try await Office.plain.value.archive
    let all = try archive.context()
    let hosts = Set(all.assets.assets.map(\.address).prefix(3))
    let some = try archive.context(of: hosts)
    #expect(Set(some.assets.assets.map(\.address)) == hosts && hosts.count == 3)
    #expect(some.subnets.subnets == all.subnets.subnets)
    for host in hosts {
      #expect(
        some.assets.asset(host, at: Office.noon)?.name
          == all.assets.asset(host, at: Office.noon)?.name)
    }
    #expect(try archive.context(of: []).assets.assets.isEmpty)
  }

  @Test("who may not change anything has no form")
  func readOnly() async throws {
    let archive = try await Office.plain.value.archive
    let review = try ReviewPages(version: "1")
    let id = try #require(try archive.alerts().first?.id)
    let mine = try #require(try review.alert(archive, id: id, frame: Self.frame))
    #expect(mine.contains("action=\"/alerts/\(id)/verdict\""))
    let theirs = try #require(
      try review.alert(archive, id: id, frame: PageFrame(csrfToken: "t", mayChange: false)))
    #expect(!theirs.contains("<form") && theirs.contains("not change it"))
  }

  @Test("what can be chosen in the form is what the archive takes")
  func scopes() async throws {
    let archive = try await Office.plain.value.archive
    let review = try ReviewPages(version: "1")
    for alert in try archive.alerts() {
      let html = try #require(try review.alert(archive, id: alert.id, frame: Self.frame))
      let offered = html.matches(of: /name="scope" value="(\w+)"/).map { String($0.1) }
      #expect(offered.contains(alert.kind.usualScope.rawValue))
      // Said of a copy, so that the archive stays as it is.
      for scope in AlertException.Scope.allCases {
        let (folder, copy) = try copied(archive)
        defer { withExtendedLifetime(folder) {} }
        let request = VerdictRequest(action: .accept, author: "kim", note: "n", scope: scope)
        let isTaken = (try? copy.judge(alert.id, request, at: Office.noon)) != nil
        #expect(isTaken == offered.contains(scope.rawValue), "\(alert.kind) \(scope)")
      }
    }
  }

  private func copied(_ archive: Archive) throws -> (TemporaryFolder, Archive) {
    let (folder, copy) = try emptyArchive()
    try archive.pool.backup(to: copy.pool)
    return (folder, copy)
  }

  @Test("pairs of subnets are the cells, summed by hand")
  func pairs() async throws {
    let archive = try await Office.plain.value.archive
    let span = try #require(try archive.span())
    let all = try archive.cells(in: span)
    for start in [0, 3, 9] {
      let range = TimeRange(
        span.start.advanced(byMicroseconds: Int64(start) * 86_400_000_000), span.end)
      let inside = all.filter { range.contains($0.window) }
      let before = Set(all.filter { $0.window < range.start }.map(\.use.cell))
      let pairs = try archive.subnetPairs(in: range)
      let expected = Dictionary(grouping: inside) { [$0.use.cell.source, $0.use.cell.target] }
      #expect(pairs.count == expected.count)
      for pair in pairs {
        let cells = try #require(expected[[pair.source, pair.target]])
        #expect(pair.flows == cells.reduce(0) { $0 + $1.use.flows })
        #expect(pair.bytes == cells.reduce(0) { $0 + $1.use.bytes })
        #expect(pair.cells == Set(cells.map(\.use.cell)).count)
        #expect(pair.newCells == Set(cells.map(\.use.cell)).subtracting(before).count)
        let services = try archive.cells(from: pair.source, to: pair.target, in: range)
        #expect(services.map(\.cell) == Set(cells.map(\.use.cell)).sorted())
        for service in services {
          let own = cells.filter { $0.use.cell == service.cell }
          #expect(service.flows == own.reduce(0) { $0 + $1.use.flows })
          #expect(service.failedFlows == own.reduce(0) { $0 + $1.use.failedFlows })
          #expect(service.windows == own.count)
          #expect(service.firstWindow == all.first { $0.use.cell == service.cell }?.window)
        }
      }
    }
    let smb = try archive.subnetPairs(in: span, port: 445, transport: .tcp)
    #expect(
      smb.reduce(0) { $0 + $1.flows }
        == all.filter { $0.use.cell.service == .tcp(445) }.reduce(0) { $0 + $1.use.flows })
    let alerted = try archive.alerts(AlertFilter(kind: .crossing)).flatMap {
      try archive.alert($0.id).cells
    }
    for cell in alerted {
      let found = try archive.cells(from: cell.source, to: cell.target, in: span)
        .first { $0.cell == cell }
      #expect(found?.alerts.isEmpty == false)
    }
  }

  @Test("the host page lists what the blast radius of its edges has")
  func reach() async throws {
    let archive = try await Office.plain.value.archive
    let review = try ReviewPages(version: "1")
    let alert = try #require(try archive.alerts(AlertFilter(kind: .path)).first)
    let host = try #require(alert.host)
    let html = try #require(
      try review.host(
        archive, address: host, query: HostQuery(fields: ["after": alert.firstWindow.description]),
        frame: Self.frame))
    let edges = try #require(try archive.edges(of: alert.firstWindow))
    let reached = BlastRadius(edges, from: host, after: alert.firstWindow).reached.filter {
      $0.host != host
    }
    #expect(reached.count > 1)
    let section = try #require(html.split(separator: "reach_title\">").last)
    let table = try #require(section.split(separator: "</section>").first)
    let rows = table.matches(of: /<th scope="row"><a href="\/hosts\/([^"]*)"/).map { String($0.1) }
    #expect(rows == reached.prefix(60).map { $0.host.description })
  }

  @Test("the map of an alert is in its page, in the colours of the sheet")
  func map() async throws {
    let archive = try await Office.plain.value.archive
    let review = try ReviewPages(version: "1")
    let id = try #require(try archive.alerts(AlertFilter(kind: .path)).first?.id)
    let html = try #require(try review.alert(archive, id: id, frame: Self.frame))
    #expect(html.contains("class=\"attack_map_sheet\"") && html.contains("/assets/map.js"))
    let css = String(decoding: ReviewAssets.bytes(named: "map.css")?.bytes ?? [], as: UTF8.self)
    let classes = Set(html.matches(of: /(?:fill|line)_[a-z]+/).map { String($0.0) })
    #expect(classes.count > 3)
    for name in classes where name.hasPrefix("fill_") || name.hasPrefix("line_") {
      #expect(css.contains(".\(name){"), "\(name)")
    }
  }
}
