// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
private import Reporting

/// The worker's side of drawing a map; not for people.
struct RenderMapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: MapWorker.subcommand,
    abstract: "Lays out the DOT on standard input and writes SVG.", shouldDisplay: false)

  @Argument(help: "dot or sfdp.")
  var engine: String

  @Argument(help: "Processor time in seconds.")
  var seconds: Int

  func run() throws {
    guard let engine = GraphvizRenderer.Engine(rawValue: engine) else {
      throw ValidationError("the engine is dot or sfdp")
    }
    throw ExitCode(MapWorker.runAsWorker(engine: engine, seconds: seconds))
  }
}
