// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Measures what the README quotes.
@main
struct Benchmarks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "Benchmarks", abstract: "Measures what the README quotes.",
    subcommands: [
      DetectionBenchmark.self, DetectorBenchmark.self, IngestBenchmark.self, IngestPassCommand.self,
      OfficeBenchmark.self, TopologyBenchmark.self,
    ])
}
