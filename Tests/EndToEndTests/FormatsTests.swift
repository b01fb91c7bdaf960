// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Formats and mappings as a user meets them.
@Suite struct FormatsTests {
  private static let odd = """
    When;From;FromPort;To;ToPort;P;Sent
    02.03.2026 09:00:00;10.1.0.4;50000;10.2.0.9;445;tcp;1720
    02.03.2026 09:00:01;10.1.0.4;50001;10.2.0.9;22;tcp;90

    """
  private static let inline =
    "time=When,src=From,sport=FromPort,dst=To,dport=ToPort,proto=P,bytes-out=Sent,"
    + "time-format=%d.%m.%Y %H:%M:%S"

  @Test("formats are listed, and each is a mapping file that --map reads as the format itself")
  func listed() throws {
    let list = try Tool.run(["formats"])
    #expect(
      list.status == 0 && list.text.hasPrefix("zeek: Zeek conn.log (columns, json)\n  time=ts"))
    let (folder, log) = try SmallLog.folder()
    let mapping = try Tool.run(["formats", "ZEEK"])
    #expect(mapping.status == 0)
    let path = try folder.write(mapping.text.utf8, to: "own.map")
    let run = try Tool.run(["edges", log, "--map", path, "--output-format", "csv"])
    #expect(run.status == 0 && run.text == SmallLog.edges, "\(run.errors)")
    let wrong = try Tool.run(["formats", "zek"])
    #expect(wrong.status == 64 && wrong.errors.contains("known are zeek, suricata"))
  }

  @Test("a file in no known format is read by a mapping, on the command line or in a file")
  func mapped() throws {
    let place = try Place()
    let path = try place.write(Self.odd.utf8, to: "odd.csv")
    let without = try Tool.run(["edges", path])
    #expect(without.status == 66 && without.errors.contains("--map"))
    let inline = try Tool.run(["edges", path, "--map", Self.inline, "--output-format", "csv"])
    #expect(inline.status == 0, "\(inline.errors)")
    #expect(inline.text.contains("10.1.0.4,10.2.0.9,tcp,445,1,0,1720,0,2026-03-02T09:00:00Z"))
    let lines = Self.inline.replacing(",", with: "\n").replacing("=", with: " = ")
    let file = try place.write("# ours\n\(lines)\n".utf8, to: "odd.map")
    #expect(
      try Tool.run(["edges", path, "--map", file, "--output-format", "csv"]).text == inline.text)
  }

  @Test("a wrong mapping is an error with its place")
  func faults() throws {
    let place = try Place()
    let path = try place.write(Self.odd.utf8, to: "odd.csv")
    let typo = try Tool.run(["edges", path, "--map", "tme=When,src=From,dst=To,proto=P"])
    #expect(typo.status == 64 && typo.errors.contains("--map: tme: no key of a mapping"))
    let column = try Tool.run(["edges", path, "--map", "time=Wen,src=From,dst=To,proto=P"])
    #expect(column.status == 66 && column.errors.contains("columns without start time (wen)"))
    let file = try place.write("time = When\nsrc\n".utf8, to: "bad.map")
    let bad = try Tool.run(["edges", path, "--map", file])
    #expect(bad.status == 65 && bad.errors.contains("bad.map:2: src: not of the form key = value"))
    #expect(try Tool.run(["edges", path, "--map", "/nonexistent.map"]).status == 66)
    let hostile = try place.write([0x1b, 0x5b, 0x32, 0x4a, 0x0a], to: "hostile.map")
    let escaped = try Tool.run(["edges", path, "--map", hostile])
    #expect(escaped.status == 65 && !escaped.errors.contains("\u{1b}"))
  }

  @Test("labels of flows stand for a truth file")
  func labels() throws {
    let place = try Place()
    var rows = "time,src,sport,dst,dport,proto,bytes,label\n"
    for day in 2...9 {
      for host in 1...12 {
        for target in 1...3 {
          rows +=
            "2026-03-0\(day)T09:\(10 + host):00Z,10.1.0.\(host),50000,10.2.0.\(target),443,tcp,1720,benign\n"
        }
      }
    }
    for target in 1...12 where target != 5 {
      rows += "2026-03-09T11:\(10 + target):00Z,10.1.0.5,50001,10.1.0.\(target),3389,tcp,5000,Bot\n"
    }
    let path = try place.write(rows.utf8, to: "labelled.csv")
    let run = try Tool.run(["evaluate", path, "-o", place.path + "/out"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("told by labels: 11 flows of 1 hosts, 288 labelled benign"))
    #expect(run.text.contains("1 of them malicious"))
    let missing = try Tool.run(["evaluate", path, "--label-column", "verdict"])
    #expect(missing.status == 64 && missing.errors.contains("--label-column"))
    let both = try Tool.run(["evaluate", path, "--truth", path, "--label-column", "x"])
    #expect(both.status == 64 && both.errors.contains("not both"))
  }
}
