// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Foundation
import Ingest
import Reporting
import Topology

/// Holds an analysis against what really happened.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measures how well intrusions that are known are found.",
    discussion: """
      Judges hosts as score does, and so do three plainer methods beside it. The
      truth is what simulate --truth writes, or lines of host,start,end,scenario, of
      which host alone is needed; hosts of one scenario are one intrusion. Without
      --truth the labels of the flows tell: the source of a flow that is not labelled
      benign, normal, background, 0 or - acted, each label being one intrusion. Hosts
      that were reached and sent nothing count neither way.

      Writes figures.csv and hosts.csv, and the plots precision_recall.svg, roc.svg
      and recall_per_scenario.svg; --permuted adds permuted.csv, --tune tuned.csv.

      Example:
        sidestep evaluate office.conn.log.gz --truth office.truth.csv \\
          --baseline-until 2026-03-12 -o reports/evaluation
      """)

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(help: ArgumentHelp("What intruders really did.", valueName: "file.csv"))
  var truth: String?

  @Option(
    help: ArgumentHelp(
      "Which column labels flows (default: the format's own), in place of --truth.",
      valueName: "name"))
  var labelColumn: String?

  @OptionGroup(title: "Baseline") var baseline: BaselineOptions
  @OptionGroup(title: "Judging") var judging: JudgingOptions

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where the figures go.", valueName: "folder"))
  var output = "reports/evaluation"

  @Flag(
    help: "Also analyse again with hosts under permuted addresses: figures must stay.")
  var permuted = false

  @Option(
    help: ArgumentHelp(
      "Also draw this many sets of options by lot, choose on earlier days, report on later.",
      valueName: "number"))
  var tune: Int?

  @Flag(help: "Also write each plot as PNG, for slides; needs rsvg-convert.")
  var png = false

  func validate() throws {
    if let tune, !(1...1_000).contains(tune) {
      throw ValidationError("--tune \(tune): must be 1 to 1000")
    }
    if truth != nil, labelColumn != nil {
      throw ValidationError("give --truth or --label-column, not both")
    }
  }

  func run() async throws {
    try await Console.reportingErrors {
      let converter = try png ? Self.converter() : nil
      let file = try truth.map { path throws(IngestError) in try TruthFile.read(path) }
      let run = try await AnalysisRun(
        input, baseline, judging,
        labels: truth == nil ? labelColumn.map(LabelColumn.named) ?? .usual : nil)
      let stated = GroundTruth(try file ?? Self.truth(labelsOf: run.source))
      let known = stated.inside(input.internalScope)
      let evaluation = await Evaluation(
        run.result, truth: known, edges: run.source.edges, options: run.options)
      let shuffles = try await shuffles(run, known)
      let search = try await search(run, known)
      try EvaluationFolder.write(
        evaluation, shuffles: shuffles, search: search, converter: converter, to: output)
      for line in Self.introduction(evaluation, run, stated, known) { try Console.say(line) }
      try Console.output(Table.figures(evaluation, withMeanings: false).bytes(as: .table))
      if let line = Self.verdict(evaluation, shuffles) {
        try Console.say("")
        try Console.output(Table.shuffles(evaluation, shuffles).bytes(as: .table))
        try Console.say(line)
      }
      if let search {
        for line in Self.outcome(search) { try Console.say(line) }
        try Console.output(Table.heldOut(search).bytes(as: .table))
        try Console.say("Every set tried: \(output)/tuned.csv")
      }
      try Console.say("What each figure means: \(output)/figures.csv")
    }
  }

  /// What the labels of the flows read tell.
  private static func truth(labelsOf source: EdgeSource) throws -> TruthFile {
    let parts = [source.summary.labels] + (source.baselineSummary.map { [$0.labels] } ?? [])
    let hosts = parts.flatMap(\.truth)
    let malicious = parts.reduce(0) { $0 + $1.maliciousFlows }
    let benign = parts.reduce(0) { $0 + $1.benignFlows }
    guard !hosts.isEmpty else {
      throw ValidationError(
        "no flow has a label other than benign (\(benign) have that): give --truth, or name the "
          + "column of labels with --label-column")
    }
    Console.note(
      "the truth is told by labels: \(malicious) flows of \(Set(hosts.map(\.host)).count) hosts, "
        + "\(benign) labelled benign")
    return .hosts(hosts)
  }

  /// The program that makes PNGs, before anything is read.
  ///
  /// - Throws: `ExitCode(69)` if there is none.
  private static func converter() throws -> PictureConverter {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    guard let converter = PictureConverter.installed(path: path) else {
      Console.note("error: --png: \(PictureConverter.absence)")
      throw ExitCode(69)
    }
    return converter
  }

  private func shuffles(
    _ run: AnalysisRun, _ truth: GroundTruth
  ) async throws(DetectionError) -> [ShuffleTrial] {
    guard permuted else { return [] }
    var trials: [ShuffleTrial] = []
    let changes =
      [ShuffleTrial.Change.seed] + AddressShuffle.Reach.allCases.map { .addresses($0) }
    for change in changes {
      trials.append(
        try await ShuffleTrial(
          change, of: run.result, truth: truth, edges: run.source.edges, options: run.options))
    }
    return trials
  }

  private func search(_ run: AnalysisRun, _ truth: GroundTruth) async throws -> OptionSearch? {
    guard let tune else { return nil }
    let search = try await OptionSearch(
      tune, run.source.edges, truth: truth, judged: run.result.windows, options: run.options)
    guard let search else {
      throw ValidationError(
        "--tune \(tune): the truth has fewer than two judged days with an intrusion, one to choose "
          + "by and one to report on; leave --tune out or give more days")
    }
    return search
  }

  /// What was chosen, and on what days.
  private static func outcome(_ search: OptionSearch) -> [String] {
    let set = search.trials[search.chosen].candidate
    let hosts = search.trials[search.chosen].training.ranking.wanted
    return [
      "",
      "Tuned on the days before \(search.split), by \(hosts) malicious "
        + "host\(hosts == 1 ? "" : "s"), the later days held out; chosen "
        + (search.chosen == 0 ? "are the options as stated:" : "of \(search.trials.count) sets:"),
      "  --window \(WindowLength(hours: set.windowHours).text) --horizon \(set.horizonHours) "
        + "--minimum-history \(set.minimumHistory) --minimum-reference \(set.minimumReference)",
    ]
  }

  /// Whether addresses matter, in a sentence; nil if that was not asked.
  private static func verdict(_ evaluation: Evaluation, _ trials: [ShuffleTrial]) -> String? {
    guard let seed = trials.first, let figures = evaluation.parts.first?.figures else { return nil }
    let steady = trials.dropFirst().allSatisfy {
      $0.isSteady(against: figures, yardstick: seed.figures)
    }
    let limit = "\(ShuffleTrial.tolerance), or than another seed of the analysis moves it"
    return steady
      ? "Hosts are judged by behaviour, not by address: no figure moves by more than \(limit)."
      : "Addresses matter: a figure moves by more than \(limit)."
  }

  /// What was judged, and by what.
  private static func introduction(
    _ evaluation: Evaluation, _ run: AnalysisRun, _ stated: GroundTruth, _ known: GroundTruth
  ) -> [String] {
    func hosts(_ truth: HostTruth) -> Set<IPAddress> {
      Set(evaluation.hosts.filter { $0.truth == truth }.map(\.host))
    }
    let acting = hosts(.acting)
    let windows = run.result.windows.count
    var lines = [
      "Judged \(Set(evaluation.hosts.map(\.host)).count) hosts in "
        + "\(windows) window\(windows == 1 ? "" : "s") of \(run.windowText), \(acting.count) of them "
        + "malicious; \(hosts(.reached).subtracting(acting).count) only reached count neither way."
    ]
    let intrusions = evaluation.intrusions
    if intrusions.part < intrusions.whole {
      lines.append(
        "Of \(Int(intrusions.whole)) intrusions \(Int(intrusions.part)) lie in judged windows; "
          + "the others are left out.")
    }
    let outside = Set(stated.intrusions.flatMap(\.senders))
      .subtracting(known.intrusions.flatMap(\.senders))
    if !outside.isEmpty {
      lines.append(
        "Not internal and left out: \(outside.count) of the truth's hosts; name your networks with "
          + "--internal CIDR,…")
    }
    let isCrowded = run.result.windows.contains { window in
      known.intrusions.count { $0.touches(window) } > 1
    }
    if isCrowded {
      lines.append(
        "Several intrusions in one window lower the bar for each: one per data set is stricter.")
    }
    if acting.isEmpty {
      lines.append("No host of the truth acted in a judged window: only alarms can be counted.")
    }
    if evaluation.parts.count < Method.allCases.count {
      lines.append("Without a past only methods that need none are compared.")
    }
    return lines
  }
}

extension GroundTruth {
  /// What a truth file says; hosts of one scenario are one intrusion.
  init(_ file: TruthFile) {
    switch file {
    case .steps(let steps):
      let intrusions = Dictionary(grouping: steps, by: \.intrusion)
      self.init(
        intrusions.keys.sorted().map { number in
          let steps = intrusions[number] ?? []
          return Intrusion(
            scenario: steps.first?.scenario ?? "",
            acts: steps.map { step in
              Act(
                host: step.source, from: step.time, to: step.time, target: step.target,
                isHop: step.number > 0)
            })
        })
    case .hosts(let hosts):
      var order: [String] = []
      for host in hosts where !order.contains(host.scenario ?? "") {
        order.append(host.scenario ?? "")
      }
      let scenarios = Dictionary(grouping: hosts) { $0.scenario ?? "" }
      self.init(
        order.map { scenario in
          Intrusion(
            scenario: scenario,
            acts: (scenarios[scenario] ?? []).map {
              Act(host: $0.host, from: $0.start, to: $0.end)
            })
        })
    }
  }
}
