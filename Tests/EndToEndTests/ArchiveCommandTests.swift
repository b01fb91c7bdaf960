// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct ArchiveCommandTests {
  @Test("two processes at once both get their way")
  func together() throws {
    let inbox = try Inbox(alerts: 6)
    for number in 0..<6 {
      _ = try inbox.folder.write(
        (SmallLog.header
          + SmallLog.line(1_772_442_000 + number, "10.1.0.\(number + 50)", "10.2.0.3", 443)).utf8,
        to: "more-\(number).log")
    }
    let commands = inbox.ids.enumerated().map { number, id in
      "sidestep ingest more-\(number).log --db inbox.db 2>errors-\(number) & pids+=\" $!\"; "
        + "sidestep alerts dismiss \(id) --note n\(number) --db inbox.db & pids+=\" $!\"; "
    }.joined()
    let run = try Tool.shell(
      "\(commands) for pid in $pids; do wait $pid || exit 9; done", in: inbox.folder.path)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.lines.count { $0.hasPrefix("Took in 1 file") } == 6)
    #expect(run.lines.count { $0.hasSuffix(": dismissed") } == 6)
    let check = try Tool.run(["db", "check", "--db", inbox.database])
    #expect(check.status == 0, "\(check.text)")
    #expect(check.lines.first?.contains("7 files") == true, "\(check.text)")
    #expect(check.lines.first?.contains("6 verdicts") == true)
  }

  @Test("an archive that several processes make at once is made once")
  func made() throws {
    let folder = try Place()
    for number in 0..<5 {
      _ = try folder.write(
        (SmallLog.header
          + SmallLog.line(1_772_442_000 + number, "10.1.0.\(number + 50)", "10.2.0.3", 443)).utf8,
        to: "\(number).log")
    }
    let run = try Tool.shell(
      "for i in 0 1 2 3 4; do sidestep ingest $i.log --db new.db & pids+=\" $!\"; done; "
        + "for pid in $pids; do wait $pid || exit 9; done; sidestep db check --db new.db",
      in: folder.path)
    #expect(run.status == 0, "\(run.text) \(run.errors)")
    #expect(run.text.contains("5 files, 1 windows"))
  }

  @Test("a file that may not grow is a clear error and no damage")
  func full() throws {
    let folder = try Place()
    let days = try Office.firstDays.get()[0]
    let small = try folder.write(SmallLog.text.utf8, to: "small.log")
    #expect(try Tool.run(["ingest", small, "--db", folder.path + "/full.db"]).status == 0)
    // Signals that are ignored stay so in programs that are started.
    let run = try Tool.shell(
      "trap '' XFSZ; ulimit -f 200; sidestep ingest '\(days)' --db full.db", in: folder.path)
    #expect(run.status == 73, "\(run.text) \(run.errors)")
    #expect(run.errors.contains("error: ") && run.errors.contains("full.db"))
    let check = try Tool.run(["db", "check", "--db", folder.path + "/full.db"])
    #expect(check.status == 0, "\(check.text)")
    #expect(check.lines.first?.hasPrefix("1 files, 1 windows") == true)
    #expect(try Tool.run(["ingest", days, "--db", folder.path + "/full.db"]).status == 0)
  }

  @Test("notes and names that want to be commands to a terminal are shown as text")
  func hostile() throws {
    let inbox = try Inbox(alerts: 3)
    let evil = "\u{1b}[2J\u{202e}<b>=1+1\u{7}\n"
    for (action, id) in zip(["accept", "dismiss", "escalate"], inbox.ids) {
      let run = try Tool.run(
        ["alerts", action, id, "--note", evil, "--by", evil, "--db", inbox.database])
      #expect(run.status == 0, "\(run.errors)")
    }
    let database = ["--db", inbox.database]
    let shown =
      try inbox.ids.map { try Tool.run(["alerts", "show", $0] + database) }
      + [
        Tool.run(["alerts", "list"] + database), Tool.run(["alerts", "rules"] + database),
        Tool.run(["alerts", "stats"] + database), Tool.run(["db", "export", "audit"] + database),
        Tool.run(["db", "export", "verdicts"] + database),
        Tool.run(["alerts", "show", evil] + database),
        Tool.run(["alerts", "list", "--db", evil]),
      ]
    for run in shown {
      for text in [run.text, run.errors] {
        let bad = text.unicodeScalars.filter {
          $0.properties.generalCategory == .control && $0 != "\n"
            || $0.properties.generalCategory == .format
        }
        #expect(bad.isEmpty, "\(bad) in \(text)")
      }
    }
    let json = try Tool.run(["alerts", "rules", "--output-format", "json"] + database)
    let rules = try #require(
      try JSONSerialization.jsonObject(with: json.output) as? [[String: Any]])
    #expect(rules.count == 1 && rules[0]["uses"] as? Int == 0)
  }

  @Test("an alert is listed, shown with its map, accepted, held back and reopened")
  func life() throws {
    let inbox = try Inbox(alerts: 3)
    let database = ["--db", inbox.database]
    let id = inbox.ids[0]
    let map = inbox.folder.path + "/alert.svg"
    let show = try Tool.run(["alerts", "show", id, "--map", map] + database)
    #expect(show.status == 0 && show.text.contains("first tcp/600"), "\(show.text)")
    #expect(show.text.contains("0 of 4 windows before had it"))
    #expect(try String(contentsOfFile: map, encoding: .utf8).contains("<svg"))
    let accept = try Tool.run(
      ["alerts", "accept", id, "--note", "backup", "--expires", "30d"] + database)
    #expect(accept.text == "\(id): accepted\n")
    let open = try Tool.run(
      ["alerts", "list", "--status", "open", "--kind", "crossing", "--output-format", "ndjson"]
        + database)
    #expect(open.lines.count == 2 && !open.text.contains(id))
    let none = try Tool.run(["alerts", "list", "--zone", "nowhere"] + database)
    #expect(none.status == 0 && none.text.isEmpty && none.errors.contains("no alert"))
    #expect(try Tool.run(["alerts", "reopen", id] + database).text == "\(id): open\n")
    let rules = try Tool.run(["alerts", "rules", "--output-format", "csv"] + database)
    #expect(rules.lines.count == 2 && rules.text.contains(",true,0,"), "\(rules.text)")
  }

  @Test("a broken pipe, a missing archive, other options than fit: each has its status")
  func statuses() throws {
    let inbox = try Inbox(alerts: 3)
    let cut = try Tool.shell(
      "sidestep alerts list --db inbox.db | head -n 1", in: inbox.folder.path)
    #expect(cut.status == 0 && cut.lines.count == 1)
    let database = ["--db", inbox.database]
    let log = inbox.folder.path + "/conn.log"
    let cases: [(Int32, [String])] = [
      (66, ["alerts", "list", "--db", "/nowhere/x.db"]),
      (64, ["alerts", "show", "host-0"] + database),
      (64, ["analyze", log, "--baseline", log] + database),
      (64, ["analyze", log, "--port", "22"] + database),
      (64, ["ingest", log, "--window", "12h"] + database), (64, ["ingest"] + database),
      (65, ["db", "check", "--db", log]), (64, ["alerts", "list", "--limit", "0"] + database),
      (0, ["analyze"] + database), (0, ["ingest", log] + database),
    ]
    for (status, arguments) in cases {
      let run = try Tool.run(arguments)
      #expect(run.status == status, "\(arguments): \(run.text) \(run.errors)")
      #expect(status == 0 || run.errors.contains("rror: "), "\(arguments)")
    }
  }
}
