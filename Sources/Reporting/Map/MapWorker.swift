// SPDX-License-Identifier: Apache-2.0

private import Dispatch
private import Foundation
private import Glibc

/// Lays out a map in a process of its own, so that a layout that does not end, eats all
/// memory or trips an assertion costs the map and not the run.
///
/// The worker is this program, called with the hidden subcommand `render-map`; it reads DOT on
/// standard input, writes SVG on standard output, and limits itself before it starts.
public struct MapWorker: Sendable {
  /// The subcommand that calls ``runAsWorker(engine:seconds:)``.
  public static let subcommand = "render-map"
  /// Address space a worker may have, in bytes: 2 GB, of which a map needs a fraction.
  static let memoryLimit: UInt = 2_000_000_000

  /// The file to run.
  public let executable: String
  /// Arguments in front of the worker's own.
  public let arguments: [String]

  /// A worker that runs `executable render-map ENGINE SECONDS`.
  public init(executable: String, arguments: [String] = [MapWorker.subcommand]) {
    self.executable = executable
    self.arguments = arguments
  }

  /// Draws `dot` within `seconds` of processor time and four times that on the clock.
  ///
  /// Input and output go through files, not pipes: a worker that dies half-way can then
  /// neither block its parent nor end it.
  ///
  /// - Throws: `ReportError.drawing` if the worker cannot be started, fails, or is ended for
  ///   taking too long.
  public func svg(
    dot: String, engine: GraphvizRenderer.Engine, seconds: Int
  ) throws(ReportError) -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("sidestep-map-\(UUID().uuidString)", isDirectory: true)
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .drawing("no room for a worker in \(folder.path)")
    }
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      return try run(dot, engine, seconds, in: folder)
    } catch let error as ReportError {
      throw error
    } catch {
      throw .drawing("cannot run \(executable): \(error.localizedDescription)")
    }
  }

  private func run(
    _ dot: String, _ engine: GraphvizRenderer.Engine, _ seconds: Int, in folder: URL
  ) throws -> [UInt8] {
    let input = folder.appendingPathComponent("map.dot")
    let output = folder.appendingPathComponent("map.svg")
    let errors = folder.appendingPathComponent("errors")
    try Data(dot.utf8).write(to: input)
    try Data().write(to: output)
    try Data().write(to: errors)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments + [engine.rawValue, String(seconds)]
    let files = [
      try FileHandle(forReadingFrom: input), try FileHandle(forWritingTo: output),
      try FileHandle(forWritingTo: errors),
    ]
    // A process may outlive its last use, and the files with it.
    defer { for file in files { try? file.close() } }
    process.standardInput = files[0]
    process.standardOutput = files[1]
    process.standardError = files[2]
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    if ended.wait(timeout: .now() + .seconds(4 * seconds)) == .timedOut {
      kill(process.processIdentifier, SIGKILL)
      // Not for ever: the end is not reported while a child of the worker is alive.
      _ = ended.wait(timeout: .now() + .seconds(2))
      throw ReportError.drawing("the layout took longer than \(4 * seconds) s")
    }
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      let said = String(decoding: try Data(contentsOf: errors).prefix(2_000), as: UTF8.self)
      throw ReportError.drawing(
        said.isEmpty
          ? "the layout was ended at its limit of \(seconds) s" : SafeText.clean(said, limit: 300))
    }
    return [UInt8](try Data(contentsOf: output))
  }

  /// The worker's side: limits this process, draws what is on standard input, writes the
  /// picture to standard output.
  ///
  /// - Parameters:
  ///   - engine: How to place nodes.
  ///   - seconds: Processor time, 1...3600.
  /// - Returns: The exit status: 0 if drawn, 70 if not, with the reason on standard error.
  public static func runAsWorker(engine: GraphvizRenderer.Engine, seconds: Int) -> Int32 {
    guard
      GraphvizRenderer.limitProcess(
        bytes: memoryLimit, seconds: UInt(min(max(seconds, 1), 3_600)))
    else {
      FileHandle.standardError.write(Data("the system refuses to limit the worker\n".utf8))
      return 70
    }
    let dot = String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
    do {
      let svg = try GraphvizRenderer.svg(dot: dot, engine: engine)
      try FileHandle.standardOutput.write(contentsOf: Data(svg))
      return 0
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      return 70
    }
  }
}
