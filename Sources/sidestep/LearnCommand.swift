// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Detection
import Flows
import Ingest
import Topology

/// Keeps what is usual in a file.
struct LearnCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn",
    abstract: "Learns what is usual, and keeps it in a file for --model.",
    discussion: """
      The model takes the place of the flows it was made of: analyze, score, features
      and edges judge by it with --model. Learning day by day gives the same file as
      learning all days at once. Nobody is judged: what is learned counts as benign.

      Example:
        sidestep learn flows/ --until 2026-03-12 -o office.model
        sidestep learn --model office.model today.log -o office.model
        sidestep analyze --model office.model today.log -o reports/today
      """)

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(help: ArgumentHelp("Go on from this model; it may be the output too.", valueName: "file"))
  var model: String?

  @Option(
    help: "Length of a window in days or hours (default: the model's, or 1d).")
  var window: WindowLength?

  @Option(
    help: ArgumentHelp("Leave out flows from this window on (UTC).", valueName: "time"))
  var until: Timestamp?

  @Option(
    help: ArgumentHelp(
      "From how many hosts shortest ways are followed in networks of more than 500 (default: the "
        + "model's, or \(GraphOptions().betweennessSources)).", valueName: "number"))
  var betweennessSources: Int?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where the model goes; - for standard output.", valueName: "file"))
  var output: String

  func run() async throws {
    try await Console.reportingErrors {
      let known = try model.map { try StoredModel($0) }
      let options = try options(goingOnFrom: known?.model.settings)
      let settings = ModelSettings(options, internalScope: input.internalScope)
      try known?.check(settings)
      let source = try await EdgeSource(
        input, try BaselineOptions.parse([]), window: WindowLength(hours: options.windowHours),
        model: known?.model)
      for note in source.notes { Console.note(note) }
      let edges = until.map { source.edges.split(at: $0).before } ?? source.edges
      let learned = try Analysis.learn(
        edges, options: options, into: known?.model ?? Model(settings))
      let size = try StoredModel.write(learned, to: output)
      if let note = Self.thinEnd(edges, learned) { Console.note(note) }
      guard output != InputFile.standardInputPath else { return }
      for line in Self.summary(learned, before: known?.model) { try Console.say(line) }
      try Console.say("Model: \(output), \(size) bytes")
    }
  }

  /// - Throws: `OptionsError`, `IngestError`, `ValidationError`.
  private func options(goingOnFrom settings: ModelSettings?) throws -> AnalysisOptions {
    var options = AnalysisOptions()
    options.windowHours = window?.hours ?? settings?.windowHours ?? options.windowHours
    options.graph.betweennessSources =
      betweennessSources ?? settings?.betweennessSources ?? options.graph.betweennessSources
    options.threads = input.threadCount
    try options.validate()
    options.subnets = try input.subnetMap()
    options.assets = try input.assetTable()
    let length = WindowLength(hours: options.windowHours)
    if let until, until.floored(toMultipleOf: length.microseconds) != until {
      throw ValidationError(
        "--until \(until): windows of \(length.text) do not start then; the one before starts at "
          + "\(until.floored(toMultipleOf: length.microseconds))")
    }
    return options
  }

  /// A note if the last window was hardly half full: nothing can be added to it later.
  private static func thinEnd(_ edges: EdgeTable, _ model: Model) -> String? {
    guard let last = edges.lastFlow, let end = model.end else { return nil }
    let length = Int64(model.settings.windowHours) * EdgeTable.tickLength
    guard end.microseconds - last.microseconds > length / 2 else { return nil }
    let start = end.advanced(byMicroseconds: -length)
    return
      "the last flow is at \(last), the last window ends at \(end), and what comes later of it "
      + "cannot be added; --until \(start) leaves the window out"
  }

  private static func summary(_ model: Model, before: Model?) -> [String] {
    let length = WindowLength(hours: model.settings.windowHours).text
    let new = model.windows - (before?.windows ?? 0)
    var lines = [
      "Learned \(new) \(new == 1 ? "window" : "windows") of \(length); the model knows "
        + "\(model.windows), from \(model.start?.description ?? "") to "
        + "\(model.end?.description ?? ""): \(model.hosts) hosts, \(model.edges) edges, "
        + "\(model.referenceHostWindows) host-windows to compare with."
    ]
    if model.referenceHostWindows == 0 {
      lines.append(
        "It is too young to judge by: more than \(model.settings.minimumHistory) windows are needed."
      )
    }
    return lines
  }
}
