// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// The program as it was built beside the tests.
enum Tool {
  /// What a run left.
  struct Outcome {
    var status: Int32
    var output: Data
    var errors: String

    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
  }

  /// A run that never ended.
  struct Hung: Error {
    var arguments: [String]
  }

  private static let limitSeconds = 120.0

  /// Its path.
  static func path() throws -> String {
    var folder = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    for _ in 0..<6 {
      folder.deleteLastPathComponent()
      let candidate = folder.appendingPathComponent("sidestep").path
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    }
    return try #require(nil as String?, "sidestep is not built beside the tests")
  }

  /// Runs `sidestep` with these arguments.
  @discardableResult
  static func run(
    _ arguments: [String], input: String? = nil, in folder: String? = nil
  ) throws -> Outcome {
    try run(program: path(), arguments, input: input, in: folder)
  }

  /// Runs a shell command in which `sidestep` is the program.
  static func shell(_ command: String, in folder: String? = nil) throws -> Outcome {
    let place = URL(fileURLWithPath: try path()).deletingLastPathComponent().path
    return try run(
      program: "/bin/bash", ["-c", "set -o pipefail; PATH=\"$0:$PATH\"; \(command)", place],
      input: nil, in: folder)
  }

  private static func run(
    program: String, _ arguments: [String], input: String?, in folder: String?
  ) throws -> Outcome {
    let place = try TemporaryFolder()
    defer { withExtendedLifetime(place) {} }
    let output = try place.write([], to: "output")
    let errors = try place.write([], to: "errors")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    let files = [try open(writing: output), try open(writing: errors)]
    let given = try input.map(open(reading:))
    // Processes live longer than their runs; hundreds of runs would use up all descriptors.
    defer { for file in files + (given.map { [$0] } ?? []) { try? file.close() } }
    process.standardInput = given ?? FileHandle.nullDevice
    process.standardOutput = files[0]
    process.standardError = files[1]
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    guard ended.wait(timeout: .now() + limitSeconds) == .success else {
      kill(process.processIdentifier, SIGKILL)
      throw Hung(arguments: arguments)
    }
    return Outcome(
      status: process.terminationReason == .exit
        ? process.terminationStatus : 128 + process.terminationStatus,
      output: try Data(contentsOf: URL(fileURLWithPath: output)),
      errors: String(decoding: try Data(contentsOf: URL(fileURLWithPath: errors)), as: UTF8.self))
  }

  private static func open(reading path: String) throws -> FileHandle {
    try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
  }

  private static func open(writing path: String) throws -> FileHandle {
    try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }
}

/// The files of an `analyze` run, by name.
func contents(of folder: String) throws -> [String: Data] {
  var files: [String: Data] = [:]
  for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
    files[name] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
  }
  return files
}
