// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `sidestep map`, view by view, on the example office.
@Suite struct MapTests {
  private func map(_ arguments: [String]) throws -> SVGText {
    let office = try Office.demo.get()
    let run = try Tool.run(["map", "-o", "-"] + office.options + arguments)
    #expect(run.status == 0, "\(run.errors)")
    return try SVGText(run.output)
  }

  private func texts(_ svg: SVGText, _ kind: String) -> [[String]] {
    svg.groups.filter { $0.classes.contains(kind) }.map(\.texts)
  }

  @Test("without a view and a host it is the map of the report, byte for byte")
  func path() throws {
    let office = try Office.demo.get()
    let run = try Tool.run(["map", "-o", "-"] + office.options)
    #expect(run.status == 0, "\(run.errors)")
    let map = try Data(contentsOf: URL(fileURLWithPath: office.report + "/map.svg"))
    #expect(run.output == map)
  }

  @Test(
    "the blast radius of the entry holds the planted path, by name or address, and grows with time")
  func blast() throws {
    let office = try Office.demo.get()
    let planted = try office.plantedPath()
    let entry = try #require(planted.first)
    let after = "\(entry.source)@\(entry.time)"
    let nodes = texts(try map(["--view", "blast", "--host", after]), "node").flatMap { $0 }
    for step in planted {
      #expect(nodes.contains { $0.hasPrefix("\(step.target) ") }, "\(step.target)")
    }
    let named = try Tool.run(
      ["map", "--view", "blast", "--host", "ws-0049", "-o", "-"] + office.options)
    #expect(named.status == 0 && named.text.contains("Blast radius of ws-0049"), "\(named.errors)")
    let late = try map(["--view", "blast", "--host", "\(entry.source)@2026-03-12T23:00:00Z"])
    #expect(texts(late, "node").count == 1)
  }

  @Test("crossings mark the planted ways between subnets as new")
  func crossings() throws {
    let svg = try map(["--view", "crossings"])
    let nodes = texts(svg, "node").compactMap(\.first)
    #expect(nodes.contains("site1-floor1") && nodes.contains("administration"))
    let labels = texts(svg, "label")
    #expect(labels.contains { $0.contains("new") && $0.contains("WinRM (tcp/5985)") })
  }

  @Test("changes against the baseline tell the planted sessions as new")
  func changes() throws {
    let svg = try map(["--view", "changes"])
    #expect(svg.groups.contains { $0.title.contains("appeared: ") && $0.title.contains("WinRM") })
    #expect(svg.groups.contains { $0.classes.contains("appeared") })
    let two = try map([
      "--view", "changes", "--from", "2026-03-12T08:00:00Z", "--to", "2026-03-12T18:00:00Z",
      "--against", "2026-03-11T08:00:00Z/2026-03-11T18:00:00Z",
    ])
    #expect(two.groups.contains { $0.classes.contains("appeared") })
  }

  @Test(
    "options that do not go together are wrong usage and name what is wrong",
    arguments: [
      (["--view", "blast"], "--view blast needs --host"),
      (["--view", "crossings", "--host", "10.2.0.231"], "--host goes with --view"),
      (["--view", "changes", "--hops", "2"], "--hops goes with --view neighbourhood"),
      (["--against", "2026-03-05/2026-03-06"], "--against goes with --view changes"),
      (["--from", "2026-03-12"], "--from and --to do not go with --view path"),
      (["--view", "changes", "--against", "2026-03-06/2026-03-05"], "2026-03-06/2026-03-05"),
      (["--view", "blast", "--host", "10.2.0.231@noon"], "--host 10.2.0.231@noon"),
      (["--view", "blast", "--host", "nobody"], "neither an address nor a name"),
      (["--view", "sideways"], "sideways"),
    ])
  func usage(arguments: [String], words: String) throws {
    let (folder, log) = try SmallLog.folder()
    let run = try Tool.run(["map", log, "-o", folder.path + "/map.svg"] + arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(words), "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  @Test("changes with nothing before them say what to add")
  func nothingBefore() throws {
    let (folder, log) = try SmallLog.folder()
    let run = try Tool.run(["map", log, "--view", "changes", "-o", folder.path + "/map.svg"])
    #expect(run.status == 64)
    #expect(run.errors.contains("to compare with: add earlier flows"), "\(run.errors)")
  }
}
