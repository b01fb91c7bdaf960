// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// The program as it was built beside the tests.
enum Program {
  static func path() throws -> String {
    var folder = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    for _ in 0..<6 {
      folder.deleteLastPathComponent()
      let candidate = folder.appendingPathComponent("sidestep").path
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    }
    return try #require(nil as String?, "sidestep is not built beside the tests")
  }

  /// Runs it to its end.
  @discardableResult
  static func run(_ arguments: [String]) throws -> (status: Int32, text: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try path())
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: text, as: UTF8.self),
      String(decoding: said, as: UTF8.self)
    )
  }
}

/// An archive with alerts, to be copied.
struct Office: Sendable {
  let folder: String
  let database: String
  let ids: [String]

  static let alerts = 8
  static let shared = Result { try Office() }

  private init() throws {
    folder =
      FileManager.default.temporaryDirectory.appendingPathComponent(
        "sidestep-served-\(UUID().uuidString)"
      ).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    atexit { if case .success(let office) = Office.shared { office.remove() } }
    database = folder + "/office.db"
    var text = """
      #separator \\x09
      #fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tduration\torig_bytes\tresp_bytes\tconn_state\thistory\torig_pkts\tresp_pkts

      """
    func flow(_ time: Int, _ source: String, _ target: String, _ port: Int) -> String {
      "\(time).5\tC\(time)\t\(source)\t50000\t\(target)\t\(port)\ttcp\t1.5\t100\t200\tSF\tShADadfF\t5\t4\n"
    }
    for day in 0..<5 { text += flow(1_772_442_000 + day * 86_400, "10.1.0.1", "10.2.0.3", 443) }
    for host in 0..<Self.alerts {
      text += flow(1_772_787_700 + host, "10.1.0.\(host + 10)", "10.2.0.9", 6_000 + host)
    }
    let log = folder + "/conn.log"
    try Data(text.utf8).write(to: URL(fileURLWithPath: log))
    let run = try Program.run(["analyze", log, "--db", database, "-o", folder + "/report"])
    try #require(run.status == 0, "\(run.errors)")
    ids = try Self.ids(in: database)
    try #require(ids.count == Self.alerts, "\(ids)")
  }

  private func remove() { try? FileManager.default.removeItem(atPath: folder) }

  static func ids(in database: String, status: String? = nil) throws -> [String] {
    let list = try Program.run(
      ["alerts", "list", "--db", database, "--output-format", "csv"]
        + (status.map { ["--status", $0] } ?? []))
    return list.text.split(separator: "\n").dropFirst().map { String($0.prefix { $0 != "," }) }
  }
}

/// `sidestep serve` on a free port, over an archive of its own.
final class Served {
  static let token = "0123456789abcdef0123456789abcdef"
  let folder: TemporaryFolder
  let database: String
  let ids: [String]
  let port: UInt16
  /// The first line on standard error that names the place.
  let greeting: String
  private let process: Process

  init(_ options: [String] = [], hasToken: Bool = false) throws {
    let office = try Office.shared.get()
    folder = try TemporaryFolder()
    database = folder.path + "/office.db"
    ids = office.ids
    try FileManager.default.copyItem(atPath: office.database, toPath: database)
    var arguments = ["serve", "--db", database, "--by", "tester"]
    if !options.contains("--listen") { arguments += ["--listen", "127.0.0.1:0"] }
    if hasToken {
      let file = try folder.write(Array("\(Self.token)\n".utf8), to: "token")
      arguments += ["--token-file", file]
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Program.path())
    process.arguments = arguments + options
    let errors = Pipe()
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    var said = ""
    while !said.contains("Ctrl-C"), let piece = Optional(errors.fileHandleForReading.availableData),
      !piece.isEmpty
    {
      said += String(decoding: piece, as: UTF8.self)
    }
    greeting = said
    let match = try #require(said.firstMatch(of: #/http://\S+:(\d+)/ /#), "\(said)")
    port = try #require(UInt16(match.output.1))
    self.process = process
  }

  /// Ends it; its exit status.
  @discardableResult
  func end(_ signal: Int32 = SIGTERM) -> Int32 {
    if process.isRunning { kill(process.processIdentifier, signal) }
    process.waitUntilExit()
    return process.terminationReason == .exit
      ? process.terminationStatus : 128 + process.terminationStatus
  }

  deinit { end(SIGKILL) }
}
