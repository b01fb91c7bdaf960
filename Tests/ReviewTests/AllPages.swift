// SPDX-License-Identifier: Apache-2.0

import Archive
import Flows
import Foundation
import Review
import TestSupport

/// Every page there is of an archive, by name.
struct AllPages {
  private(set) var pages: [(name: String, html: String)] = []

  init(_ archive: Archive, frame: PageFrame) throws {
    let review = try ReviewPages(version: "1.2.3")
    func add(_ name: String, _ html: String) { pages.append((name, html)) }
    add("login", review.login(nil, frame: frame))
    add("login_again", review.login(frame.notice ?? "The token is wrong.", frame: frame))
    add(
      "problem",
      review.problem(
        status: 404, title: frame.notice ?? "No such page",
        text: frame.notice ?? "There is nothing here.", frame: frame))
    for (name, fields) in [
      ("inbox", [:]), ("inbox_all", ["status": "all"]),
      ("inbox_escalated", ["status": "escalated"]),
      ("inbox_none", ["zone": frame.notice.map { String($0.prefix(200)) } ?? "nowhere"]),
      ("inbox_after", ["status": "all", "after": "low.0.host-0"]),
      (
        "inbox_filtered",
        [
          "kind": "crossing", "status": "all", "since": "2020-01-01T05:00", "severity": "low",
        ]
      ),
    ] as [(String, [String: String])] {
      add(name, try review.inbox(archive, query: InboxQuery(fields: fields), frame: frame))
    }
    for alert in try archive.alerts(limit: 8) {
      guard let page = try review.alert(archive, id: alert.id, frame: frame) else { continue }
      add("alert_\(alert.id)", page)
    }
    add("matrix", try review.matrix(archive, query: MatrixQuery(), frame: frame))
    if let span = try archive.span(), let pair = try archive.subnetPairs(in: span).first {
      let fields = [
        "from_subnet": pair.source.description, "to_subnet": pair.target.description,
        "from": span.start.description,
      ]
      add(
        "matrix_pair", try review.matrix(archive, query: MatrixQuery(fields: fields), frame: frame))
      add(
        "matrix_port",
        try review.matrix(archive, query: MatrixQuery(fields: ["port": "445"]), frame: frame))
    }
    for host in Set(try archive.alerts().compactMap(\.host)).sorted().prefix(4) {
      guard let page = try review.host(archive, address: host, frame: frame) else { continue }
      add("host_\(host)", page)
    }
    add("runs", try review.runs(archive, frame: frame))
    add("rules", try review.rules(archive, frame: frame))
  }

  /// Writes each into a folder, with what they need, for a browser to look at.
  func write(to folder: String) throws {
    let root = URL(filePath: folder)
    try FileManager.default.createDirectory(
      at: root.appending(path: "assets"), withIntermediateDirectories: true)
    for page in pages {
      try page.html.write(
        to: root.appending(path: "\(page.name).html"), atomically: true, encoding: .utf8)
    }
    for name in ReviewAssets.names {
      try Data(ReviewAssets.bytes(named: name)?.bytes ?? []).write(
        to: root.appending(path: "assets/\(name)"))
    }
  }
}
