// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// What is known to be in real captures is shown.
@Suite(.enabled(if: SharedData.isPresent, "\(SharedData.reason)")) struct RealFindingTests {
  @Test("the map around APT29's first host shows its hop to 10.0.1.6 with WinRM, SMB and RPC")
  func aptMap() throws {
    let folder = try Place()
    let path = folder.path + "/map.svg"
    let run = try Tool.run([
      "map", SharedData.path("otrf-apt29-day1/zeek"), "--host", "10.0.1.4", "--hops", "1", "-o",
      path,
    ])
    #expect(run.status == 0, "\(run.errors)")
    let svg = try SVGText(contentsOf: path)
    let arrow = try #require(
      svg.groups.first { group in
        group.classes.contains("edge") && group.title.hasPrefix("10.0.1.4 → 10.0.1.6,")
          && group.title.contains("tcp/5985")
      })
    for service in ["tcp/5985", "tcp/445", "tcp/135"] { #expect(arrow.title.contains(service)) }
    let words = svg.groups.flatMap(\.texts).joined(separator: " ")
    for word in ["WinRM (tcp/5985)", "SMB (tcp/445)", "RPC (tcp/135)", "00:33:26 UTC"] {
      #expect(words.contains(word))
    }
    for host in ["10.0.0.4", "10.0.1.4", "10.0.1.6", "192.168.0.4", "192.168.0.5"] {
      #expect(svg.groups.contains { $0.classes.contains("node") && $0.texts.contains(host) })
    }
  }

  private func first(_ arguments: [String]) throws -> [String: Any] {
    let run = try Tool.run(["score", "--output-format", "ndjson"] + arguments)
    #expect(run.status == 0, "\(run.errors)")
    let line = try #require(run.lines.first)
    return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test(
    "a scanner is the first row",
    arguments: [
      ("slips/zeek/port-scans_horizontal.conn.log", "10.0.2.112"),
      ("slips/zeek/port-scans_vertical.conn.log", "192.168.1.9"),
      ("insider-zeek/conn.log", "192.168.100.143"),
    ])
  func scanner(file: String, host: String) throws {
    #expect(try first([SharedData.path(file)])["host"] as? String == host)
  }

  @Test("a scanner of ports is the first row also when its target is a host")
  func verticalAmongTargets() throws {
    let row = try first([
      SharedData.path("slips/zeek/port-scans_vertical.conn.log"), "--internal", "0.0.0.0/0",
    ])
    #expect(row["host"] as? String == "192.168.1.9")
  }

  @Test("a scanner of hosts is the first row also when its targets are hosts")
  func horizontalAmongTargets() throws {
    let row = try first([
      SharedData.path("slips/zeek/port-scans_horizontal.conn.log"), "--internal", "0.0.0.0/0",
    ])
    #expect(row["host"] as? String == "10.0.2.112")
  }
}
