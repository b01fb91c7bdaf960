// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Runs the scripts that count independently of the code under test.
public enum Python {
  /// Why a test is skipped without it.
  public static let reason = "needs python3"

  private static let program =
    ["/usr/bin/python3", "/usr/local/bin/python3"].first {
      FileManager.default.isExecutableFile(atPath: $0)
    } ?? "/usr/bin/env"

  /// Whether it is there.
  public static let isPresent = (try? run(["-c", "print(1)"])) == "1\n"

  /// The path of a script of `Tests/…/Oracle`.
  public static func oracle(_ name: String, of tests: String = "IngestTests") -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("\(tests)/Oracle").appendingPathComponent(name).path
  }

  /// Where `make test` puts the programs results are held against.
  private static let peers = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(".build/peers")
    .path

  /// Why a test is skipped without the peers.
  public static let peersReason = "needs the Python packages of Tests/peers.txt (make peers)"

  /// Whether the peers are there.
  public static let hasPeers =
    (try? run([
      "-c",
      "import networkx, pydot, bhopengraph, jsonschema, ocsf_json_schema, stix2validator, pycef, "
        + "syslog_rfc5424_parser, mitreattack.navlayers, markdown_it, linkify_it; print(1)",
    ])) == "1\n"

  /// What a run with these arguments prints.
  public static func run(_ arguments: [String]) throws -> String {
    let process = Process()
    process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONPATH": peers]) { $1 }
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments =
      (program.hasSuffix("env") ? ["python3"] : []) + ["-B"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
