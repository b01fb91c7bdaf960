// SPDX-License-Identifier: Apache-2.0

private import Dispatch
private import Foundation

/// Turns plots into PNG, for slides and papers, through librsvg's `rsvg-convert` if it is installed.
public struct PictureConverter: Sendable {
  /// Why there is no PNG where it is not.
  public static let absence =
    "rsvg-convert is not installed; install it (Debian: apt-get install librsvg2-bin), or leave --png "
    + "out and use the SVG"

  private static let seconds = 30

  /// The program.
  public let executable: String

  /// The converter that is this program.
  public init(executable: String) { self.executable = executable }

  /// The converter that is installed; nil if there is none.
  ///
  /// - Parameter path: Folders to look in, parted by colons.
  /// - Returns: The first found.
  public static func installed(path: String) -> PictureConverter? {
    path.split(separator: ":").map { "\($0)/rsvg-convert" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
      .map { PictureConverter(executable: $0) }
  }

  /// `svg`, one of our own, at twice its size.
  ///
  /// - Throws: `ReportError.printing` if the program fails or takes too long.
  public func png(_ svg: [UInt8]) throws(ReportError) -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("sidestep-png-\(UUID().uuidString)", isDirectory: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      return try convert(svg, in: folder)
    } catch let error as ReportError {
      throw error
    } catch {
      throw .printing("cannot run \(executable): \(SafeText.clean("\(error)", limit: 200))")
    }
  }

  private func convert(_ svg: [UInt8], in folder: URL) throws -> [UInt8] {
    let input = folder.appendingPathComponent("plot.svg")
    let output = folder.appendingPathComponent("plot.png")
    try Data(svg).write(to: input)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = ["--format=png", "--zoom=2", "--output", output.path, input.path]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    if ended.wait(timeout: .now() + .seconds(Self.seconds)) == .timedOut {
      kill(process.processIdentifier, SIGKILL)
      _ = ended.wait(timeout: .now() + .seconds(2))
      throw ReportError.printing("rsvg-convert took longer than \(Self.seconds) s")
    }
    guard process.terminationStatus == 0, let data = try? Data(contentsOf: output), !data.isEmpty
    else { throw ReportError.printing("\(executable) made no PNG") }
    return [UInt8](data)
  }
}
