// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A model in a file does what the flows it was made of do.
@Suite struct ModelTests {
  /// The example, cut into the days before the judged one, in three portions, and that day.
  private struct Days {
    let folder: Place
    let past: [String]
    let present: String
    let known: [String]

    static let demo = Result { try Days() }

    private init() throws {
      let office = try Office.demo.get()
      folder = try Place()
      let path = folder.path
      // Midnights of 2 March 2026 and of days after it; header lines go into every file.
      let cuts = [0, 3, 4, 10, 11].map { 1_772_409_600 + $0 * 86_400 }
      let names = ["first", "second", "third", "present"]
      for (name, cut) in zip(names, zip(cuts, cuts.dropFirst())) {
        let cut = try Tool.shell(
          "gzip -dc '\(office.flows)' | awk -F'\\t' '/^#/ || $1 >= \(cut.0) && $1 < \(cut.1)' "
            + "> '\(path)/\(name).log'")
        try #require(cut.status == 0)
      }
      past = names.dropLast().map { "\(path)/\($0).log" }
      present = "\(path)/present.log"
      known = ["--subnets", office.subnets, "--assets", office.assets]
    }

    /// A model of all days, learned at once.
    static let model = Result {
      let days = try demo.get()
      let path = days.folder.path + "/office.model"
      let run = try Tool.run(["learn"] + days.past + days.known + ["-o", path])
      try #require(run.status == 0, "\(run.errors)")
      return path
    }
  }

  @Test("days learned one after the other give the bytes of days learned at once")
  func portions() throws {
    let days = try Days.demo.get()
    let path = days.folder.path + "/grown.model"
    for (place, log) in days.past.enumerated() {
      let before = place == 0 ? [] : ["--model", path]
      let run = try Tool.run(["learn", log, "-o", path] + before + days.known)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.lines.last?.hasPrefix("Model: \(path), ") == true)
    }
    let whole = try Data(contentsOf: URL(fileURLWithPath: Days.model.get()))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == whole)
    let office = try Office.demo.get()
    let until = days.folder.path + "/until.model"
    let run = try Tool.run(
      ["learn", office.flows, "--until", Office.baselineUntil, "-o", until] + days.known)
    #expect(run.status == 0)
    #expect(run.text.contains("the model knows 10, from 2026-03-02"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: until)) == whole)
  }

  @Test("a report by the model has the scores and findings of one by the flows")
  func analyze() throws {
    let days = try Days.demo.get()
    let folder = try Place()
    let (byFlows, byModel) = (folder.path + "/flows", folder.path + "/model")
    let told = try Tool.run(
      ["analyze", days.present, "-o", byFlows] + days.known
        + days.past.flatMap { ["--baseline", $0] })
    let learned = try Tool.run(
      ["analyze", days.present, "-o", byModel, "--model", try Days.model.get()] + days.known)
    #expect(told.status == 0 && learned.status == 0, "\(told.errors)\(learned.errors)")
    let (one, other) = (try contents(of: byFlows), try contents(of: byModel))
    #expect(one["hosts.csv"] == other["hosts.csv"])
    #expect(one["crossings.csv"] == other["crossings.csv"])
    let reports = try [one, other].map { files in
      var report = try #require(
        try JSONSerialization.jsonObject(with: files["findings.json"] ?? Data()) as? [String: Any])
      let provenance = report.removeValue(forKey: "provenance").map { "\($0)" } ?? ""
      #expect(provenance.contains("sha256"))
      // A model does not know what hosts did day by day.
      report["findings"] = (report["findings"] as? [[String: Any]])?.map { finding in
        finding.filter { $0.key != "days" }
      }
      return report as NSDictionary
    }
    #expect(reports[0] == reports[1])
    #expect(try !Findings(folder: byModel).paths.isEmpty)
    // The example's report is made of the same days in one file.
    #expect(one["hosts.csv"] == (try contents(of: Office.demo.get().report)["hosts.csv"]))
  }

  @Test("score, features and edges take a model, and leave out what it knows")
  func tables() throws {
    let days = try Days.demo.get()
    let office = try Office.demo.get()
    let model = ["--model", try Days.model.get(), "--output-format", "csv"] + days.known
    let report = try contents(of: office.report)
    for input in [days.present, office.flows] {
      let scores = try Tool.run(["score", input] + model)
      #expect(scores.output == report["hosts.csv"])
      #expect(
        scores.errors.contains("up to where the model has learned") == (input != days.present))
    }
    let features = try Tool.run(["features", days.present, "--features", "novelty"] + model)
    #expect(features.status == 0 && features.lines.count > 100)
    let edges = try Tool.run(["edges", days.present] + model)
    let told = try Tool.run(
      ["edges", office.flows, "--baseline-until", Office.baselineUntil, "--output-format", "csv"]
        + days.known)
    #expect(edges.status == 0 && edges.output == told.output)
  }

  @Test("each way in which a model is of no use ends with its status and says what to do")
  func errors() throws {
    let days = try Days.demo.get()
    let folder = try Place()
    let model = try Days.model.get()
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: model)))
    let cut = try folder.write(bytes.dropLast(5), to: "cut")
    bytes[bytes.count - 5] ^= 4
    let turned = try folder.write(bytes, to: "turned")
    let old = try folder.write("sidestep model 0\n\n".utf8, to: "old")
    let cases: [([String], Int32, String)] = [
      (["--model", folder.path + "/none"], 66, "nothing to read at"),
      (["--model", folder.path], 66, "it is a folder"),
      (["--model", days.present], 65, "no model: make one with sidestep learn"),
      (["--model", old], 65, "a model of format 0, this version reads 4: learn anew"),
      (["--model", cut], 65, "copy it again"), (["--model", turned], 65, "checksum is wrong"),
      (["--model", model, "--window", "12h"], 64, "give --window 24h"),
      (["--model", model, "--internal", "10.0.0.0/8"], 64, "give the same --internal"),
      (["--model", model, "--betweenness-sources", "5"], 64, "--betweenness-sources 128"),
    ]
    for (options, status, words) in cases {
      let report = folder.path + "/report"
      for command in [["analyze", "-o", report], ["learn", "-o", report]] {
        let run = try Tool.run(command + [days.present] + days.known + options)
        #expect(run.status == status, "\(command[0]) \(options): \(run.errors)")
        #expect(run.errors.contains(words), "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: report))
      }
    }
    let both = try Tool.run([
      "score", days.present, "--model", model, "--baseline-until", "2026-03-05",
    ])
    #expect(both.status == 64 && both.errors.contains("not both"))
    let subnets = try Tool.run(["score", days.present, "--model", model])
    #expect(subnets.status == 64 && subnets.errors.contains("give the same --subnets"))
    let again = try Tool.run(
      ["learn", days.past[1], "--model", model, "-o", folder.path + "/again"] + days.known)
    #expect(again.status == 66 && again.errors.contains("nothing new: the model has learned"))
  }

  @Test("a window that is hardly begun is learned with a warning, or left out")
  func thinEnd() throws {
    let (folder, log) = try SmallLog.folder()
    let path = folder.path + "/small.model"
    let run = try Tool.run(["learn", log, "-o", path])
    #expect(run.status == 0)
    #expect(run.errors.contains("--until 2026-03-02T00:00:00Z leaves the window out"))
    #expect(run.text.contains("It is too young to judge by: more than 2 windows are needed."))
    let odd = try Tool.run(["learn", log, "--until", "2026-03-02T09:00:00Z", "-o", path])
    #expect(odd.status == 64 && odd.errors.contains("windows of 1d do not start then"))
  }
}
