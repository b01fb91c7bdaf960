// SPDX-License-Identifier: Apache-2.0

private import Dispatch
private import Foundation

/// Prints the report's page as PDF, through a Chromium that is installed and needs no display.
///
/// The page holds all it needs and its policy forbids everything else; the browser is started with
/// fixed arguments, in a folder of its own, without names or addresses it could reach, and with
/// limits of time and memory.
public struct PagePrinter: Sendable {
  /// Programs that can print, the first found is taken.
  public static let names = [
    "chromium", "chromium-browser", "google-chrome-stable", "google-chrome",
    "chrome-headless-shell", "microsoft-edge-stable",
  ]

  /// Why there is no PDF where none of them is installed.
  public static let absence =
    "no program that prints is installed; install chromium (Debian: apt-get install "
    + "--no-install-recommends chromium), or leave --pdf out and print report.html yourself"

  /// How long printing may take, in seconds.
  static let seconds = 120
  /// What each process of the browser may keep, in KiB: 2 GiB.
  private static let memory = 2_097_152

  /// The program.
  public let executable: String

  /// The printer that is this program.
  public init(executable: String) { self.executable = executable }

  /// The printer that is installed; nil if there is none.
  ///
  /// - Parameter path: Folders to look in, parted by colons.
  /// - Returns: The first of ``names`` in the first folder that has it.
  public static func installed(path: String) -> PagePrinter? {
    for name in names {
      for folder in path.split(separator: ":") {
        let file = "\(folder)/\(name)"
        if FileManager.default.isExecutableFile(atPath: file) {
          return PagePrinter(executable: file)
        }
      }
    }
    return nil
  }

  /// `page` on paper.
  ///
  /// - Parameters:
  ///   - page: A page that needs nothing else.
  ///   - moment: What the file says it was made at, ISO 8601, so that the same page gives the same
  ///     bytes.
  /// - Returns: The PDF.
  /// - Throws: `ReportError.printing` if the program cannot be run, fails, or takes too long.
  public func pdf(_ page: String, moment: String) throws(ReportError) -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("sidestep-pdf-\(UUID().uuidString)", isDirectory: true)
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .printing("no room in \(folder.path)")
    }
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      return PDFDates.set(try print(page, in: folder), to: moment)
    } catch let error as ReportError {
      throw error
    } catch {
      throw .printing("cannot run \(executable): \(SafeText.clean("\(error)", limit: 200))")
    }
  }

  private func print(_ page: String, in folder: URL) throws -> [UInt8] {
    let input = folder.appendingPathComponent("report.html")
    let output = folder.appendingPathComponent("report.pdf")
    let errors = folder.appendingPathComponent("errors")
    try Data(page.utf8).write(to: input)
    try Data().write(to: errors)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    // The shell sets limits and becomes the browser; what it runs is not made of any input.
    process.arguments =
      ["-c", "ulimit -t \(Self.seconds); ulimit -d \(Self.memory); exec \"$@\"", "sh", executable]
      + Self.arguments(folder: folder.path, output: output.path) + [input.absoluteString]
    process.environment = [
      "HOME": folder.path, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC",
    ]
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    let said = try FileHandle(forWritingTo: errors)
    defer { try? said.close() }
    process.standardOutput = said
    process.standardError = said
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    if ended.wait(timeout: .now() + .seconds(Self.seconds)) == .timedOut {
      // The group: its helpers would live on.
      kill(-process.processIdentifier, SIGKILL)
      kill(process.processIdentifier, SIGKILL)
      _ = ended.wait(timeout: .now() + .seconds(2))
      throw ReportError.printing("it took longer than \(Self.seconds) s")
    }
    guard process.terminationReason == .exit, process.terminationStatus == 0,
      let data = try? Data(contentsOf: output), data.starts(with: Data("%PDF-".utf8))
    else {
      let said = String(
        decoding: (try? Data(contentsOf: errors))?.suffix(400) ?? Data(), as: UTF8.self)
      throw ReportError.printing(
        "\(executable) made no PDF: \(SafeText.clean(said, limit: 300))")
    }
    return [UInt8](data)
  }

  private static func arguments(folder: String, output: String) -> [String] {
    [
      "--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
      "--disable-extensions", "--disable-background-networking", "--disable-sync",
      "--disable-component-update", "--disable-default-apps", "--proxy-server=127.0.0.1:9",
      "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=\(folder)/profile",
      "--no-pdf-header-footer", "--print-to-pdf=\(output)",
      // Its sandbox refuses to work for root.
    ] + (geteuid() == 0 ? ["--no-sandbox"] : [])
  }
}
