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

  /// The path of a script of `Tests/IngestTests/Oracle`.
  public static func oracle(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("IngestTests/Oracle").appendingPathComponent(name).path
  }

  /// What a run with these arguments prints.
  public static func run(_ arguments: [String]) throws -> String {
    let process = Process()
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
