// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Ingest

/// Lists the formats that are read, or shows one as the mapping it is.
struct FormatsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "formats",
    abstract: "Lists the formats that are recognised, or one as a mapping file.",
    discussion: """
      Files are told by their content. What no format fits is read with a mapping:
      lines of key = value that say which column holds what. A format's own mapping
      is a start; --map takes the file, or the lines themselves between commas.

      Example:
        sidestep formats argus > ours.map
        sidestep analyze flows.csv --map ours.map
        sidestep analyze flows.csv --map 'time=When,src=From,dst=To,proto=P'
      """)

  @Argument(help: "The format to print as a mapping file; every format's name without it.")
  var name: String?

  func run() async throws {
    try await Console.reportingErrors {
      guard let name else {
        for dialect in Dialect.all { try Console.say(Self.lines(dialect)) }
        try Console.say("\(Dialect.capture.name): \(Dialect.capture.title) (packets)")
        return
      }
      if Dialect.named(name, among: [.capture]) != nil {
        throw ValidationError(
          "\(name): packets have no columns, so there is no mapping to print; captures are recognised"
        )
      }
      guard let dialect = Dialect.named(name) else {
        throw IngestError.unknownFormat(name, known: (Dialect.all + [.capture]).map(\.name))
      }
      try Console.say("# A mapping file for sidestep --map: \(dialect.title)")
      try Console.say(dialect.text)
    }
  }

  /// A format and the first name of each of its columns.
  private static func lines(_ dialect: Dialect) -> String {
    let layouts = dialect.layouts.map(\.rawValue).joined(separator: ", ")
    let columns = FlowField.allCases.compactMap { field in
      dialect.columns[field]?.first.map { "\(field.key)=\($0)" }
    }
    return "\(dialect.name): \(dialect.title) (\(layouts))\n  " + columns.joined(separator: " ")
  }
}
