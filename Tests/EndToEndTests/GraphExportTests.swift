// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// The host graph, read back by other people's readers.
@Suite struct GraphExportTests {
  private static let formats = ["dot", "graphml", "gexf", "cytoscape", "opengraph"]

  private func agreement(_ input: String, _ options: [String] = []) throws -> [String] {
    let place = try Place()
    for format in Self.formats {
      let run = try Tool.run(
        ["graph", input, "--output-format", format, "-o", "\(place.path)/graph.\(format)"]
          + options)
      #expect(run.status == 0, "\(run.errors)")
    }
    let edges = try Tool.run(["edges", input, "--output-format", "csv"])
    let text = try Python.run([
      Python.oracle("graphs.py", of: "EndToEndTests"), place.path,
      try place.write(edges.output, to: "edges.csv"),
    ])
    return text.split(separator: "\n").map(String.init)
  }

  @Test(
    "every format read back by its peer has the hosts and links that edges prints",
    .enabled(if: Python.hasPeers, "\(Python.peersReason)"),
    .enabled(if: SharedData.isPresent, "\(SharedData.reason)"),
    arguments: ["otrf-apt29-day1", "dapt2020", "suricata"])
  func readBack(input: String) throws {
    let lines = try agreement(SharedData.path(input))
    #expect(lines.last?.hasSuffix(" links, 0 disagreements") == true, "\(lines)")
  }

  @Test(
    "names that are hostile stay text in every format",
    .enabled(if: Python.hasPeers, "\(Python.peersReason)"))
  func hostileNames() throws {
    let place = try Place()
    let log = try place.write(SmallLog.text.utf8, to: "conn.log")
    let names = [#"a]; b [label=c\N"#, "<script>]]></data>&amp;\u{1}\u{202e}", "'\\ --><x"]
    var assets = "ip,name,role,from,to\n"
    for (number, name) in names.enumerated() {
      assets += "\(["10.1.0.1", "10.1.0.2", "10.2.0.3"][number]),\(name),,,\n"
    }
    let told = try place.write(assets.utf8, to: "assets.csv")
    let lines = try agreement(log, ["--assets", told])
    #expect(lines.last == "4 hosts, 3 links, 0 disagreements", "\(lines)")
    let read = try JSONDecoder().decode(
      [String].self, from: Data((lines.dropLast().last ?? "").utf8))
    #expect(read.contains(names[0]) && read.contains(names[2]))
    #expect(read.contains("<script>]]></data>&amp;\u{fffd}\u{fffd}"))
  }

  @Test("the csv has a line a link; pairs list their services")
  func csv() throws {
    let log = try Place().write(SmallLog.text.utf8, to: "conn.log")
    let services = try Tool.run(["graph", log, "--output-format", "csv"])
    #expect(services.status == 0 && services.lines.count == 4, "\(services.text)")
    #expect(
      services.lines[0]
        == "source,target,service,protocol,dst_port,flows,failed_flows,bytes_out,bytes_in,"
        + "first_seen,last_seen,crosses_subnet")
    let more = try Place().write(
      (SmallLog.text + SmallLog.line(1_772_442_300, "10.1.0.1", "10.1.0.2", 22)).utf8,
      to: "conn.log")
    let pairs = try Tool.run(["graph", more, "--output-format", "csv", "--by", "pair"])
    #expect(pairs.lines.contains { $0.hasPrefix("10.1.0.1,10.1.0.2,tcp/22 tcp/445,2,0,200,400,") })
  }

  @Test("what cannot be read or written says so, and a pipe into head ends well")
  func failures() throws {
    let log = try Place().write(SmallLog.text.utf8, to: "conn.log")
    #expect(try Tool.run(["graph", log]).status == 64)
    #expect(try Tool.run(["graph", log, "--output-format", "svg"]).status == 64)
    #expect(try Tool.run(["graph", "--output-format", "dot"]).status == 64)
    #expect(
      try Tool.run(["graph", log, "--output-format", "dot", "-o", "/nowhere/g.dot"]).status == 73)
    #expect(try Tool.shell("sidestep graph \(log) --output-format dot | head -1").status == 0)
  }

  @Test("features describe themselves without input, and every column is described")
  func describe() throws {
    let told = try Tool.run(["features", "--describe", "--output-format", "csv"])
    #expect(told.status == 0 && told.errors.isEmpty)
    let log = try Place().write(SmallLog.text.utf8, to: "conn.log")
    let columns = try Tool.run(["features", log, "--output-format", "csv"]).lines[0]
      .split(separator: ",").dropFirst(3)
    let names = told.lines.dropFirst().map { String($0.prefix { $0 != "," }) }
    #expect(names == columns.map(String.init))
    let part = try Tool.run(["features", "--describe", "--features", "burst"])
    #expect(part.lines.count == 6 && part.text.contains("midas_f"), "\(part.text)")
    let nothing = try Tool.run(["features"])
    #expect(nothing.status == 64 && nothing.errors.contains("name the files"))
  }

  @Test("roles recognised in the example are those its assets file tells, nearly always")
  func roles() throws {
    let example = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Resources/examples/office").path
    let run = try Tool.run(["graph", "\(example).conn.log.gz", "--output-format", "dot"])
    var found: [String: String] = [:]
    for line in run.lines {
      if let match = line.firstMatch(of: /^  "([^"]+)" \[.* role="([^"]+)"/) {
        found[String(match.1)] = String(match.2)
      }
    }
    var told: [String: [String]] = [:]
    for line in try String(contentsOfFile: "\(example).assets.csv", encoding: .utf8)
      .split(separator: "\n").dropFirst()
    {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      told[String(fields[2]), default: []].append(found[String(fields[0])] ?? "")
    }
    for role in ["domain_controller", "file_server", "database", "printer", "scanner"] {
      #expect(told[role]?.isEmpty == false && told[role]?.allSatisfy { $0 == role } == true)
    }
    // Two clients are administrators' machines.
    let clients = told["client"] ?? []
    #expect(clients.count > 90)
    #expect(clients.allSatisfy { ["client", "admin_workstation"].contains($0) })
  }
}
