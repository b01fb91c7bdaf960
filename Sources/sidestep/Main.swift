// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

@main
struct Sidestep: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sidestep", abstract: "Finds lateral movement in network flows and draws it.",
    subcommands: [RenderMapCommand.self])
}
