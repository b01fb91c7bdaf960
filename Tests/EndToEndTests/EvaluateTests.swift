// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// What `sidestep evaluate` says of the example office, and how it fails.
@Suite struct EvaluateTests {
  private static let files: Set = [
    "figures.csv", "hosts.csv", "precision_recall.svg", "roc.svg", "recall_per_scenario.svg",
  ]
  private static let methods = [
    "sidestep", "isolation_forest", "isolation_forest_topology", "new_edges", "new_control_edges",
  ]

  /// An evaluation of the example office, once for all tests.
  private struct Made: Sendable {
    let folder: String
    let text: String

    init() throws {
      let office = try Office.demo.get()
      folder = try Place().path + "/evaluation"
      let run = try Tool.run(
        ["evaluate", "--truth", office.truth, "--threads", "1", "-o", folder] + office.options)
      try #require(run.status == 0, "\(run.errors)")
      text = run.text
    }

    /// Figure, then method, to value.
    func figures() throws -> [String: [String: Double]] {
      let rows = try String(contentsOfFile: folder + "/figures.csv", encoding: .utf8)
        .split(separator: "\n").map {
          $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
      #expect(rows[0] == ["figure"] + EvaluateTests.methods + ["meaning"])
      return Dictionary(
        uniqueKeysWithValues: rows.dropFirst().map { row in
          let values = zip(EvaluateTests.methods, row.dropFirst()).compactMap { name, text in
            Double(text).map { (name, $0) }
          }
          return (row[0], Dictionary(uniqueKeysWithValues: values))
        })
    }
  }

  private static let made = Result { try Made() }

  @Test("the example's intrusion is found, and better than by plainer methods")
  func figures() throws {
    let made = try Self.made.get()
    #expect(Set(try contents(of: made.folder).keys) == Self.files)
    let figures = try made.figures()
    #expect(figures["host_recall"]?["sidestep"] == 1)
    #expect(figures["recall_hop_chain"]?["sidestep"] == 1)
    #expect(figures["hops_on_one_path"]?["sidestep"] == 1)
    #expect(figures["hops_in_order"]?["sidestep"] == 1)
    #expect(figures["hops_on_one_path"]?["new_edges"] == nil)
    #expect(figures["intrusions_found"]?["sidestep"] == 1)
    let precision = try #require(figures["host_average_precision"])
    let own = try #require(precision["sidestep"])
    for method in Self.methods.dropFirst() { #expect(try #require(precision[method]) < own) }
    for (name, values) in figures where !name.hasSuffix("_per_day") && !name.hasPrefix("hours") {
      #expect(values.values.allSatisfy { (0...1).contains($0) }, "\(name)")
    }
    #expect(made.text.contains("\nhost_average_precision"))
    #expect(made.text.hasPrefix("Judged "))
  }

  @Test("recall of the table is what counting in hosts.csv and the truth gives")
  func hosts() throws {
    let made = try Self.made.get()
    let office = try Office.demo.get()
    let truth = try String(contentsOfFile: office.truth, encoding: .utf8).split(separator: "\n")
    let senders = Set(truth.dropFirst().map { String($0.split(separator: ",")[4]) })
    let rows = try String(contentsOfFile: made.folder + "/hosts.csv", encoding: .utf8)
      .split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
    #expect(
      rows[0].prefix(7) == [
        "host", "window_start", "window_end", "truth", "scenario", "score", "flagged",
      ])
    let acting = rows.filter { $0[3] == "acting" }
    #expect(Set(acting.map { $0[0] }) == senders)
    #expect(acting.allSatisfy { $0[4] == "hop_chain" })
    for (place, method) in Self.methods.enumerated() {
      let found = acting.count { $0[6 + 2 * place] == "true" }
      let recall = try made.figures()["host_recall"]?[method]
      #expect(recall == Double(found) / Double(senders.count), "\(method)")
    }
  }

  @Test("plots are well-formed, hold nothing that runs, and name every method")
  func plots() throws {
    let made = try Self.made.get()
    for name in Self.files where name.hasSuffix(".svg") {
      let svg = try SVGText(contentsOf: made.folder + "/" + name)
      #expect(svg.elements.isSubset(of: ["svg", "title", "desc", "rect", "text", "g", "path"]))
      #expect(!svg.attributes.contains { $0.name.hasPrefix("on") || $0.name.hasSuffix("href") })
      let text = try String(contentsOfFile: made.folder + "/" + name, encoding: .utf8)
      for method in ["sidestep", "Isolation Forest", "never-seen-before", "remote-administration"] {
        #expect(text.contains(method), "\(name)")
      }
      #expect(!text.contains("nan") && !text.contains("inf\""))
    }
  }

  @Test("two threads write the same bytes as one, and what an earlier run left goes")
  func threads() throws {
    let made = try Self.made.get()
    let office = try Office.demo.get()
    let place = try Place()
    let folder = place.path + "/evaluation"
    _ = try place.write("old".utf8, to: "evaluation/permuted.csv")
    let run = try Tool.run(
      ["evaluate", "--truth", office.truth, "--threads", "2", "-o", folder] + office.options)
    #expect(run.status == 0)
    #expect(try contents(of: folder) == contents(of: made.folder))
  }

  @Test("permuted addresses change no figure of the example")
  func permuted() throws {
    let office = try Office.demo.get()
    let folder = try Place().path + "/evaluation"
    let run = try Tool.run(
      ["evaluate", "--permuted", "--truth", office.truth, "-o", folder] + office.options)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("Hosts are judged by behaviour, not by address"))
    let rows = try String(contentsOfFile: folder + "/permuted.csv", encoding: .utf8)
      .split(separator: "\n")
    #expect(rows[0] == "figure,as_is,other_seed,within_subnets,across_subnets")
    #expect(rows.contains("host_recall,1,1,1,1") && rows.contains("hops_in_order,1,1,1,1"))
    #expect(Set(try contents(of: folder).keys) == Self.files.union(["permuted.csv"]))
  }

  @Test("options are chosen on earlier days and reported on later ones, by the seed")
  func tuned() throws {
    let place = try Place()
    let (flows, truth) = (place.path + "/conn.log", place.path + "/truth.csv")
    let made = try Tool.run([
      "simulate", "-o", flows, "--truth", truth, "--hosts", "50", "--flows", "1500", "--days", "12",
      "--scenario", "slow_chain", "--scenario", "sweep",
    ])
    #expect(made.status == 0)
    var files: [Data?] = []
    for seed in ["3", "4"] {
      let folder = place.path + "/out"
      let run = try Tool.run([
        "evaluate", flows, "--truth", truth, "--baseline-until", "2026-03-09", "--tune", "2",
        "--seed", seed, "-o", folder,
      ])
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.text.contains("Tuned on the days before 2026-03-13T00:00:00Z"))
      #expect(run.text.contains("held_out_figure"))
      #expect(run.text.contains("Several intrusions in one window"))
      files.append(try contents(of: folder)["tuned.csv"])
    }
    #expect(files[0] != files[1])
    #expect(files[0]?.count { $0 == UInt8(ascii: "\n") } == 4)
  }

  @Test("tuning needs two days with an intrusion, and says so")
  func untunable() throws {
    let (place, log) = try SmallLog.folder()
    let truth = try place.write("host\n10.1.0.2\n".utf8, to: "truth.csv")
    let folder = place.path + "/out"
    let arguments = ["evaluate", log, "--truth", truth, "-o", folder, "--tune"]
    let run = try Tool.run(arguments + ["2"])
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.errors.contains("--tune 2: the truth has fewer than two judged days"))
    #expect(!FileManager.default.fileExists(atPath: folder))
    let none = try Tool.run(arguments + ["0"])
    #expect(none.status == 64 && none.errors.contains("--tune 0: must be 1 to 1000"))
  }

  @Test("a list of hosts is a truth too; hostile scenario names stay names")
  func listed() throws {
    let office = try Office.demo.get()
    let place = try Place()
    let truth = try place.write(
      """
      host,start,end,scenario
      10.10.2.230,2026-03-12T09:00:00Z,,"<script>alert(1)</script>"
      10.10.3.33,,,"=1+1,\u{202e}x"
      198.51.100.7,,,"abroad"
      10.77.77.77,2026-03-12,2026-03-13,"=1+1,\u{202e}x"
      """.utf8, to: "truth.csv")
    let run = try Tool.run(
      ["evaluate", "--truth", truth, "-o", place.path + "/out"] + office.options)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("Not internal and left out: 1 of the truth's hosts"))
    #expect(run.text.contains("3 of them malicious"))
    #expect(!run.text.contains("\u{202e}"))
    let svg = try SVGText(contentsOf: place.path + "/out/recall_per_scenario.svg")
    #expect(!svg.elements.contains("script"))
    let hosts = try String(contentsOfFile: place.path + "/out/hosts.csv", encoding: .utf8)
    #expect(hosts.contains("\n10.77.77.77,") && hosts.contains(",\"'=1+1,"))
  }

  @Test("a truth outside of what is judged leaves figures open and says so")
  func elsewhen() throws {
    let office = try Office.demo.get()
    let place = try Place()
    let truth = try place.write("host,start,end\n10.10.2.230,2025-01-01,2025-01-02\n".utf8, to: "t")
    let run = try Tool.run(
      ["evaluate", "--truth", truth, "-o", place.path + "/out"] + office.options)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("Of 1 intrusions 0 lie in judged windows"))
    #expect(run.text.contains("only alarms can be counted"))
    let figures = try String(contentsOfFile: place.path + "/out/figures.csv", encoding: .utf8)
    #expect(figures.contains("\nhost_average_precision,,,,,"))
    let svg = try SVGText(contentsOf: place.path + "/out/recall_per_scenario.svg")
    #expect(svg.elements.contains("text"))
  }

  @Test("a small capture without a past is measured by what needs none")
  func withoutPast() throws {
    let (folder, log) = try SmallLog.folder()
    let truth = try folder.write("host\n10.1.0.2\n".utf8, to: "truth.csv")
    let run = try Tool.run(["evaluate", log, "--truth", truth, "-o", folder.path + "/out"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("Without a past only methods that need none are compared."))
    #expect(Set(try contents(of: folder.path + "/out").keys) == Self.files)
  }

  @Test(
    "a truth that cannot be read ends with a message that names file and line",
    arguments: [
      ("", 65, ":1: header:"), ("host\n10.1.0.2\n10.1.0.2.3\n", 65, ":3: host:"),
      ("time,who\n", 65, ":1: header:"),
    ])
  func wrongTruth(text: String, status: Int32, words: String) throws {
    let (folder, log) = try SmallLog.folder()
    let truth = try folder.write(text.utf8, to: "truth.csv")
    let run = try Tool.run(["evaluate", log, "--truth", truth, "-o", folder.path + "/out"])
    #expect(run.status == status)
    #expect(run.errors.contains(truth + words), "\(run.errors)")
    #expect(run.output.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/out"))
  }

  @Test("a missing truth, no truth, no input and a place that cannot be written say so")
  func failures() throws {
    let (folder, log) = try SmallLog.folder()
    let truth = try folder.write("host\n10.1.0.2\n".utf8, to: "truth.csv")
    let absent = try Tool.run(["evaluate", log, "--truth", folder.path + "/absent.csv"])
    #expect(absent.status == 66 && absent.errors.contains("absent.csv"), "\(absent.errors)")
    let none = try Tool.run(["evaluate", log])
    #expect(none.status == 64 && none.errors.contains("--truth"))
    let typo = try Tool.run(["evaluate", log, "--truht", truth])
    #expect(typo.status == 64)
    #expect(try Tool.run(["evaluate", "--truth", truth]).status == 64)
    let blocked = try Tool.run(["evaluate", log, "--truth", truth, "-o", truth + "/out"])
    #expect(blocked.status == 73 && blocked.output.isEmpty)
  }
}
