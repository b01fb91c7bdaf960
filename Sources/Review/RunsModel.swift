// SPDX-License-Identifier: Apache-2.0

public import Archive
import Detection
import Flows
import Reporting

/// What the template of the runs shows.
struct RunsModel {
  struct Option {
    let text: String
  }

  struct Run {
    let number: String, at: String, windows: String, range: String, hosts: String
    let findings: String, newAlerts: String, suppressed: String, command: String
    let inputs: [String]
    let inputsMore: String?
    let drift: [String]
    let driftMore: String?
    let hasDrift: Bool
    let options: [String]
    let hasOptions: Bool
  }

  let sentence: String
  let runs: [Run]
  let hasRuns: Bool
  let olderAddress: String?
  let latestAddress: String?
}

extension ReviewPages {
  private static let runsShown = 30
  private static let inputsShown = 6
  private static let driftShown = 8

  /// The runs, the latest first, with the features that moved.
  ///
  /// - Throws: ``Archive/ArchiveError``.
  public func runs(
    _ archive: Archive, query: PageQuery = PageQuery(), frame: PageFrame
  ) throws -> String {
    let found = try archive.runs(before: query.before, limit: Self.runsShown + 1)
    let shown = found.prefix(Self.runsShown)
    let windows = try archive.windows().map(\.start)
    let waiting = try archive.windows().count { !$0.isJudged }
    let model = RunsModel(
      sentence: shown.isEmpty
        ? "No run has judged anything yet: sidestep analyze --db does."
        : "Each run judges windows by those before them. \(PlainWords.count(windows.count, "window")) "
          + "are kept, \(PlainWords.count(windows.count - waiting)) of them judged as they are now.",
      runs: try shown.map { try Self.run($0, windows, archive) }, hasRuns: !shown.isEmpty,
      olderAddress: found.count > shown.count
        ? shown.last.map { Link.address("/runs", [("before", String($0.id))]) } : nil,
      latestAddress: query.before == nil ? nil : "/runs")
    return document("Runs", at: .runs, archive, frame, content: templates.runs.render(model))
  }

  private static func run(
    _ run: ArchivedRun, _ windows: [Timestamp], _ archive: Archive
  ) throws -> RunsModel.Run {
    let judged = windows.filter { run.range.contains($0) }
    let inputs = try archive.inputs(of: judged)
    return RunsModel.Run(
      number: String(run.id), at: Words.time(run.at), windows: PlainWords.count(run.windows),
      range: "\(Words.window(run.range.start)) to \(Words.window(run.range.end))",
      hosts: PlainWords.count(run.hosts), findings: PlainWords.count(run.findings),
      newAlerts: PlainWords.count(run.newAlerts), suppressed: PlainWords.count(run.suppressed),
      command: Words.line(run.command, 400),
      inputs: inputs.prefix(inputsShown).map { input in
        "\(Words.line(input.name, 100)) (\(PlainWords.count(input.counts.used, "flow")))"
      }, inputsMore: more(inputs.count - inputsShown, "file"),
      drift: run.drift.prefix(driftShown).map { Words.line($0, 500) },
      driftMore: more(run.drift.count - driftShown, "window"), hasDrift: !run.drift.isEmpty,
      options: run.options.prefix(60).map { Words.line($0, 200) }, hasOptions: !run.options.isEmpty)
  }
}
